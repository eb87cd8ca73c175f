// SPDX-License-Identifier: MIT
//
// Messages and handle of the publisher. Local to the process, never stored.
#pragma once

#include "actors/interfaces/relay.hpp"
#include "storage/changes.hpp"

#include <caf/all.hpp>

namespace mostro {

/// Deliver outbox rows (send_message and publish_order) in their order.
struct deliver {
  std::vector<storage::outbox_row> rows;
};
/// Publish a replaceable event of the node itself; not durable, the newest wins.
struct announce {
  nostr::event_draft draft; ///< created_at is stamped by the publisher.
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

} // namespace mostro

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::announce)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::count_undelivered)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::deliver)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::publisher_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::undelivered)
