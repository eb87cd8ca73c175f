// SPDX-License-Identifier: MIT
//
// Messages and handle of the book reconciler. Local to the process, never stored.
#pragma once

#include "actors/interfaces/publisher.hpp"

#include <caf/all.hpp>

namespace mostro {

/// A public order or dispute event was signed and kept: from now on it is what every
/// relay must show under its `d`.
struct event_published {
  nostr::event what;
};
/// A timer of the reconciler: time to look at a relay.
struct reconciler_tick {
  std::string relay_url;
  uint64_t generation = 0; ///< Of the relay's session; older ones are ignored.
};

/// The BOOK RECONCILER: compares what each relay shows of the book with what it must
/// show, and sends the difference.
using book_reconciler_actor =
    caf::typed_actor<caf::reacts_to<event_published>, caf::reacts_to<relay_changed>,
                     caf::reacts_to<use_relays>, caf::reacts_to<reconciler_tick>>;

/// Whom the publisher tells event_published; sent once (the reconciler needs the
/// publisher first).
struct use_reconciler {
  book_reconciler_actor reconciler;
};

} // namespace mostro

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::event_published)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::reconciler_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::use_reconciler)
