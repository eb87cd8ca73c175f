// SPDX-License-Identifier: MIT
//
// How the book routes requests: to their order, which is read when it is closed, to a new
// order, or to an answer of its own; and who waits for the outcome of one.
#pragma once

#include "actors/order_book/order_book_actor.hpp"

namespace mostro {

/// Routes a request.
void on_request(order_book_actor::stateful_pointer<order_book_state> self, const trader_request& r);

/// Routes a request whose outcome is asked for.
caf::typed_response_promise<request_outcome>
decide(order_book_actor::stateful_pointer<order_book_state> self, const trader_request& r);

/// Tells whoever asked for the outcome of a request.
void tell_outcome(order_book_actor::stateful_pointer<order_book_state> self,
                  const event_id& inbound, const request_outcome& how);

/// Tells whoever asked about these requests that they cannot be decided now.
void give_up_on(order_book_actor::stateful_pointer<order_book_state> self,
                const std::deque<trader_request>& requests);

} // namespace mostro
