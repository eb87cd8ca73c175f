// SPDX-License-Identifier: MIT
//
// Messages and handle of the publisher. Local to the process, never stored.
#pragma once

#include "actors/interfaces/relay.hpp"
#include "storage/changes.hpp"

#include <caf/all.hpp>

namespace mostro {

/// Deliver outbox rows (effects that are deliveries, see is_delivery) in their order.
struct deliver {
  std::vector<storage::outbox_row> rows;
};
/// Publish a replaceable event of the node itself; not durable, the newest wins.
struct announce {
  nostr::event_draft draft; ///< created_at is stamped by the publisher.
};
/// One relay and its actor.
struct relay_route {
  std::string url;
  relay_actor relay;
};
/// The relays to publish to; sent once they exist (they need the publisher first).
struct use_relays {
  std::vector<relay_route> routes;
};
/// Publish a present state again although nothing was decided: no relay has its last
/// revision, or one has a newer event. Gets a fresh stamp; not done when a revision
/// newer than `above` was signed or waits for it. Not durable.
struct republish {
  order_effect what; ///< publish_order or publish_dispute; its stamp is a lower bound.
  unix_time above;   ///< The highest stamp that is known; the new one is larger.
};
/// Answer how much is still to be delivered.
struct count_undelivered {};
struct undelivered {
  size_t rows = 0;
};
/// A timer of the publisher.
struct publisher_tick {};

/// The PUBLISHER: stamps, has signed, keeps the signed event, sends to all
/// relays, retires what a relay accepted.
using publisher_actor =
    caf::typed_actor<caf::reacts_to<deliver>, caf::reacts_to<announce>,
                     caf::reacts_to<relay_answered>, caf::reacts_to<relay_changed>,
                     caf::reacts_to<publisher_tick>,
                     caf::replies_to<count_undelivered>::with<undelivered>>;
/// The part of the publisher that the reconciler uses.
using republisher_actor = caf::typed_actor<caf::reacts_to<republish>>;

} // namespace mostro

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::announce)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::count_undelivered)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::deliver)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::publisher_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::republish)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::undelivered)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::use_relays)
