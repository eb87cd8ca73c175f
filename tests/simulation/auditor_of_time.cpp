// SPDX-License-Identifier: MIT
//
// Waiting duties and timers: when a duty began (I17), and that its end is not forgotten; what is
// looked at once a minute.
#include "tests/simulation/auditor.hpp"
#include "tests/simulation/order_reading.hpp"

#include <cstdlib>

namespace mostro::simulation {

/// A duty begins with the commit that brings its phase about: a take (the hold invoice is asked
/// for, or the buyer's invoice), the hold invoice that now exists, the payment that arrived. In
/// every later phase the start of the last duty stays; so it does while LND makes the hold invoice
/// that an add-invoice brought about.
void auditor::check_duty(book& known, const storage::order_write& change) {
  // The clock may be stepped between a decision and its commit.
  constexpr int64_t slack = 120;
  auto& next = change.next;
  auto* t = trade_of(next);
  if (!t || is_closed(next))
    return;
  auto& was = known.now;
  const bool changes = was.phase.index() != next.phase.index();
  auto* opening = phase_of<opening_escrow>(next);
  auto* refused = phase_of<opening_escrow>(was);
  const bool begins =
      changes &&
      (phase_of<waiting_payment>(next) || (opening && !opening->after_add_invoice) ||
       (phase_of<waiting_buyer_invoice>(next) && !(refused && refused->after_add_invoice)));
  if (begins) {
    known.duty_since = change.journal.at;
    if (std::abs((in_.daemon_time() - change.journal.at).count) > slack)
      broken("I17 a duty begins when it is decided", next, "its stamp is not of this moment");
  }
  if (t->duty_since != known.duty_since)
    broken("I17 taken_at is the start of the duty", next,
           "off by " + std::to_string((t->duty_since - known.duty_since).count) + " s");
}

void auditor::check_timer(const book& known) {
  constexpr int64_t patience = 20 * 60; // A waiting duty from before a start, clock steps, delays.
  auto due = deadline_of(known.now, policy_);
  if (due && (in_.daemon_time() - *due).count > patience)
    broken("no timer is forgotten", known.now,
           "due " + std::to_string((in_.daemon_time() - *due).count) + " s ago");
}

void auditor::look_around(bool daemon_is_up, world_time up_since) {
  constexpr int64_t patience = 20 * 60 * 1000;
  if (!daemon_is_up)
    return;
  for (auto& id : open_) {
    auto& known = books_.at(id);
    check_cover(known, up_since);
    if (in_.time.now() - up_since >= patience)
      check_timer(known);
  }
}

} // namespace mostro::simulation
