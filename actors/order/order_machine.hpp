// SPDX-License-Identifier: MIT
//
// The rules of one order (spec 02 §1-§6, §9): judges one event against one
// order. Pure: no clock, no randomness, no I/O, no logging.
#pragma once

#include "messages/order.hpp"
#include "messages/order_effect.hpp"
#include "messages/order_event.hpp"
#include "messages/order_policy.hpp"

#include <optional>
#include <variant>
#include <vector>

namespace mostro {

/// A slice's remainder: a new pending order with its own effects (spec 02 §5).
struct child_order {
  order born;
  std::vector<order_effect> effects;
};

/// The event is accepted: this is the next state, and what is to be done.
struct transition {
  order next; ///< seq is one higher.
  std::vector<order_effect> effects;
  std::optional<child_order> child;
  /// The trade index that the event uses up; (identity, index).
  std::optional<std::pair<public_key, int64_t>> uses_index;
  /// A vote that the commit adds to the rated user's totals.
  std::optional<rating_vote> rates = {};
};

/// The event changes nothing and nobody is told: a replay, a late answer. Its
/// outbox row is still retired.
struct ignored {
  std::optional<raise_alarm> alarm; ///< When the operator should know.
};

/// What became of an event.
using decision = std::variant<transition, refusal, ignored>;

/// Judges one event.
decision decide(const order& o, const order_event& e, const order_policy& policy);

/// A `new-order` request with everything that its decision needs.
struct order_requested {
  order_id fresh_id;
  small_order wanted;
  party maker;
  std::optional<uint64_t> request_id;
  price_quote price; ///< Needed when `wanted.amount` is 0.
  destination_probe probe = destination_probe::not_needed;
};

/// Judges a new order; on success the transition's order has seq 1 (spec 02 §1).
decision create_order(const order_requested& r, unix_time now, const order_policy& policy);

/// When the phase's timer must fire; none when the phase waits only for answers.
std::optional<unix_time> deadline_of(const order& o, const order_policy& policy);

} // namespace mostro
