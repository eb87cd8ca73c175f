// SPDX-License-Identifier: MIT
#include "actors/order/order_performance.hpp"

#include "actors/planted_bugs.hpp"
#include "actors/supervision.hpp"

#include <algorithm>

namespace mostro::order_performance {

namespace {

using namespace std::chrono_literals;

constexpr auto resolve_timeout = 30s;
/// A timer never sleeps longer, so that a stepped wall clock is noticed.
constexpr int64_t longest_sleep = 600;

void answer_effect(self_ptr self, outbox_id row, order_fact fact) {
  caf::anon_send(order_actor{self}, order_news{self->state.id, std::move(fact), row});
}

void resolve(self_ptr self, const storage::outbox_row& row, const resolve_destination& what) {
  auto claims = what.claims;
  self->request(self->state.with.payee, resolve_timeout,
                resolve_payee{what.destination, what.amount})
      .then(
          [self, id = row.id, claims](const resolved_payee& r) {
            if (r.bolt11)
              answer_effect(self, id, destination_resolved{claims, *r.bolt11});
            else
              answer_effect(self, id, destination_failed{claims, to_string(r.bolt11.why())});
          },
          [self, id = row.id, claims](const caf::error& e) {
            answer_effect(self, id, destination_failed{claims, text_of(e)});
          });
}

void follow_escrow(self_ptr self) {
  auto& st = self->state;
  auto wanted = escrow_to_watch(*st.current);
  if (wanted == st.watched)
    return;
  if (st.watched)
    caf::anon_send(st.with.escrow, unwatch_escrow{*st.watched});
  st.watched = wanted;
  if (wanted)
    caf::anon_send(st.with.escrow, watch_escrow{st.id, *wanted});
}

} // namespace

void perform(self_ptr self, std::vector<storage::outbox_row> rows) {
  auto& st = self->state;
  deliver deliveries;
  hold_ratings ratings;
  for (auto& row : rows) {
    if (std::holds_alternative<publish_rating>(row.effect)) {
      ratings.rows.push_back(std::move(row));
      continue;
    }
    if (is_delivery(row.effect)) {
      deliveries.rows.push_back(std::move(row));
      continue;
    }
    st.in_flight.push_back(row.id);
    if (auto* what = std::get_if<resolve_destination>(&row.effect))
      resolve(self, row, *what);
    else
      caf::anon_send(st.with.escrow, perform_effect{std::move(row)});
  }
  if (!deliveries.rows.empty())
    caf::anon_send(st.with.publisher, std::move(deliveries));
  if (!ratings.rows.empty())
    caf::anon_send(st.with.reputation, std::move(ratings));
}

void tell_vote(self_ptr self, const rating_vote& vote,
               const std::vector<storage::outbox_row>& filed) {
  for (auto& row : filed)
    if (auto* rating = std::get_if<publish_rating>(&row.effect))
      caf::anon_send(self->state.with.reputation,
                     vote_counted{vote.rated_identity, rating->totals, vote.at});
}

void tell_watchers(self_ptr self, const order& now, const char* cause, unix_time at) {
  if (self->state.with.fan)
    caf::anon_send(self->state.with.fan, order_changed{now.id, now.seq, status_of(now), at, cause});
}

/// The deadline of the phase, put off while a trader's part may still be on its way.
std::optional<unix_time> due_time(self_ptr self) {
  auto& st = self->state;
  auto due = deadline_of(*st.current, *st.with.policy);
  auto shown = status_of(*st.current);
  bool waits =
      shown == order_status::waiting_payment || shown == order_status::waiting_buyer_invoice;
  auto* t = trade_of(*st.current);
  if (due && waits && t && t->duty_since < st.with.started_at)
    due = std::max(*due, st.with.started_at + st.with.patience_after_start);
  return due;
}

void arm_timer(self_ptr self) {
  auto& st = self->state;
  auto generation = ++st.timer_generation;
  auto due = due_time(self);
  if (!due || (planted::is(planted::bug::forgotten_timer) && generation == 1))
    return;
  auto wait = std::clamp<int64_t>((*due - st.with.env.now()).count, 0, longest_sleep);
  self->delayed_send(order_actor{self}, std::chrono::seconds(wait), order_tick{generation});
}

/// Everything that follows from the state alone: the same after a commit and
/// after a restart.
void follow_state(self_ptr self) {
  arm_timer(self);
  follow_escrow(self);
}

} // namespace mostro::order_performance
