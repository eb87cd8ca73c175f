// SPDX-License-Identifier: MIT
//
// What a Lightning node knows of one order's hold invoices and payouts. Its answers are true, so
// that the invariants about money can be asked of the order machine that hears them.
#pragma once

#include "messages/order_effect.hpp"
#include "messages/order_event.hpp"
#include "tests/fuzz/input.hpp"

#include <map>
#include <set>

namespace mostro::fuzz {

enum class hold_state : uint8_t { open, accepted, settled, canceled };
enum class payment_state : uint8_t { in_flight, succeeded, failed };

/// A Lightning effect that was committed and not answered yet.
struct asked {
  outbox_id row = 0;
  order_effect what;
};

/// The node's books and the questions that wait for an answer.
struct lightning_books {
  std::map<payment_hash, hold_state> holds;
  std::map<payment_hash, payment_state> payments;
  std::set<payment_hash> settles; ///< Hashes that a settle was asked for.
  std::set<payment_hash> cancels; ///< The same for cancels.
  std::vector<asked> open;
  outbox_id rows = 0;

  /// Files an effect that Lightning has to answer.
  void ask(const order_effect& e);
  /// The answer to one open question, which it closes; `chance` comes from `in`.
  order_event answer(input& in, const std::string& resolved_invoice);
  /// News of `watched`, or nothing when there are none; the horizon may have come (`in`).
  std::optional<order_event> news(input& in, const payment_hash& watched);
  /// The seller pays an open hold invoice.
  void pay(const payment_hash& hash);
  /// True when a settle or cancel of `hash` waits for its answer.
  bool is_waiting(const payment_hash& hash) const;

private:
  order_fact fact_about(const order_effect& e, input& in, const std::string& resolved_invoice);
};

} // namespace mostro::fuzz
