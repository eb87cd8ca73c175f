// SPDX-License-Identifier: MIT
//
// What can happen to an order: requests of traders, answers of Lightning, time.
// All facts that a decision needs (prices, fresh secrets, probes) arrive inside.
#pragma once

#include "messages/dispute.hpp"
#include "messages/mostro/message.hpp"
#include "messages/order_terms.hpp"

#include <string>
#include <variant>

namespace mostro {

/// The number of an outbox row; assigned by the store, increasing.
using outbox_id = uint64_t;

/// What is known of a currency's price.
struct price_quote {
  enum class state : uint8_t { fresh, stale, unknown };
  state what = state::unknown;
  double fiat_per_bitcoin = 0; ///< Meaningful when fresh.
};

/// What probing a Lightning address or LNURL said; BOLT 11 needs no probe.
enum class destination_probe : uint8_t {
  not_needed,
  reachable,
  unreachable,
  already_used, ///< The invoice's payment hash belongs to another escrow or payout (02 §3.4).
};

// -- requests of traders ------------------------------------------------------

/// `take-sell` or `take-buy` (spec 02 §2).
struct take_requested {
  order_kind wanted = order_kind::sell; ///< The kind that the action names.
  party taker;
  std::optional<uint64_t> request_id;
  std::optional<int64_t> fiat_amount;       ///< For range orders.
  std::optional<std::string> buyer_invoice; ///< Of take-sell; ignored on take-buy.
  destination_probe probe = destination_probe::not_needed;
  price_quote price;
  user_info taker_reputation;
  escrow_key fresh; ///< Random; used when this event opens a hold invoice.
};

/// `add-invoice` (spec 02 §3.3).
struct invoice_offered {
  party sender;
  std::optional<uint64_t> request_id;
  std::string buyer_invoice;
  destination_probe probe = destination_probe::not_needed;
  escrow_key fresh;
};

/// `fiat-sent` (spec 02 §4.1).
struct fiat_sent_claimed {
  party sender;
  std::optional<uint64_t> request_id;
  mostro::payload payload; ///< Null, or the next trade of a range order's maker.
};

/// `release` (spec 02 §4.2).
struct release_requested {
  party sender;
  std::optional<uint64_t> request_id;
  mostro::payload payload;
  price_quote price = {}; ///< For the remainder of a market-priced range (spec 02 §5).
};

/// `cancel` (spec 03 §1).
struct cancel_requested {
  party sender;
  std::optional<uint64_t> request_id;
};

/// `dispute` (spec 03 §2.2).
struct dispute_requested {
  party sender;
  std::optional<uint64_t> request_id;
};

/// `rate-user` (spec 03 §5).
struct rating_given {
  party sender;
  std::optional<uint64_t> request_id;
  int64_t value = 0; ///< As sent.
};

/// `trade-pubkey` (spec 03 §6.4): the sender's key becomes the maker's trade key.
struct trade_key_changed {
  party sender;
  std::optional<uint64_t> request_id;
};

/// `add-bond-invoice`: bonds are not part of this machine yet.
struct bond_invoice_offered {
  party sender;
};

// -- requests of solvers and the operator ---------------------------------------

/// `admin-take-dispute` (spec 03 §3.3).
struct dispute_take_requested {
  solver_caller by;
  solver_standing holder = solver_standing::none; ///< Of the solver who has it now.
  user_info buyer_reputation;                     ///< Zeros when private.
  user_info seller_reputation;
};

/// `admin-settle` (spec 03 §3.5).
struct admin_settle_requested {
  solver_caller by;
  mostro::payload payload; ///< Null or a bond resolution.
};

/// `admin-cancel` (spec 03 §3.6).
struct admin_cancel_requested {
  solver_caller by;
  mostro::payload payload;
};

// -- answers and news of Lightning --------------------------------------------

/// The hold invoice exists.
struct escrow_opened {
  payment_hash hash;
  std::string bolt11;
};
/// LND refused to make the hold invoice: a definite answer.
struct escrow_refused {
  payment_hash hash;
  std::string text;
};
/// The seller's payment is locked in.
struct escrow_accepted {
  payment_hash hash;
  msats amount_paid;
  uint32_t expires_at_height = 0; ///< Lowest expiry height of its HTLCs; 0 = unknown.
};
/// The hold invoice is settled.
struct escrow_settled {
  payment_hash hash;
  msats amount_paid;
};
/// The hold invoice is canceled or does not exist.
struct escrow_canceled {
  payment_hash hash;
};
/// An address was resolved to an invoice for the payout.
struct destination_resolved {
  uint64_t claims = 0; ///< `payout::claims` when the question was asked.
  std::string bolt11;
};
/// An address could not be resolved.
struct destination_failed {
  uint64_t claims = 0;
  std::string text;
};
/// The payout arrived.
struct payout_succeeded {
  payment_hash hash;
  msats routing_fee;
};
/// The payout failed for good: this payment hash can never succeed any more.
struct payout_failed {
  payment_hash hash;
  std::string text;
};

// -- time -----------------------------------------------------------------------

/// The deadline of the present phase has come.
struct deadline_reached {};
/// The guardian looked at the chain (spec 02 §6.2).
struct chain_observed {
  std::optional<uint32_t> height; ///< None: LND cannot answer.
};

/// Everything that can happen.
using order_fact =
    std::variant<take_requested, invoice_offered, fiat_sent_claimed, release_requested,
                 cancel_requested, dispute_requested, rating_given, trade_key_changed,
                 bond_invoice_offered, dispute_take_requested, admin_settle_requested,
                 admin_cancel_requested, escrow_opened, escrow_refused, escrow_accepted,
                 escrow_settled, escrow_canceled, destination_resolved, destination_failed,
                 payout_succeeded, payout_failed, deadline_reached, chain_observed>;

/// One fact, when it was learnt, and what it closes.
struct order_event {
  order_fact what;
  unix_time at;
  std::optional<outbox_id> answers;    ///< The outbox row that this fact retires.
  std::optional<event_id> inbound;     ///< The Nostr event that carried the request.
  std::optional<order_id> fresh_child; ///< A random id for the next slice of a range order.
  std::optional<dispute_id> fresh_dispute = {}; ///< A random id, should a dispute be opened.
};

/// The kebab-case name of a fact, for the journal and the logs.
const char* name_of(const order_fact& fact);

/// The request id of a trader's request; none for other facts.
std::optional<uint64_t> request_id_of(const order_fact& fact);

} // namespace mostro
