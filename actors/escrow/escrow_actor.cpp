// SPDX-License-Identifier: MIT
#include "actors/escrow/escrow_actor.hpp"

#include "actors/escrow/escrow_jobs.hpp"
#include "actors/escrow/escrow_rules.hpp"
#include "actors/log.hpp"
#include "actors/supervision.hpp"
#include "messages/overloaded.hpp"

#include <algorithm>
#include <limits>

namespace mostro {

namespace {

using escrow_jobs::call_timeout;
using escrow_jobs::finish;
using escrow_jobs::retry_later;
using escrow_jobs::self_ptr;

/// Generations of ln_tick: 0 polls what is under way, the largest wakes the guardian,
/// others are outbox ids.
constexpr uint64_t poll_tick = 0;
constexpr uint64_t guardian_tick = std::numeric_limits<uint64_t>::max();
/// Tries after which a retry that goes on is told to the operator, again and again.
constexpr unsigned tries_before_alarm = 8;
/// Remembered answers; far more than orders can have rows in flight at a restart.
constexpr size_t most_answers = 10'000;

void work_on(self_ptr self, outbox_id id);

std::chrono::milliseconds backoff(unsigned attempts) {
  return std::chrono::milliseconds(500 * (1 << std::min(attempts, 6u)));
}

void take_on(self_ptr self, const storage::outbox_row& row) {
  auto& st = self->state;
  if (auto known = st.answered.find(row.id); known != st.answered.end()) {
    caf::anon_send(st.book, known->second);
    return;
  }
  escrow_job job;
  job.row = row;
  if (st.jobs.emplace(row.id, std::move(job)).second)
    work_on(self, row.id);
}

template <class T>
std::string text_of_outcome(const lnd::outcome<T>& outcome) {
  auto* e = std::get_if<lnd::call_error>(&outcome);
  return e ? std::string{lnd::to_string(e->what)} + " " + e->text : "unexpected state";
}

/// One call to the node; `judge` turns its outcome into the next step, `look`
/// and `go_on` are what look_first and proceed stand for in this place.
template <class Answer, class Call>
void ask(
    self_ptr self, outbox_id id, Call call,
    std::function<next_step(const decltype(Answer::outcome)&)> judge,
    std::function<void()> look = [] {}, std::function<void()> go_on = [] {}) {
  self->state.jobs[id].asking = true;
  self->request(self->state.node, call_timeout, std::move(call))
      .then(
          [self, id, judge, look, go_on](const Answer& answer) {
            auto step = judge(answer.outcome);
            std::visit(overloaded{
                           [&](order_fact& fact) { finish(self, id, std::move(fact)); },
                           [&](try_again& t) {
                             retry_later(self, id, t.alarm, text_of_outcome(answer.outcome));
                           },
                           [&](look_first&) { look(); },
                           [&](proceed&) { go_on(); },
                       },
                       step);
          },
          [self, id](const caf::error& e) { retry_later(self, id, false, text_of(e)); });
}

// -- one function per effect ----------------------------------------------------------

void open(self_ptr self, outbox_id id, const open_hold_invoice& what) {
  lnd::hold_invoice_request request;
  request.hash = what.hash;
  request.value = what.amount;
  request.memo = what.memo;
  request.expiry = what.expiry;
  request.cltv_expiry = what.cltv_expiry;
  ask<hold_invoice_added>(
      self, id, add_hold_invoice{std::move(request)},
      [what](const auto& outcome) { return after_opening(what, outcome); },
      [self, id, what] {
        ask<invoice_looked_up>(self, id, look_up_invoice{what.hash}, [what](const auto& outcome) {
          return after_opening_look_up(what, outcome);
        });
      });
}

void settle(self_ptr self, outbox_id id, const settle_hold_invoice& what) {
  ask<call_done>(self, id, settle_invoice{what.preimage},
                 [what](const auto& outcome) { return after_settling(what, outcome); });
}

void cancel_now(self_ptr self, outbox_id id, const cancel_hold_invoice& what) {
  ask<call_done>(self, id, cancel_invoice{what.hash},
                 [what](const auto& outcome) { return after_canceling(what, outcome); });
}

void cancel(self_ptr self, outbox_id id, const cancel_hold_invoice& what) {
  if (!what.unless_accepted)
    return cancel_now(self, id, what);
  ask<invoice_looked_up>(
      self, id, look_up_invoice{what.hash},
      [what](const auto& outcome) { return after_cancel_guard(what, outcome); }, [] {},
      [self, id, what] { cancel_now(self, id, what); });
}

void work_on(self_ptr self, outbox_id id) {
  auto& st = self->state;
  auto it = st.jobs.find(id);
  if (it == st.jobs.end() || it->second.asking || !st.node)
    return;
  auto effect = it->second.row.effect;
  std::visit(overloaded{
                 [&](const open_hold_invoice& e) { open(self, id, e); },
                 [&](const settle_hold_invoice& e) { settle(self, id, e); },
                 [&](const cancel_hold_invoice& e) { cancel(self, id, e); },
                 [&](const pay_invoice& e) { escrow_jobs::pay(self, id, e); },
                 [&](const auto&) { expects(false, "not an effect of the escrow"); },
             },
             effect);
}

// -- the node and the timers ------------------------------------------------------------

/// A stream can lie silent; a question every minute cannot (spec 02 §3.2 [REQ], §4.5).
void poll(self_ptr self) {
  if (self->state.usable) {
    escrow_jobs::poll_invoices(self);
    escrow_jobs::poll_payments(self);
  }
  self->delayed_send(escrow_actor{self}, self->state.with.poll_interval, ln_tick{poll_tick});
}

void guard(self_ptr self) {
  escrow_jobs::look_at_chain(self);
  self->delayed_send(escrow_actor{self}, self->state.with.guardian_interval,
                     ln_tick{guardian_tick});
}

void on_node_changed(self_ptr self, bool usable) {
  auto& st = self->state;
  bool returned = usable && !st.usable;
  st.usable = usable;
  if (!returned)
    return;
  std::vector<outbox_id> idle;
  for (auto& [id, job] : st.jobs)
    if (!job.asking)
      idle.push_back(id);
  for (auto id : idle)
    work_on(self, id);
}

void attach(self_ptr self, const escrow_attached& a) {
  auto& st = self->state;
  st.node = a.node;
  st.book = a.book;
  for (auto& [hash, watched] : st.watched)
    caf::anon_send(st.node, follow_invoice{hash});
  std::vector<outbox_id> all;
  for (auto& [id, job] : st.jobs)
    all.push_back(id);
  for (auto id : all)
    work_on(self, id);
  self->delayed_send(escrow_actor{self}, st.with.guardian_patience, ln_tick{guardian_tick});
}

} // namespace

namespace escrow_jobs {

void retry_later(self_ptr self, outbox_id id, bool alarm, const std::string& why) {
  auto it = self->state.jobs.find(id);
  if (it == self->state.jobs.end())
    return;
  auto& job = it->second;
  job.asking = false;
  bool stuck = job.attempts > 0 && job.attempts % tries_before_alarm == 0;
  if (alarm || stuck)
    log::error("lightning-effect-stuck", "order={} effect={} why={}", job.row.order,
               name_of(job.row.effect), why);
  self->delayed_send(escrow_actor{self}, backoff(job.attempts++), ln_tick{id});
}

void finish(self_ptr self, outbox_id id, order_fact fact) {
  auto& st = self->state;
  auto it = st.jobs.find(id);
  if (it == st.jobs.end())
    return;
  log::info("lightning-effect-answered", "order={} effect={} answer={}", it->second.row.order,
            name_of(it->second.row.effect), name_of(fact));
  order_news news{it->second.row.order, std::move(fact), id};
  st.jobs.erase(it);
  caf::anon_send(st.book, news);
  st.answered.emplace(id, std::move(news));
  if (st.answered.size() > most_answers)
    st.answered.erase(st.answered.begin());
}

} // namespace escrow_jobs

escrow_actor::behavior_type escrow_behavior(self_ptr self, escrow_setup setup) {
  supervise(self);
  self->state.with = setup;
  self->state.slots = payout_slots{setup.limits};
  self->delayed_send(escrow_actor{self}, setup.poll_interval, ln_tick{poll_tick});
  return {
      [self](const escrow_attached& a) { attach(self, a); },
      [self](const perform_effect& p) { take_on(self, p.row); },
      [self](const watch_escrow& w) { escrow_jobs::watch(self, w); },
      [self](const unwatch_escrow& w) { escrow_jobs::unwatch(self, w); },
      [self](const invoice_seen& seen) { escrow_jobs::on_invoice(self, seen.state); },
      [self](const payment_seen& seen) { escrow_jobs::on_payment(self, seen.state); },
      [self](const payment_stream_ended& end) { escrow_jobs::on_payment_end(self, end); },
      [self](const node_changed& change) { on_node_changed(self, change.usable); },
      [self](const ln_tick& t) {
        if (t.generation == poll_tick)
          poll(self);
        else if (t.generation == guardian_tick)
          guard(self);
        else
          work_on(self, t.generation);
      },
  };
}

} // namespace mostro
