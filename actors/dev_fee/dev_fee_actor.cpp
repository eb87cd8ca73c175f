// SPDX-License-Identifier: MIT
#include "actors/dev_fee/dev_fee_actor.hpp"

#include "actors/dev_fee/dev_fee_machine.hpp"
#include "actors/log.hpp"
#include "actors/order/amount_rules.hpp"
#include "actors/supervision.hpp"

#include <algorithm>

namespace mostro {

namespace {

using self_ptr = dev_fee_actor::stateful_pointer<dev_fee_actor_state>;
using namespace std::chrono_literals;

constexpr auto store_timeout = 60s;
/// The destination's server has this long; an answer after it is not used (spec 05 §4).
constexpr auto resolve_timeout = 20s;
constexpr auto record_timeout = 30s;

dev_fee_duty* duty_of(self_ptr self, const order_id& id) {
  auto it = self->state.duties.find(id);
  return it == self->state.duties.end() ? nullptr : &it->second;
}

dev_fee_duty* duty_of(self_ptr self, const payment_hash& hash) {
  for (auto& [id, duty] : self->state.duties)
    if (duty.fee.hash == hash)
      return &duty;
  return nullptr;
}

/// Keeps the next state; `then` goes on with the duty once it is durable.
void keep(self_ptr self, dev_fee_duty& duty, storage::keep_dev_fee change,
          std::function<void(const storage::written&)> then) {
  duty.doing = dev_fee_work::keeping;
  auto next = change.payment;
  self->request(self->state.with.store, store_timeout, write_change{std::move(change)})
      .then(
          [self, next, then](const storage::written& written) {
            if (auto* kept = duty_of(self, next.order)) {
              kept->doing = dev_fee_work::none;
              kept->fee = next;
              then(written);
            }
          },
          [self, id = next.order](const caf::error& e) {
            log::error("dev-fee-not-kept", "order={} error={}", id, text_of(e));
            self->state.duties.erase(id); // The next tick reads what is stored.
          });
}

void send(self_ptr self, dev_fee_duty& duty) {
  auto& st = self->state;
  lnd::payment_request request;
  request.bolt11 = duty.fee.bolt11;
  request.fee_limit = routing_fee_limit(duty.fee.amount, st.with.policy.max_routing_fee);
  duty.streaming = true;
  log::info("dev-fee-sent", "order={} amount={} fee_limit={}", duty.fee.order,
            duty.fee.amount.value, request.fee_limit.value);
  caf::anon_send(st.with.node,
                 send_payment{std::move(request), *duty.fee.hash, payment_follower{self}});
}

void resolved(self_ptr self, const order_id& id, const result<std::string>& bolt11) {
  auto& st = self->state;
  auto* duty = duty_of(self, id);
  if (!duty)
    return;
  duty->doing = dev_fee_work::none;
  auto next = bolt11 ? with_invoice(duty->fee, st.with.destination, *bolt11, st.with.env.now(),
                                    st.with.policy)
                     : result<dev_fee_payment>{bolt11.why()};
  if (!next) {
    log::warn("dev-fee-not-resolved", "order={} why=\"{}\" mend=\"check mostro.dev_fee_address\"",
              id, next.why());
    return;
  }
  keep(self, *duty, {*next, {}},
       [self, id](const storage::written&) { send(self, *duty_of(self, id)); });
}

void resolve(self_ptr self, dev_fee_duty& duty) {
  auto& with = self->state.with;
  duty.doing = dev_fee_work::resolving;
  ++duty.tries;
  auto id = duty.fee.order;
  self->request(with.payee, resolve_timeout,
                resolve_payee{with.destination, duty.fee.amount, dev_fee_comment(id, with.npub)})
      .then([self, id](const resolved_payee& answer) { resolved(self, id, answer.bolt11); },
            [self, id](const caf::error& e) {
              resolved(self, id, fail(errc::unavailable, text_of(e)));
            });
}

void moved(self_ptr self, dev_fee_duty& duty, dev_fee_moved next) {
  auto id = duty.fee.order;
  duty.streaming = false;
  caf::anon_send(self->state.with.node, unfollow_payment{*duty.fee.hash});
  keep(self, duty, {std::move(next.next), std::move(next.effects)},
       [self, id](const storage::written& written) {
         auto& fee = duty_of(self, id)->fee;
         if (fee.state != dev_fee_state::paid) {
           log::warn("dev-fee-failed", "order={} amount={}", id, fee.amount.value);
           return;
         }
         log::info("dev-fee-paid", "order={} amount={} routing_fee_msat={}", id, fee.amount.value,
                   fee.routing_fee.value);
         caf::anon_send(self->state.with.publisher, deliver{written.outbox});
         self->state.duties.erase(id);
       });
}

/// LND's record decides; while our own send is streaming only success is taken from
/// elsewhere, because an older failure could stand in the record.
void judge(self_ptr self, dev_fee_duty& duty, const lnd::outcome<lnd::payment>& record) {
  auto* seen = std::get_if<lnd::payment>(&record);
  if (duty.streaming && !(seen && seen->state == lnd::payment_state::succeeded))
    return;
  auto decided = after_record(duty.fee, record, self->state.with.env.now());
  if (auto* next = std::get_if<dev_fee_moved>(&decided))
    moved(self, duty, std::move(*next));
  else if (std::holds_alternative<dev_fee_send_again>(decided))
    send(self, duty);
}

/// The duty whose record was asked for; null when the stream was faster.
dev_fee_duty* stop_asking(self_ptr self, const order_id& id) {
  auto* duty = duty_of(self, id);
  if (!duty || duty->doing != dev_fee_work::asking)
    return nullptr;
  duty->doing = dev_fee_work::none;
  return duty;
}

void ask_record(self_ptr self, dev_fee_duty& duty) {
  duty.doing = dev_fee_work::asking;
  auto id = duty.fee.order;
  self->request(self->state.with.node, record_timeout, look_up_payment{*duty.fee.hash})
      .then(
          [self, id](const payment_looked_up& answer) {
            if (auto* known = stop_asking(self, id))
              judge(self, *known, answer.outcome);
          },
          [self, id](const caf::error&) { stop_asking(self, id); }); // The next tick asks again.
}

void on_payment(self_ptr self, const lnd::payment& seen) {
  auto* duty = duty_of(self, seen.hash);
  if (!duty || duty->fee.state != dev_fee_state::sending || !duty->streaming ||
      duty->doing == dev_fee_work::keeping || seen.state == lnd::payment_state::in_flight)
    return;
  duty->streaming = false; // Its own last word.
  judge(self, *duty, seen);
}

// -- the tick -----------------------------------------------------------------------------

void work(self_ptr self) {
  auto& st = self->state;
  std::vector<dev_fee_duty*> owed;
  size_t undecided = 0;
  for (auto& [id, duty] : st.duties) {
    bool busy = duty.doing != dev_fee_work::none;
    undecided += duty.fee.state == dev_fee_state::sending || busy ? 1 : 0;
    if (busy)
      continue;
    if (duty.fee.state == dev_fee_state::sending)
      ask_record(self, duty);
    else
      owed.push_back(&duty);
  }
  if (st.with.destination.empty())
    return; // Nobody to pay: what is owed stays owed.
  // Those that failed less often first: a fee that cannot be resolved blocks no other.
  std::stable_sort(owed.begin(), owed.end(), [](auto* a, auto* b) {
    return std::pair{a->tries, a->fee.owed_at} < std::pair{b->tries, b->fee.owed_at};
  });
  size_t begun = 0;
  for (auto* duty : owed) {
    if (begun >= st.with.new_per_tick || undecided >= st.with.most_undecided)
      return;
    ++begun;
    ++undecided;
    resolve(self, *duty);
  }
}

void look(self_ptr self) {
  auto& st = self->state;
  self->delayed_send(dev_fee_actor{self}, st.with.interval, dev_fee_tick{});
  self->request(st.with.store, store_timeout, read_dev_fees{})
      .then(
          [self](const dev_fees_read& stored) {
            for (auto& fee : stored.fees)
              self->state.duties.emplace(fee.order, dev_fee_duty{fee});
            work(self);
          },
          [](const caf::error& e) { log::warn("dev-fees-not-read", "error={}", text_of(e)); });
}

} // namespace

dev_fee_actor::behavior_type dev_fee_behavior(self_ptr self, dev_fee_setup setup) {
  supervise(self);
  self->state.with = std::move(setup);
  look(self);
  return {
      [self](dev_fee_tick) { look(self); },
      [self](const payment_seen& seen) { on_payment(self, seen.state); },
      [self](const payment_stream_ended& end) {
        // Nothing that a send says of itself is definite: the next tick asks LND's record.
        if (auto* duty = duty_of(self, end.hash))
          duty->streaming = false;
      },
  };
}

} // namespace mostro
