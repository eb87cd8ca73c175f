// SPDX-License-Identifier: MIT
//
// An order and its phases. Each phase has its own struct, so that no field can
// exist before its time. An intent towards Lightning is a phase too: while LND
// is asked to open, settle or cancel, nothing else can be decided.
#pragma once

#include "messages/dispute.hpp"
#include "messages/order_terms.hpp"
#include "messages/payout.hpp"

#include <variant>

namespace mostro {

/// In the book, takeable.
struct pending {
  friend bool operator==(const pending&, const pending&) = default;
};

/// Taken (or given its invoice); LND is being asked for the hold invoice.
struct opening_escrow {
  mostro::trade trade;
  escrow_key key;
  bool after_add_invoice = false; ///< T5: reached from waiting-buyer-invoice, not from a take.
  friend bool operator==(const opening_escrow&, const opening_escrow&) = default;
};

/// The buyer owes an invoice: with `held` (kind buy, the seller has paid) or without (kind sell).
struct waiting_buyer_invoice {
  mostro::trade trade;
  std::optional<escrow> held;
  friend bool operator==(const waiting_buyer_invoice&, const waiting_buyer_invoice&) = default;
};

/// The seller owes the payment of the hold invoice.
struct waiting_payment {
  mostro::trade trade;
  escrow open;
  friend bool operator==(const waiting_payment&, const waiting_payment&) = default;
};

/// Escrow held, buyer's destination known: fiat may be sent.
struct active {
  mostro::trade trade;
  escrow held;
  friend bool operator==(const active&, const active&) = default;
};

/// The buyer says that the fiat is sent.
struct fiat_sent {
  mostro::trade trade;
  escrow held;
  std::optional<next_trade> next;
  friend bool operator==(const fiat_sent&, const fiat_sent&) = default;
};

/// A solver has to decide (status `dispute`); the seller may still release, both may still
/// cancel together.
struct disputed {
  mostro::trade trade;
  escrow held;
  std::optional<next_trade> next;
  uint32_t deadline_alarms = 0; ///< Guardian alarms raised so far: 0, 1 (due), 2 (half the margin).
  friend bool operator==(const disputed&, const disputed&) = default;
};

/// Released by the seller, or settled by a solver: LND is being asked to settle.
struct settling_escrow {
  mostro::trade trade;
  escrow held;
  order_status shown = order_status::fiat_sent; ///< What the order was, and shows until settled.
  std::optional<uint64_t> request_id;           ///< Of the release.
  std::optional<next_trade> next;               ///< The maker's key for the next slice.
  std::optional<solver_caller> by_admin = {};   ///< admin-settle instead of a release.
  friend bool operator==(const settling_escrow&, const settling_escrow&) = default;
};

/// Why a hold invoice is being canceled.
enum class cancel_cause : uint8_t {
  waiting_timeout, ///< T25, T26.
  taker_cancel,    ///< T19.
  maker_cancel,    ///< T20.
  cooperative,     ///< T22.
  admin_cancel,    ///< T24.
  guardian,        ///< T29: the HTLC is about to expire.
};

/// Given up: LND is being asked to cancel the hold invoice.
struct canceling_escrow {
  mostro::trade trade;
  mostro::escrow escrow;
  order_status shown = order_status::waiting_payment; ///< What the order shows until canceled.
  cancel_cause cause = cancel_cause::waiting_timeout;
  std::optional<trade_role> asked_by = {}; ///< Of the causes that a trader asked for.
  std::optional<uint64_t> request_id = {}; ///< Of that request.
  std::optional<solver_caller> by_admin = {};
  std::optional<next_trade> next = {}; ///< Kept: LND may say that it was settled already.
  friend bool operator==(const canceling_escrow&, const canceling_escrow&) = default;
};

/// Which side has rated the other.
struct ratings_given {
  bool by_buyer = false;
  bool by_seller = false;
  friend bool operator==(const ratings_given&, const ratings_given&) = default;
};

/// Settled: the node owes the buyer the payout (settled-hold-invoice).
struct settled {
  mostro::trade trade;
  mostro::escrow escrow;
  mostro::payout payout;
  ratings_given ratings = {};
  friend bool operator==(const settled&, const settled&) = default;
};

/// Over.
struct closed {
  order_status status = order_status::canceled;
  std::optional<mostro::trade> trade;
  std::optional<mostro::escrow> escrow;
  msats routing_fee;                     ///< What the payout cost; 0 unless success.
  std::optional<payment_hash> paid_with; ///< The payout's payment hash.
  ratings_given ratings = {};
  friend bool operator==(const closed&, const closed&) = default;
};

/// The phases of an order.
using order_phase =
    std::variant<pending, opening_escrow, waiting_buyer_invoice, waiting_payment, active, fiat_sent,
                 disputed, settling_escrow, canceling_escrow, settled, closed>;

/// One order as it stands after its last committed decision.
struct order {
  order_id id;
  uint64_t seq = 0; ///< Number of committed decisions; the first commit is 1.
  party maker;
  order_terms terms;
  unix_time last_stamp; ///< created_at of the last published revision (spec 02 §0.3).
  order_phase phase;
  std::optional<mostro::dispute> dispute = {}; ///< Kept when over: one dispute per order.
  friend bool operator==(const order&, const order&) = default;
};

/// The status that clients and the database show for an order.
order_status status_of(const order& o);

/// True when nothing can happen to the order any more but late questions.
bool is_closed(const order& o);

/// The trade of a taken order; null while pending or when closed untaken.
const trade* trade_of(const order& o);

/// Buyer or seller; none before a take when the maker is on the other side.
std::optional<party> party_of(const order& o, trade_role role);

/// The role of the maker.
inline trade_role maker_role(const order& o) {
  return o.terms.kind == order_kind::sell ? trade_role::seller : trade_role::buyer;
}

/// The hold invoice whose state changes matter in this phase: subscribe to it.
std::optional<payment_hash> escrow_to_watch(const order& o);

} // namespace mostro
