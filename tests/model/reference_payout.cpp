// SPDX-License-Identifier: MIT
//
// The reference model: the payout (02 §4.3, §4.4) and what time does (02 §6).
#include "tests/model/reference_steps.hpp"

#include <algorithm>

namespace mostro::model {

using status = order_status;

// -- the payout (02 §4.3, §4.4) ------------------------------------------------------------------

void reading::pay() {
  now_.payout = payout_step::paying;
  want("pay " + std::to_string(was_.amount - fee_of(was_.amount)));
}

void reading::begin_payout() {
  if (now_.pays_to == destination::invoice)
    return pay();
  if (now_.pays_to == destination::none)
    return payout_failed(); // nowhere to pay to: the buyer is told, and asked in the end
  now_.payout = payout_step::resolving;
  want("resolve");
}

void reading::payout_failed() {
  int before = was_.attempts;
  now_.attempts = was_.failed ? std::min(before + 1, constants::attempts) : 1;
  now_.failed = true;
  if (before == 0)
    tell("payment-failed", trade_role::buyer);
  else if (now_.attempts >= constants::attempts)
    tell("add-invoice", trade_role::buyer);
  now_.payout = now_.attempts < constants::attempts ? payout_step::waiting : payout_step::exhausted;
  now_.retry_at = e_.at + constants::retry_interval;
}

void reading::payment() {
  if (!is(status::settled_hold_invoice))
    return;
  if (e_.what == happening::paid && (!e_.ours || was_.payout != payout_step::paying)) {
    out_.alarm = true; // I6: a payment that nobody claimed
    return;
  }
  if (!e_.ours)
    return;
  bool resolving = was_.payout == payout_step::resolving;
  bool paying = was_.payout == payout_step::paying;
  if (e_.what == happening::resolved && resolving)
    return e_.brings == offer::good ? pay() : payout_failed();
  if (e_.what == happening::not_resolved && resolving)
    return payout_failed();
  // Decision 12: only the answer to the open claim ends it, for it opens the way to a second hash.
  if (e_.what == happening::not_paid && paying && e_.answers)
    return payout_failed();
  if (e_.what != happening::paid || !paying)
    return;
  now_.payout = payout_step::none;
  tell("purchase-completed", trade_role::buyer);
  tell("rate", trade_role::buyer);
  end(status::success);
}

// -- time (02 §6)
// ----------------------------------------------------------------------------------

void reading::deadline() {
  if (is(status::pending) && !wishes() && e_.at >= constants::expires_at)
    return end(status::expired);
  if (is_waiting() && !wishes() && e_.at > was_.duty_since + constants::waiting_timeout) {
    if (was_.escrow == hold::none)
      return canceled_for(intent::cancel_for_timeout);
    return wish_cancel(intent::cancel_for_timeout);
  }
  if (is(status::settled_hold_invoice) && was_.payout == payout_step::waiting &&
      e_.at >= was_.retry_at)
    begin_payout();
}

/// 02 §6.2: by height when both heights are known (however early), by the clock when not.
bool reading::chain_says_due(int64_t window) const {
  uint32_t margin = window == constants::window ? constants::margin : constants::margin / 2;
  if (e_.height && was_.expiry_height != 0)
    return *e_.height + margin >= was_.expiry_height;
  return e_.at >= was_.held_at + window;
}

void reading::chain() {
  if (wishes() || was_.escrow == hold::none)
    return;
  if (is(status::active) && chain_says_due(constants::window))
    return wish_cancel(intent::cancel_for_guardian);
  int due = chain_says_due(constants::half_margin_window) ? 2
            : chain_says_due(constants::window)           ? 1
                                                          : 0;
  bool gone = was_.escrow == hold::gone;
  if (is(status::fiat_sent) && (gone || due > 0)) {
    out_.alarm = !gone; // T32 has raised its own
    now_.deadline_alarms = gone ? 0 : due;
    return open_dispute(trade_role::buyer);
  }
  if (!is(status::dispute) || gone)
    return;
  out_.alarm = due > was_.deadline_alarms;
  now_.deadline_alarms = std::max(due, was_.deadline_alarms);
}

} // namespace mostro::model
