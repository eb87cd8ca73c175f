// SPDX-License-Identifier: MIT
#include "actors/order/order_commitment.hpp"

#include "actors/actor_error.hpp"
#include "actors/log.hpp"
#include "actors/order/order_performance.hpp"
#include "actors/planted_bugs.hpp"
#include "actors/supervision.hpp"

namespace mostro::order_commitment {

namespace {

using namespace std::chrono_literals;
using namespace order_performance;

constexpr auto commit_timeout = 60s;

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

/// A planted bug: the effects go out under made-up rows while the commit is on its way.
void act_too_early(self_ptr self, const std::vector<order_effect>& effects) {
  outbox_id made_up = outbox_id{1} << 62;
  for (auto& effect : effects)
    if (std::holds_alternative<open_hold_invoice>(effect) ||
        std::holds_alternative<settle_hold_invoice>(effect) ||
        std::holds_alternative<cancel_hold_invoice>(effect) ||
        std::holds_alternative<pay_invoice>(effect))
      caf::anon_send(self->state.with.escrow,
                     perform_effect{{++made_up, self->state.id, effect, {}}});
}

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

} // namespace

void end_if_idle(self_ptr self) {
  auto& st = self->state;
  if (st.retiring && st.preparing == 0 && st.committing == 0 && st.in_flight.empty())
    self->quit();
}

void sound_alarms(self_ptr self, const std::vector<order_effect>& effects) {
  for (auto& e : effects)
    if (auto* alarm = std::get_if<raise_alarm>(&e)) {
      log::error(alarm->name, "order={} {}", self->state.id, alarm->text);
      self->state.with.measured->alarm_raised(alarm->name);
    }
}

void commit_reply(self_ptr self, storage::reply what, request_outcome how) {
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
  if (planted::is(planted::bug::act_before_commit))
    act_too_early(self, after.effects);
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

} // namespace mostro::order_commitment
