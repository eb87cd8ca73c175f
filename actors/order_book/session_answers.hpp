// SPDX-License-Identifier: MIT
//
// What a client asks when it comes back: restore-session and orders (spec 01
// §1.10, spec 03 §6), answered from the open orders of the book.
#pragma once

#include "actors/order_book/order_book_actor.hpp"

namespace mostro {

/// Always answers; `request_id` is not echoed (spec 01 §1.5).
send_message answer_restore_session(const std::map<order_id, book_entry>& entries,
                                    const opened_message& asked);

/// Refuses malformed questions, and more than `most` ids, with the protocol's reasons.
send_message answer_orders(const std::map<order_id, book_entry>& entries,
                           const opened_message& asked, size_t most);

} // namespace mostro
