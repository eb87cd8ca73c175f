// SPDX-License-Identifier: MIT
//
// Messages and handle of the announcer. Local to the process, never stored.
#pragma once

#include "actors/interfaces/escrow.hpp"
#include "actors/interfaces/relay.hpp"

#include <caf/all.hpp>

namespace mostro {

/// A timer of the announcer.
struct announcer_tick {
  uint8_t what = 0; ///< 0 = info event, 1 = relay list.
};

/// The ANNOUNCER: info event 38385, relay list 10002, kind 0.
using announcer_actor =
    caf::typed_actor<caf::reacts_to<announcer_tick>, caf::reacts_to<relay_changed>,
                     caf::reacts_to<node_changed>>;

} // namespace mostro

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::announcer_tick)
