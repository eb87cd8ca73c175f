// SPDX-License-Identifier: MIT
//
// The second of the order's three steps: a decision, or an answer that changes nothing,
// is on disk before anything is performed and before anybody is told of it.
#pragma once

#include "actors/order/order_actor.hpp"

namespace mostro::order_commitment {

using self_ptr = order_actor::stateful_pointer<order_state>;

/// Commits a decision and performs what it wants. `request` is what it decides, if a request;
/// it is refused when the trade index was used up by another order meanwhile.
void commit(self_ptr self, transition t, const order_event& why,
            std::optional<trader_request> request);

/// Commits an answer that changes no order; `how` is what the book learns of the request.
void commit_reply(self_ptr self, storage::reply what, request_outcome how = {});

/// Commits a refusal; a command is only reported.
void refuse(self_ptr self, const trader_request& r, refusal why);

/// Logs the alarms among the effects.
void sound_alarms(self_ptr self, const std::vector<order_effect>& effects);

/// Ends the actor when the book does not need it any more and nothing is in work.
void end_if_idle(self_ptr self);

} // namespace mostro::order_commitment
