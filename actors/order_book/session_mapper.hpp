// SPDX-License-Identifier: MIT
//
// What a client asks when it comes back: restore-session and orders (spec 01
// §1.10, spec 03 §6), answered from orders as they were last committed. Pure.
#pragma once

#include "messages/order.hpp"
#include "messages/order_effect.hpp"

#include <variant>
#include <vector>

namespace mostro {

/// A restore answer is about as long at most: it fits one event on both transports, wrapped
/// twice and padded, with relays that take 64 KiB. What does not fit is left out, oldest first.
inline constexpr size_t longest_restore_answer = 24'000;

/// Always answers; `request_id` is not echoed (spec 01 §1.5). `open` are the open orders.
/// What is in dispute is listed under the disputes only (spec 03 §6.1).
send_message answer_restore_session(const std::vector<const order*>& open,
                                    const opened_message& asked);

/// The orders that an `orders` question names, each once, or why it is refused; `most` counts
/// repeated ids too.
std::variant<std::vector<order_id>, refusal> orders_asked_for(const message& question, size_t most);

/// Shows those of `found` in which the asker's identity takes part, open or closed, in their
/// order; `not_found` when there is none.
send_message answer_orders(const std::vector<order>& found, const opened_message& asked);

} // namespace mostro
