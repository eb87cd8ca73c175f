// SPDX-License-Identifier: MIT
//
// What follows a commit: effects handed to whoever performs them, the timer of
// the phase, the hold invoice that is watched. The same after a restart.
#pragma once

#include "actors/order/order_actor.hpp"

namespace mostro::order_performance {

using self_ptr = order_actor::stateful_pointer<order_state>;

/// Hands committed effects on: deliveries to the publisher, addresses to the
/// payee, Lightning to the escrow, ratings to the reputation until its next flush. The
/// answers come back as order_news.
void perform(self_ptr self, std::vector<storage::outbox_row> rows);

/// Tells the reputation the totals that a vote led to, as the store filed them.
void tell_vote(self_ptr self, const rating_vote& vote,
               const std::vector<storage::outbox_row>& filed);

/// Tells whoever watches orders of a committed decision.
void tell_watchers(self_ptr self, const order& now, const char* cause, unix_time at);

/// The deadline of the phase, put off while a trader's part may still be on its way.
std::optional<unix_time> due_time(self_ptr self);

/// Arms the timer of the present phase; an older one is ignored when it fires.
void arm_timer(self_ptr self);

/// Everything that follows from the state alone.
void follow_state(self_ptr self);

} // namespace mostro::order_performance
