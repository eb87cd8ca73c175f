// SPDX-License-Identifier: MIT
//
// Messages and handle of the development fees. Local to the process, never stored.
#pragma once

#include "actors/interfaces/ln_node.hpp"

#include <caf/all.hpp>

namespace mostro {

/// Look for fees that are owed, and after those that are on their way.
struct dev_fee_tick {};

/// The DEV FEES: pays what the node owes to development, each fee at most once
/// (spec 02 §7.3, 05 §4).
using dev_fee_actor = caf::typed_actor<caf::reacts_to<dev_fee_tick>, caf::reacts_to<payment_seen>,
                                       caf::reacts_to<payment_stream_ended>>;

} // namespace mostro

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::dev_fee_tick)
