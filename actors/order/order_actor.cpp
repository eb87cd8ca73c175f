// SPDX-License-Identifier: MIT
//
// Requests in, decisions committed, effects handed on. A crash between any two
// of these steps is repaired by performing the outbox again.
#include "actors/order/order_actor.hpp"

#include "actors/log.hpp"
#include "actors/order/order_commitment.hpp"
#include "actors/order/order_performance.hpp"
#include "actors/order/request_gathering.hpp"
#include "actors/order/request_mapper.hpp"
#include "actors/supervision.hpp"

#include <algorithm>

namespace mostro {

namespace {

using self_ptr = order_actor::stateful_pointer<order_state>;
using namespace std::chrono_literals;
using namespace order_commitment;
using namespace order_performance;

void forget_in_flight(self_ptr self, std::optional<outbox_id> row) {
  auto& rows = self->state.in_flight;
  if (row)
    rows.erase(std::remove(rows.begin(), rows.end(), *row), rows.end());
}

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
