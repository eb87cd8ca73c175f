// SPDX-License-Identifier: MIT
//
// Messages and handle of an order. Local to the process, never stored.
#pragma once

#include "messages/mostro/transport.hpp"
#include "messages/order_event.hpp"
#include "storage/changes.hpp"

#include <caf/all.hpp>

namespace mostro {

/// A message of a trader that passed the inbox.
struct trader_request {
  opened_message what;
  event_id inbound;
  unix_time received_at;
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
/// The book no longer routes to this order: end as soon as nothing is in work.
struct retire_order {};

/// An ORDER: one trade from pending to closed; decide, commit, perform.
using order_actor = caf::typed_actor<caf::reacts_to<trader_request>, caf::reacts_to<order_news>,
                                     caf::reacts_to<order_tick>, caf::reacts_to<creation_request>,
                                     caf::reacts_to<retire_order>>;

} // namespace mostro

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::order_news)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::order_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::creation_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::retire_order)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::trader_request)
