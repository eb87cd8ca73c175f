// SPDX-License-Identifier: MIT
//
// The reference model: what the hold invoice does to an order (02 §3.2, §5, §10.3),
// and how trades end.
#include "tests/model/reference_steps.hpp"

namespace mostro::model {

using status = order_status;

// -- ends ------------------------------------------------------------------------------------

void reading::end(status as) {
  now_.status = as;
  now_.wish = intent::none;
  publish(as == status::expired || as == status::cooperatively_canceled ||
                  as == status::canceled_by_admin
              ? status::canceled
              : as);
}

/// T19, T25: the same order returns to the book; the maker's own invoice is kept (§6.1 [REQ]).
void reading::back_to_book() {
  auto seen = now_.now;
  bool rotated = now_.rotated;
  now_ = created(s_);
  now_.now = seen;
  now_.rotated = rotated;
  publish(status::pending);
}

void reading::wish_cancel(intent why) {
  now_.wish = why;
  now_.wished_by = why == intent::cancel_for_timeout || why == intent::cancel_for_guardian
                       ? std::nullopt
                       : side_of(e_.by);
  // §6.1 [REQ]: a payment that arrived in the last moment is accepted, not canceled.
  bool look_first = why == intent::cancel_for_timeout && is(status::waiting_payment);
  want(look_first ? "cancel unless accepted" : "cancel");
}

/// What the cancel was for; LND holds nothing any more.
void reading::canceled_for(intent why) {
  bool taker_failed = is(status::waiting_payment) == (s_.kind == order_kind::buy);
  if (why == intent::cancel_for_taker || (why == intent::cancel_for_timeout && taker_failed)) {
    tell("canceled", "taker");
    tell("new-order", "maker");
    return back_to_book();
  }
  if (was_.escrow != hold::none)
    now_.escrow = hold::canceled;
  if (why == intent::cancel_for_both) {
    tell_both("cooperative-cancel-accepted");
    end(status::cooperatively_canceled);
    return close_dispute(dispute_status::seller_refunded);
  }
  if (why == intent::cancel_for_solver) {
    tell_both("admin-canceled");
    tell("admin-canceled", "solver");
    end(status::canceled_by_admin);
    return close_dispute(dispute_status::seller_refunded);
  }
  tell_both("canceled");
  end(status::canceled);
}

// -- the hold invoice --------------------------------------------------------------------------

void reading::hold_opened() {
  bool opening = was_.wish == intent::open_for_take || was_.wish == intent::open_for_invoice;
  if (!e_.ours || !opening)
    return;
  now_.status = status::waiting_payment;
  now_.wish = intent::none;
  now_.escrow = hold::open;
  now_.duty_since = e_.at;
  tell("pay-invoice", trade_role::seller);
  tell("waiting-seller-to-pay", trade_role::buyer);
  if (was_.wish == intent::open_for_take)
    publish(status::in_progress);
}

/// §10.3: rolled back to pending or waiting-buyer-invoice; whoever asked is told.
void reading::hold_refused() {
  bool opening = was_.wish == intent::open_for_take || was_.wish == intent::open_for_invoice;
  if (!e_.ours || !opening)
    return;
  tell("cant-do(not_allowed_by_status)", "taker");
  out_.alarm = e_.what == happening::hold_refused;
  if (was_.wish == intent::open_for_invoice) {
    now_.wish = intent::none;
    now_.escrow = hold::none;
    now_.pays_to = destination::none;
    return;
  }
  auto seen = now_.now;
  bool rotated = now_.rotated;
  now_ = created(s_);
  now_.now = seen;
  now_.rotated = rotated;
}

/// M9, M10, M11 (T7).
void reading::ask_buyer_for_invoice() {
  now_.status = status::waiting_buyer_invoice;
  now_.duty_since = e_.at;
  tell("add-invoice", trade_role::buyer);
  tell("add-invoice", trade_role::buyer);
  tell("waiting-buyer-invoice", trade_role::seller);
}

void reading::hold_accepted() {
  // Decision 2: a wish waits for the answer to its own call.
  if (e_.ours && wishes() && was_.escrow != hold::asked) {
    bool canceling = was_.wish >= intent::cancel_for_timeout;
    bool accept = was_.wish == intent::cancel_for_timeout && is(status::waiting_payment);
    if (e_.answers && canceling && !accept)
      want("cancel"); // §10.3: ACCEPTED, so cancel again
    if (!e_.answers || !accept)
      return;
  }
  bool wanted = was_.wish == intent::none || was_.wish == intent::cancel_for_timeout;
  if (!e_.ours || !is(status::waiting_payment) || !wanted || was_.escrow != hold::open) {
    bool replay = e_.ours && was_.escrow == hold::accepted && was_.expiry_height == 0;
    if (replay && e_.height && (is_running() || is_waiting()) && was_.wish == intent::none)
      now_.expiry_height = *e_.height; // learnt late, told to nobody
    return;
  }
  now_.wish = intent::none;
  now_.escrow = hold::accepted;
  now_.held_at = e_.at;
  now_.expiry_height = e_.height.value_or(0);
  if (was_.pays_to == destination::none)
    return ask_buyer_for_invoice();
  accept_fiat_phase();
}

void reading::settled_for_seller(bool next_known) {
  now_.status = status::settled_hold_invoice;
  now_.wish = intent::none;
  now_.escrow = hold::settled;
  tell("released", trade_role::buyer);
  bear_child(next_known);
  tell("hold-invoice-payment-settled", trade_role::seller);
  tell("rate", trade_role::seller);
  close_dispute(dispute_status::settled);
  out_.owes_fee = true;
  begin_payout();
}

void reading::settled_for_solver() {
  now_.status = status::settled_hold_invoice;
  now_.wish = intent::none;
  now_.escrow = hold::settled;
  tell_both("admin-settled");
  tell("admin-settled", "solver");
  close_dispute(dispute_status::settled);
  out_.owes_fee = true;
  begin_payout();
}

void reading::hold_settled() {
  if (!e_.ours)
    return;
  bool sells = s_.kind == order_kind::sell;
  if (was_.wish == intent::settle_for_solver)
    return settled_for_solver();
  if (was_.wish == intent::settle_for_seller)
    return settled_for_seller(sells ? was_.next_of_wish : was_.next_known);
  bool held =
      was_.escrow == hold::accepted || was_.escrow == hold::open || was_.escrow == hold::gone;
  if (!held || (!is_running() && !is_waiting()))
    return;
  // §3.2 [REQ], §10.3: nobody asked for it; an alarm, and the release is finished.
  out_.alarm = true;
  // Decision 4: whoever wanted the cancel is answered.
  if (was_.wish == intent::cancel_for_solver)
    tell("cant-do(not_allowed_by_status)", "solver");
  else if (wishes() && was_.wished_by)
    tell("cant-do(not_allowed_by_status)", *was_.wished_by);
  settled_for_seller(!sells && was_.next_known);
}

/// §5. The slice's fiat is taken off the range; the maker must have announced a key.
void reading::bear_child(bool next_known) {
  auto rest = constants::range_max - was_.fiat;
  if (!s_.range || !next_known || rest < constants::range_min || e_.at >= constants::expires_at)
    return;
  out_.child = rest > constants::range_min ? "range" : "single";
  tell("new-order", "next");
  out_.published.push_back("child:pending");
}

void reading::hold_canceled() {
  if (!e_.ours)
    return;
  // Decision 2: a wish to settle or to cancel waits for the answer to its own call.
  if (wishes() && was_.escrow != hold::asked && !e_.answers)
    return;
  switch (was_.wish) {
  case intent::open_for_take:
  case intent::open_for_invoice:
    return; // the answer to the call is `refused`
  case intent::cancel_for_timeout:
  case intent::cancel_for_taker:
  case intent::cancel_for_maker:
  case intent::cancel_for_both:
  case intent::cancel_for_solver:
  case intent::cancel_for_guardian:
    return canceled_for(was_.wish);
  case intent::settle_for_seller:
  case intent::settle_for_solver:
  case intent::none:
    break;
  }
  if (is(status::waiting_buyer_invoice) && was_.escrow == hold::accepted) {
    // Not in the tables: going on would lead to an active trade without an escrow (I5).
    now_.escrow = hold::canceled;
    tell_both("canceled");
    return end(status::canceled);
  }
  bool running = is_running() && was_.escrow == hold::accepted;
  if (!running)
    return;
  // T31, T32; §10.3 for a settle that came too late: the intent is dropped.
  out_.alarm = true;
  if (was_.wish == intent::settle_for_solver)
    tell("cant-do(not_allowed_by_status)", "solver");
  if (was_.wish == intent::settle_for_seller)
    tell("cant-do(not_allowed_by_status)", trade_role::seller);
  now_.wish = intent::none;
  now_.escrow = hold::gone;
  tell_both("hold-invoice-payment-canceled");
  if (!is(status::active))
    return;
  tell_both("canceled");
  end(status::canceled);
}

} // namespace mostro::model
