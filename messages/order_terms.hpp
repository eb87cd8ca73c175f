// SPDX-License-Identifier: MIT
//
// What an order consists of, before it has a phase: its parties, what the maker
// offered, what the taker fixed, and the hold invoice between them.
#pragma once

#include "messages/bolt11/invoice.hpp"
#include "messages/ids.hpp"
#include "messages/money.hpp"
#include "messages/mostro/message.hpp"
#include "messages/mostro/transport.hpp"
#include "messages/mostro/vocabulary.hpp"
#include "messages/time.hpp"

#include <optional>
#include <string>

namespace mostro {

/// Buyer or seller of bitcoin.
enum class trade_role : uint8_t { buyer, seller };

/// One trader in one trade.
struct party {
  public_key trade_key;               ///< Authors the messages; replies go here.
  public_key identity;                ///< Equals trade_key in full-privacy mode.
  std::optional<int64_t> trade_index; ///< As the client stated it.
  transport via = transport::nip44;   ///< The transport that it last used.

  /// True when the trader shows no identity (spec 01 §2.3).
  bool is_private() const { return trade_key == identity; }
  friend bool operator==(const party&, const party&) = default;
};

/// The key that a maker announces for the next slice of a range order.
struct next_trade {
  public_key key;
  uint32_t index = 0;
  friend bool operator==(const next_trade&, const next_trade&) = default;
};

/// What the maker offers; fixed at creation (spec 02 §1.3).
struct order_terms {
  order_kind kind = order_kind::sell;
  std::string fiat_code;
  int64_t fiat_amount = 0;                  ///< 0 on a range order.
  std::optional<int64_t> min_amount;        ///< Fiat; both or none.
  std::optional<int64_t> max_amount;        ///< Fiat.
  std::string payment_method;               ///< As the client wrote it, comma-separated.
  int64_t premium = 0;                      ///< Percent, -99..99.
  sats amount;                              ///< 0 = market price, fixed when taken.
  std::optional<std::string> maker_invoice; ///< Buy orders: where the maker wants to be paid.
  unix_time created_at;
  unix_time expires_at; ///< Takes are refused from this second on.
  std::optional<order_id> range_parent;

  bool is_market_priced() const { return amount.value == 0; }
  bool is_range() const { return min_amount && max_amount; }
  friend bool operator==(const order_terms&, const order_terms&) = default;
};

/// What a take fixes (spec 02 §2.2): A, F, D and the taker.
struct trade {
  party taker;
  int64_t fiat_amount = 0;
  sats amount;                              ///< A.
  sats fee;                                 ///< F, per party.
  sats dev_fee;                             ///< D, out of the node's 2F.
  std::optional<std::string> buyer_invoice; ///< Where the buyer wants to be paid.
  std::optional<uint64_t> request_id;       ///< Of the request that opened the subscription.
  unix_time duty_since;                     ///< Start of the present waiting duty (`taken_at`).
  user_info taker_reputation;               ///< As known at the take; zeros when private.
  std::optional<trade_role> cancel_initiator = {}; ///< Who asked for a cooperative cancel first.
  std::optional<bolt11::node_id> ln_node = {};     ///< The LN node that holds the escrow.

  /// H: what the seller pays into the hold invoice.
  sats hold_amount() const { return amount + fee; }
  /// B: what the buyer receives.
  sats payout_amount() const { return amount - fee; }
  friend bool operator==(const trade&, const trade&) = default;
};

/// The secret half of a hold invoice, made before LND hears of it.
struct escrow_key {
  payment_hash hash;
  mostro::preimage preimage;
  friend bool operator==(const escrow_key&, const escrow_key&) = default;
};

/// A hold invoice that LND knows.
struct escrow {
  escrow_key key;
  std::string bolt11;
  unix_time held_at;     ///< When ACCEPTED was recorded; 0 before.
  msats amount_paid;     ///< As LND reported it; 0 before ACCEPTED.
  bool vanished = false; ///< LND canceled it under a running trade (T32): it protects nobody.
  uint32_t expires_at_height = 0; ///< Lowest HTLC expiry height when ACCEPTED; 0 = unknown.
  friend bool operator==(const escrow&, const escrow&) = default;
};

} // namespace mostro
