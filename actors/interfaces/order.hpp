// SPDX-License-Identifier: MIT
//
// Messages and handle of an order. Local to the process, never stored.
#pragma once

#include "messages/mostro/transport.hpp"
#include "messages/order_event.hpp"
#include "messages/order_policy.hpp"
#include "storage/changes.hpp"

#include <caf/all.hpp>
#include <memory>

namespace mostro {

/// A message of a trader that passed the inbox.
struct trader_request {
  opened_message what;
  event_id inbound;
  unix_time received_at;
  /// The order, where `what.message.id` names something else (a dispute).
  std::optional<order_id> about = {};
  /// A command of the operator's admin service: `inbound` is random, and a refusal is
  /// reported to the service instead of being sent.
  bool is_command = false;
  /// When the book got it, for the measurements.
  std::chrono::steady_clock::time_point routed_at = {};

  /// The order that it is about; none when it names none.
  const std::optional<order_id>& subject() const { return about ? about : what.message.id; }
};
/// How a request ended.
enum class request_end : uint8_t {
  accepted, ///< Its decision is committed.
  refused,  ///< Nothing changed; the reason is known.
  ignored,  ///< Nothing changed and nobody is told.
};
struct request_outcome {
  request_end end = request_end::ignored;
  std::optional<refusal> why; ///< When refused.
};
/// Something happened that concerns an order: an answer of Lightning.
struct order_news {
  order_id order;
  order_fact what;
  std::optional<outbox_id> answers;
};
/// A timer of an order actor.
struct order_tick {
  uint64_t generation = 0;
};
/// A request that creates the order with this actor's id.
struct creation_request {
  trader_request what;
};
/// The operator's settings have changed; what is under way is judged by them from now on.
struct set_policy {
  std::shared_ptr<const order_policy> policy;
};
/// The book no longer routes to this order: end as soon as nothing is in work.
struct retire_order {};

/// An ORDER: one trade from pending to closed; decide, commit, perform.
using order_actor = caf::typed_actor<caf::reacts_to<trader_request>, caf::reacts_to<order_news>,
                                     caf::reacts_to<order_tick>, caf::reacts_to<creation_request>,
                                     caf::reacts_to<set_policy>, caf::reacts_to<retire_order>>;

} // namespace mostro

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::order_news)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::order_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::creation_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::request_outcome)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::retire_order)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::set_policy)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::trader_request)
