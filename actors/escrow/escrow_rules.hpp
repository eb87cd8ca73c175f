// SPDX-License-Identifier: MIT
//
// What LND's answers mean for a job of the escrow: a fact for the order, one
// more question, or another try. Pure; the tables of spec 06 §3 and §6.
#pragma once

#include "lnd-proto/lnd_client.hpp"
#include "messages/order_effect.hpp"
#include "messages/order_event.hpp"

#include <variant>

namespace mostro {

/// Ask again later: nothing definite is known.
struct try_again {
  bool alarm = false; ///< The operator should know: it will not mend itself.
};
/// Look the invoice up: the answer alone does not decide.
struct look_first {};
/// Go on with the call that was being guarded.
struct proceed {};

/// What to do next.
using next_step = std::variant<order_fact, try_again, look_first, proceed>;

/// After AddHoldInvoice.
next_step after_opening(const open_hold_invoice& what, const lnd::outcome<std::string>& answer);
/// After the look-up that follows `already_exists`.
next_step after_opening_look_up(const open_hold_invoice& what,
                                const lnd::outcome<lnd::invoice>& answer);
/// After SettleInvoice.
next_step after_settling(const settle_hold_invoice& what,
                         const lnd::outcome<std::monostate>& answer);
/// After the look-up that guards a cancel (`unless_accepted`).
next_step after_cancel_guard(const cancel_hold_invoice& what,
                             const lnd::outcome<lnd::invoice>& answer);
/// After CancelInvoice.
next_step after_canceling(const cancel_hold_invoice& what,
                          const lnd::outcome<std::monostate>& answer);
/// What a followed invoice's state tells its order; none while open.
std::optional<order_fact> news_of(const lnd::invoice& seen);

} // namespace mostro
