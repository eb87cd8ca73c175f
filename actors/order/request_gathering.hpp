// SPDX-License-Identifier: MIT
//
// Asks the neighbours what a request's judgement needs, one after the other,
// without blocking. A neighbour that fails or is late leaves the cautious
// default: an unknown price, an unreachable address, a used invoice, no reputation.
#pragma once

#include "actors/order/order_actor.hpp"
#include "actors/order/request_mapper.hpp"

#include <functional>

namespace mostro {

/// Gathers and then calls `done` on the actor's own thread, exactly once.
void gather_facts(order_actor::stateful_pointer<order_state> self, const opened_message& about,
                  const needed_facts& needs, std::function<void(const gathered_facts&)> done);

} // namespace mostro
