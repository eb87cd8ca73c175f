// SPDX-License-Identifier: MIT
//
// What the operator is shown, as values: the daemon makes them out of orders, its
// gRPC service carries them (admin.proto), mostroctl prints them. Nothing in them
// is secret: no preimage, no invoice, no identity key of a trader.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mostro::admin {

/// What became of a command. Failures are a text for people.
struct outcome {
  bool success = false;
  std::string error_text; ///< Empty when successful.
  friend bool operator==(const outcome&, const outcome&) = default;
};

/// What became of a backup.
struct backup_view {
  outcome result;
  std::string directory;
  uint64_t bytes = 0;
  uint64_t layout = 0; ///< Version of the database's layout.
  uint64_t orders = 0; ///< All of them.
  uint64_t open_orders = 0;
  uint64_t last_effect = 0; ///< Of two copies the newer one has the larger number.
  friend bool operator==(const backup_view&, const backup_view&) = default;
};

/// One line about an order. Times are Unix seconds, 0 = never.
struct order_view {
  std::string id;
  std::string status; ///< As clients see it.
  std::string phase;  ///< As the server sees it.
  std::string kind;
  std::string fiat_code;
  int64_t fiat_amount = 0;
  std::optional<int64_t> min_amount;
  std::optional<int64_t> max_amount;
  int64_t amount_sats = 0; ///< 0 = market price, not taken yet.
  int64_t fee_sats = 0;    ///< Of each party.
  std::string payment_method;
  int64_t premium = 0;
  int64_t created_at = 0;
  int64_t expires_at = 0;
  int64_t duty_since = 0; ///< Since when the present party is waited for.
  uint64_t seq = 0;       ///< Number of committed decisions.
  std::string dispute_status;
  friend bool operator==(const order_view&, const order_view&) = default;
};

/// A dispute.
struct dispute_view {
  std::string id;
  std::string order_id;
  std::string status;
  std::string order_status;
  std::string previous_order_status;
  std::string initiator; ///< buyer, seller or unknown.
  std::string solver;    ///< npub, or empty while nobody took it.
  int64_t created_at = 0;
  int64_t taken_at = 0;
  friend bool operator==(const dispute_view&, const dispute_view&) = default;
};

/// The hold invoice of a trade.
struct escrow_view {
  std::string hash;
  std::string state; ///< opening, open, held, settling, settled, canceling, over or vanished.
  int64_t held_at = 0;
  int64_t amount_paid_msats = 0;
  uint32_t expires_at_height = 0; ///< 0 = unknown.
  friend bool operator==(const escrow_view&, const escrow_view&) = default;
};

/// The payment to the buyer.
struct payout_view {
  std::string hash;  ///< Empty while no invoice is claimed.
  std::string state; ///< waiting, resolving, paying, failed or paid.
  uint32_t attempts = 0;
  int64_t retry_at = 0;
  int64_t routing_fee_msats = 0;
  friend bool operator==(const payout_view&, const payout_view&) = default;
};

/// What a line of an order's history is.
enum class chain_kind : uint8_t {
  decision, ///< A committed decision of the order.
  trace,    ///< What else happened: a refusal, an answer of a relay or of LND.
  waiting,  ///< An effect that is not done or acknowledged yet.
};

/// One line of an order's history.
struct chain_line {
  chain_kind kind = chain_kind::decision;
  int64_t at = 0;      ///< 0 when waiting.
  uint64_t number = 0; ///< Of the decision, or of the outbox row.
  std::string what;    ///< The cause, the name of the trace, the name of the effect.
  std::string text;
  std::string status_before; ///< Of decisions; empty for the first.
  std::string status_after;
  std::string inbound_event; ///< Id of the Nostr event that brought the message.
  std::vector<std::string> effects;
  friend bool operator==(const chain_line&, const chain_line&) = default;
};

/// Everything about one order.
struct order_details {
  order_view order;
  std::string buyer_key; ///< Trade keys, hex; empty when unknown.
  std::string seller_key;
  std::string range_parent;
  std::string cancel_asked_by; ///< buyer, seller or empty.
  std::optional<escrow_view> escrow;
  std::optional<payout_view> payout;
  std::optional<dispute_view> dispute;
  std::vector<chain_line> chain; ///< Oldest first, what waits last.
  friend bool operator==(const order_details&, const order_details&) = default;
};

/// A solver.
struct solver_view {
  std::string npub;
  std::string permission; ///< read or read-write.
  friend bool operator==(const solver_view&, const solver_view&) = default;
};

/// Which orders a listing wants.
struct order_query {
  bool all = false;           ///< Closed orders too.
  std::string status = {};    ///< Only this one; empty = any.
  std::string id_prefix = {}; ///< At least 4 hex digits; empty = any.
  uint32_t limit = 0;         ///< 0 = 100, at most 1000.
  std::string after = {};     ///< Only ids after this one; empty = from the beginning.
};
struct order_page {
  std::vector<order_view> orders; ///< By id.
  bool more = false;
};

/// An order moved on.
struct order_change {
  std::string order_id;
  uint64_t seq = 0;
  std::string status;
  int64_t at = 0;
  std::string cause;
  friend bool operator==(const order_change&, const order_change&) = default;
};

} // namespace mostro::admin
