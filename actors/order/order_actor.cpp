// SPDX-License-Identifier: MIT
//
// Requests in, decisions committed, effects handed on. A crash between any two
// of these steps is repaired by performing the outbox again.
#include "actors/order/order_actor.hpp"

#include "actors/actor_error.hpp"
#include "actors/log.hpp"
#include "actors/order/order_performance.hpp"
#include "actors/order/request_gathering.hpp"
#include "actors/order/request_mapper.hpp"
#include "actors/supervision.hpp"

#include <algorithm>

namespace mostro {

namespace {

using self_ptr = order_actor::stateful_pointer<order_state>;
using namespace std::chrono_literals;
using namespace order_performance;

constexpr auto commit_timeout = 60s;

void end_if_idle(self_ptr self) {
  auto& st = self->state;
  if (st.retiring && st.preparing == 0 && st.committing == 0 && st.in_flight.empty())
    self->quit();
}

// -- commit ---------------------------------------------------------------------------

void forget_in_flight(self_ptr self, std::optional<outbox_id> row) {
  auto& rows = self->state.in_flight;
  if (row)
    rows.erase(std::remove(rows.begin(), rows.end(), *row), rows.end());
}

/// Tells the book that a request is done with, and how.
void finish_request(self_ptr self, const std::optional<event_id>& inbound, request_outcome how) {
  if (inbound)
    caf::anon_send(self->state.book, request_finished{self->state.id, *inbound, how});
}

/// The store refused or is silent. After silence the commit may be done or not.
void commit_failed(self_ptr self, caf::error& why) {
  log::error("order-not-committed", "order={} error={}", self->state.id, text_of(why));
  if (why == caf::sec::request_timeout && self->state.with.fatal)
    self->state.with.fatal("the store did not answer a commit");
  self->quit(std::move(why));
}

/// Commits an answer that changes no order.
void commit_reply(self_ptr self, storage::reply what, request_outcome how = {}) {
  if (what.effects.empty() && !what.answers && !what.inbound)
    return;
  ++self->state.committing;
  auto inbound = what.inbound;
  self->request(self->state.with.store, commit_timeout, write_change{std::move(what)})
      .await(
          [self, inbound, how](storage::written& done) {
            --self->state.committing;
            perform(self, std::move(done.outbox));
            finish_request(self, inbound, how);
            end_if_idle(self);
          },
          [self](caf::error& e) { commit_failed(self, e); });
}

void refuse(self_ptr self, const trader_request& r, refusal why) {
  auto& asked = r.what;
  log::info("request-refused", "order={} action={} reason={}", self->state.id,
            to_string(asked.message.action), to_string(why));
  storage::reply what;
  what.about = self->state.id;
  what.inbound = r.inbound;
  if (!r.is_command)
    what.effects.push_back(send_message{asked.sender, asked.via, make_cant_do(asked.message, why)});
  commit_reply(self, std::move(what), {request_end::refused, why});
}

const char* cause_of(const order& next, const order_event& why) {
  return next.seq == 1 ? "order-created" : name_of(why.what);
}

storage::order_write write_of(order next, std::vector<order_effect> effects,
                              const order_event& why) {
  storage::order_write out;
  out.journal.order = next.id;
  out.journal.seq = next.seq;
  out.journal.at = why.at;
  out.journal.cause = cause_of(next, why);
  out.journal.inbound = why.inbound;
  out.journal.details = std::string{to_string(status_of(next))};
  for (auto& e : effects)
    out.journal.effects.emplace_back(name_of(e));
  out.next = std::move(next);
  out.effects = std::move(effects);
  return out;
}

void sound_alarms(self_ptr self, const std::vector<order_effect>& effects) {
  for (auto& e : effects)
    if (auto* alarm = std::get_if<raise_alarm>(&e)) {
      log::error(alarm->name, "order={} {}", self->state.id, alarm->text);
      self->state.with.measured->alarm_raised(alarm->name);
    }
}

/// What is remembered of a decision while it is being committed.
struct commitment {
  order next;
  std::optional<order> child;
  order_event why;
  std::optional<std::pair<public_key, int64_t>> index;
  std::optional<rating_vote> vote;
  std::optional<trader_request> request;
  std::vector<order_effect> effects;
};

void committed(self_ptr self, const commitment& done, storage::written& w) {
  auto& st = self->state;
  --st.committing;
  st.current = done.next;
  log::info("order-committed", "order={} seq={} cause={} status={}", st.id, done.next.seq,
            cause_of(done.next, done.why), to_string(status_of(done.next)));
  sound_alarms(self, done.effects);
  if (done.index)
    caf::anon_send(st.with.reputation,
                   trade_index_used{done.index->first, done.index->second, done.why.at});
  if (done.vote)
    tell_vote(self, *done.vote, w.outbox);
  caf::anon_send(st.book, order_committed{*st.current});
  tell_watchers(self, done.next, cause_of(done.next, done.why), done.why.at);
  perform(self, std::move(w.outbox));
  if (done.child) {
    tell_watchers(self, *done.child, cause_of(*done.child, done.why), done.why.at);
    caf::anon_send(st.book, child_born{*done.child, std::move(w.child_outbox)});
  }
  finish_request(self, done.why.inbound, {request_end::accepted, {}});
  follow_state(self);
  end_if_idle(self);
}

void commit(self_ptr self, transition t, const order_event& why,
            std::optional<trader_request> request) {
  storage::decision what;
  commitment after{t.next, {}, why, t.uses_index, t.rates, std::move(request), t.effects};
  what.write = write_of(std::move(t.next), std::move(t.effects), why);
  what.answers = why.answers;
  what.inbound = why.inbound;
  what.rates = t.rates;
  if (t.uses_index)
    what.uses = storage::trade_index_use{t.uses_index->first, t.uses_index->second, why.at};
  if (t.child) {
    after.child = t.child->born;
    what.child = write_of(std::move(t.child->born), std::move(t.child->effects), why);
  }
  // `await`, not `then`: no second event may be judged against a state that is
  // not on disk yet. An error ends this actor; the book starts a new one from
  // the last commit.
  ++self->state.committing;
  self->request(self->state.with.store, commit_timeout, write_change{std::move(what)})
      .await([self, after](storage::written& w) { committed(self, after, w); },
             [self, after](caf::error& e) {
               if (e == actor_error::conflict && after.index && after.request) {
                 --self->state.committing;
                 self->state.retiring = self->state.retiring || !self->state.current;
                 refuse(self, *after.request, refusal::invalid_trade_index);
                 return;
               }
               commit_failed(self, e);
             });
}

// -- decide -----------------------------------------------------------------------------

std::array<uint8_t, 16> random16(const environment& env) {
  std::array<uint8_t, 16> out{};
  env.fill(out);
  return out;
}

void act_on(self_ptr self, decision judged, const order_event& e,
            std::optional<trader_request> request) {
  forget_in_flight(self, e.answers);
  if (auto* t = std::get_if<transition>(&judged)) {
    commit(self, std::move(*t), e, std::move(request));
    return;
  }
  if (auto* why = std::get_if<refusal>(&judged); why && request) {
    refuse(self, *request, *why);
    return;
  }
  if (auto* nothing = std::get_if<ignored>(&judged); nothing && nothing->alarm)
    sound_alarms(self, {*nothing->alarm});
  storage::reply what;
  what.about = self->state.id;
  what.answers = e.answers;
  what.inbound = e.inbound;
  commit_reply(self, std::move(what));
}

void judge(self_ptr self, order_event e, std::optional<trader_request> request) {
  auto& st = self->state;
  if (!st.current)
    return;
  e.at = st.with.env.now();
  e.fresh_child = order_id::from_random(random16(st.with.env));
  e.fresh_dispute = dispute_id::from_random(random16(st.with.env));
  act_on(self, decide(*st.current, e, *st.with.policy), e, std::move(request));
}

/// An answer counts once: one for a row that was answered before may be about
/// an earlier attempt with the same payment hash.
void on_news(self_ptr self, const order_news& n) {
  auto& rows = self->state.in_flight;
  if (n.answers && std::find(rows.begin(), rows.end(), *n.answers) == rows.end()) {
    log::warn("answer-repeated", "order={} answer={}", n.order, name_of(n.what));
    return;
  }
  if (n.answers)
    self->state.with.measured->lightning_answered(name_of(n.what));
  judge(self, order_event{n.what, {}, n.answers, {}, {}}, std::nullopt);
}

/// The request has everything that its judgement needs.
void judge_request(self_ptr self, const trader_request& r, const gathered_facts& g) {
  auto& st = self->state;
  order_event e;
  e.inbound = r.inbound;
  if (auto fact = fact_of(r.what, g)) {
    e.what = std::move(*fact);
    judge(self, std::move(e), r);
  } else {
    log::warn("request-not-for-an-order", "order={} action={}", st.id,
              to_string(r.what.message.action));
    storage::reply nothing;
    nothing.about = st.id;
    nothing.inbound = r.inbound;
    commit_reply(self, std::move(nothing));
  }
}

void create(self_ptr self, const trader_request& r, const gathered_facts& g) {
  auto& st = self->state;
  order_event e;
  e.at = st.with.env.now();
  e.inbound = r.inbound;
  st.retiring = true; // Unless the creation is accepted, there is nothing to live for.
  auto wanted = creation_of(r.what, st.id, g);
  auto judged = wanted ? create_order(*wanted, e.at, *st.with.policy) : decision{ignored{}};
  if (std::holds_alternative<transition>(judged))
    st.retiring = false;
  act_on(self, std::move(judged), e, r);
}

needed_facts needs_now(self_ptr self, const trader_request& r) {
  auto& st = self->state;
  return needs_of(r.what, st.current ? &*st.current : nullptr);
}

void with_facts(self_ptr self, const trader_request& r,
                std::function<void(const gathered_facts&)> then) {
  ++self->state.preparing;
  auto needs = needs_now(self, r);
  gather_facts(self, r.what, needs,
               [self, r, holder = needs.holder, then = std::move(then)](const gathered_facts& g) {
                 --self->state.preparing;
                 // The dispute may have changed hands while the answers were on their way.
                 if (needs_now(self, r).holder != holder)
                   with_facts(self, r, then);
                 else
                   then(g);
                 end_if_idle(self);
               });
}

} // namespace

order_actor::behavior_type order_behavior(self_ptr self, order_neighbours with,
                                          order_book_actor book, order_start from) {
  supervise(self);
  auto& st = self->state;
  st.with = std::move(with);
  st.book = std::move(book);
  st.id = from.id;
  st.current = std::move(from.state);
  if (st.current) {
    perform(self, std::move(from.unfinished)); // A restart is not a special case.
    follow_state(self);
  }
  return {
      [self](const trader_request& r) {
        with_facts(self, r, [self, r](const gathered_facts& g) { judge_request(self, r, g); });
      },
      [self](const order_news& n) {
        on_news(self, n);
        end_if_idle(self);
      },
      [self](const order_tick& t) {
        auto& s = self->state;
        if (t.generation != s.timer_generation || !s.current)
          return;
        auto due = due_time(self);
        if (due && *due <= s.with.env.now())
          judge(self, order_event{deadline_reached{}, {}, {}, {}, {}}, std::nullopt);
        arm_timer(self);
      },
      [self](const creation_request& c) {
        with_facts(self, c.what,
                   [self, r = c.what](const gathered_facts& g) { create(self, r, g); });
      },
      [self](const set_policy& p) {
        self->state.with.policy = p.policy;
        if (self->state.current)
          arm_timer(self);
      },
      [self](retire_order) {
        self->state.retiring = true;
        end_if_idle(self);
      },
  };
}

} // namespace mostro
