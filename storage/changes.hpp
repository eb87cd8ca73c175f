// SPDX-License-Identifier: MIT
//
// What can be written, as values. The store actor collects changes and hands
// them to database::write in groups; each change is applied whole or not at all,
// and one that does not apply leaves its neighbours untouched.
#pragma once

#include "messages/dev_fee.hpp"
#include "messages/order.hpp"
#include "messages/order_effect.hpp"
#include "messages/order_event.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace mostro::storage {

/// The longest message, in bytes of canonical JSON, that can be filed: a longer one would not
/// be read back. (Transports and relays may draw the line lower.)
inline constexpr size_t longest_message = 65536;

/// One line of an order's history: why decision `seq` was made. No secrets.
struct journal_entry {
  order_id order;
  uint64_t seq = 0;
  unix_time at;
  std::string cause;   ///< Kebab-case name of the fact.
  std::string details; ///< Human-readable, without secrets.
  std::optional<event_id> inbound;
  std::vector<std::string> effects; ///< Kebab-case names.
  friend bool operator==(const journal_entry&, const journal_entry&) = default;
};

/// Consumes a trade index: refused as `conflict` unless larger than the stored
/// one; creates the user when unknown (spec 01 §3.2, decision 5).
struct trade_index_use {
  public_key identity;
  int64_t index = 0;
  unix_time at;
};

/// An order's next state with everything that belongs to it.
struct order_write {
  order next; ///< Asserted: stored seq + 1 == next.seq (absent counts as 0).
  journal_entry journal;
  std::vector<order_effect> effects; ///< Filed in the outbox; raise_alarm is skipped.
};

/// A decision: one or two orders (a slice and its child), and what it answers.
struct decision {
  order_write write;
  std::optional<order_write> child;
  std::optional<outbox_id> answers; ///< Outbox row to retire; absent rows are ignored.
  std::optional<event_id> inbound;  ///< Marked as processed.
  std::optional<trade_index_use> uses;
  /// Applied to the rated user (created when unknown) in the same transaction; files a
  /// publish_rating effect with the new totals in the outbox.
  std::optional<rating_vote> rates = {};
};

/// An answer that changes no order (a refusal, a query).
struct reply {
  order_id about; ///< Nil when about none.
  std::vector<order_effect> effects;
  std::optional<outbox_id> answers;
  std::optional<event_id> inbound;
};

/// Deliveries that arrived, or need not any more.
struct retire_outbox {
  std::vector<outbox_id> ids;
};

/// The signed event of an outbox row, kept before it is sent for the first time,
/// with the stamp that it used for its recipient or `d` tag.
struct keep_signed_event {
  outbox_id id = 0;
  std::string event_json;
  std::string stamp_key; ///< Recipient hex or `d` value; empty = none.
  unix_time stamp;
};

/// A message from outside, before it is worked on. Its result tells whether it is new.
struct keep_inbound {
  event_id id;
  unix_time received_at;
  std::string event_json;
};

/// A kept message needs no more work (dropped after a check).
struct finish_inbound {
  event_id id;
};

/// How far a relay was read (spec README decision 2).
struct keep_cursor {
  std::string relay_url;
  unix_time up_to;
};

/// Forgets finished inbound ids received before `before`.
struct prune_inbound {
  unix_time before;
};

/// Makes an identity a solver, changes its permission, or (none) removes it. An
/// existing user keeps everything else (spec 03 §8 hazard i).
struct set_solver {
  public_key identity;
  solver_standing standing = solver_standing::none; ///< none, read or read_write.
  unix_time at;
};

/// A user as another database knew it, with ratings and standing; refused as `conflict`
/// when there is one already (import, spec 05 §8.3).
struct keep_user {
  public_key identity;
  int64_t last_trade_index = 0;
  unix_time created_at;
  rating_totals ratings;
  solver_standing solver = solver_standing::none; ///< none, read or read_write.
};

/// The next state of a development fee, with what it wants published.
struct keep_dev_fee {
  dev_fee_payment payment;
  std::vector<order_effect> effects;
};

/// A last good price.
struct stored_price {
  std::string code; ///< Upper case.
  double fiat_per_bitcoin = 0;
  unix_time as_of;
  uint32_t sources = 0;
  friend bool operator==(const stored_price&, const stored_price&) = default;
};
/// Replaces the stored prices of these currencies.
struct keep_prices {
  std::vector<stored_price> prices;
};

/// One line of what happened around an order beside its decisions: a refusal, an
/// answer of a relay or of LND. No secrets. For `mostroctl order explain`.
struct trace_entry {
  order_id order;
  unix_time at;
  std::string what; ///< Kebab-case name, for example `relay-accepted`.
  std::string text;
  friend bool operator==(const trace_entry&, const trace_entry&) = default;
};
/// How many lines are kept of each order, and the length to which their texts are cut.
inline constexpr size_t most_trace_lines = 1000;
inline constexpr size_t longest_trace_text = 500;
/// Adds lines; the oldest of an order are dropped beyond `most_trace_lines`.
struct note_trace {
  std::vector<trace_entry> entries;
};

/// Everything that can be written.
using change = std::variant<decision, reply, retire_outbox, keep_signed_event, keep_inbound,
                            finish_inbound, keep_cursor, prune_inbound, set_solver, keep_user,
                            keep_dev_fee, keep_prices, note_trace>;

/// One effect that waits to be performed or acknowledged.
struct outbox_row {
  outbox_id id = 0;
  order_id order; ///< Nil when it belongs to none.
  order_effect effect;
  std::string signed_event; ///< JSON; empty until kept.
  friend bool operator==(const outbox_row&, const outbox_row&) = default;
};

/// What a change did.
struct written {
  std::vector<outbox_row> outbox;       ///< Rows filed by the change, in order (slice's first).
  std::vector<outbox_row> child_outbox; ///< Rows filed for the child.
  bool is_new = true;                   ///< keep_inbound: false when the id was seen before.
};

} // namespace mostro::storage
