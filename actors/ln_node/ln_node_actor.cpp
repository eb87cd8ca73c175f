// SPDX-License-Identifier: MIT
#include "actors/ln_node/ln_node_actor.hpp"

#include "actors/ln_node/ln_node_streams.hpp"
#include "actors/log.hpp"
#include "actors/supervision.hpp"

namespace mostro {

namespace {

using namespace std::chrono_literals;
using namespace ln_node_parts;

/// ln_tick generation 0 is the health check; others re-open a stream.
constexpr uint64_t health_tick = 0;
constexpr auto unusable_interval = 2s;

/// Makes a promise's continuation for one unary call.
template <class Answer, class Outcome>
std::function<void(Outcome)> deliver_to(self_ptr self,
                                        caf::typed_response_promise<Answer> promise) {
  return [me = ln_node_actor{self}, self, promise](Outcome outcome) {
    later(me, [self, promise, outcome = std::move(outcome)]() mutable {
      believe<Outcome>(self, std::move(outcome), [promise](Outcome known) mutable {
        promise.deliver(Answer{std::move(known)});
      });
    });
  };
}

/// One unary call; `dial` gets the continuation.
template <class Answer, class Dial>
caf::result<Answer> call(self_ptr self, Dial dial) {
  using outcome = decltype(Answer::outcome);
  if (self->state.is_another_node)
    return Answer{another_node()};
  auto promise = self->make_response_promise<Answer>();
  dial(*self->state.with.client, deliver_to<Answer, outcome>(self, promise));
  return promise;
}

// -- health ---------------------------------------------------------------------------

void tell_change(self_ptr self) {
  auto& st = self->state;
  node_changed news{st.usable, st.info};
  caf::anon_send(st.with.escrow, news);
  for (auto& listener : st.with.listeners)
    caf::anon_send(listener, news);
}

void now_unusable(self_ptr self) {
  if (std::exchange(self->state.usable, false))
    tell_change(self);
}

void judge_health(self_ptr self, const lnd::outcome<lnd::node_info>& outcome) {
  auto& st = self->state;
  if (auto* info = std::get_if<lnd::node_info>(&outcome); info && is_our_node(self, outcome)) {
    bool was = std::exchange(st.usable, true);
    bool moved = info->block_height != st.info.block_height;
    st.info = *info;
    if (!was)
      log::info("lnd-usable", "alias={} version={} network={}", st.info.alias, st.info.version,
                st.info.network);
    if (!was || moved)
      tell_change(self);
  } else if (!info) {
    auto& why = std::get<lnd::call_error>(outcome);
    if (st.usable)
      log::warn("lnd-unusable", "failure={} text={}", lnd::to_string(why.what), why.text);
    now_unusable(self);
  }
  reap(self);
  auto wait = st.usable ? st.with.health_interval : std::chrono::milliseconds(unusable_interval);
  self->delayed_send(ln_node_actor{self}, wait, ln_tick{health_tick});
}

void check_health(self_ptr self) {
  self->state.with.client->fetch_info(
      [me = ln_node_actor{self}, self](lnd::outcome<lnd::node_info> outcome) {
        later(me, [self, outcome = std::move(outcome)] { judge_health(self, outcome); });
      });
}

} // namespace

namespace ln_node_parts {

lnd::call_error another_node() {
  return {lnd::failure::unreachable, "it is not certain that our node answers"};
}

bool is_our_node(self_ptr self, const lnd::outcome<lnd::node_info>& told) {
  auto& st = self->state;
  auto* info = std::get_if<lnd::node_info>(&told);
  if (!info)
    return false;
  if (st.with.identity.empty())
    st.with.identity = info->identity_pubkey;
  st.is_another_node = info->identity_pubkey != st.with.identity;
  if (!st.is_another_node)
    return true;
  // The escrows and payouts of this run are at another node: nothing that this one
  // says about them would be true.
  log::error("lnd-is-another-node",
             "expected={} found={} mend=\"point lnd_grpc_host at the node that the daemon was "
             "started with\"",
             st.with.identity, info->identity_pubkey);
  now_unusable(self);
  return false;
}

} // namespace ln_node_parts

ln_node_actor::behavior_type ln_node_behavior(self_ptr self, ln_node_setup setup) {
  supervise(self);
  self->state.with = std::move(setup);
  check_health(self);
  return {
      [self](ask_node_info) {
        return call<node_info_told>(self, [](auto& lnd, auto to) { lnd.fetch_info(to); });
      },
      [self](const add_hold_invoice& c) {
        return call<hold_invoice_added>(
            self, [&](auto& lnd, auto to) { lnd.add_hold_invoice(c.what, to); });
      },
      [self](const settle_invoice& c) {
        return call<call_done>(self, [&](auto& lnd, auto to) { lnd.settle_invoice(c.with, to); });
      },
      [self](const cancel_invoice& c) {
        return call<call_done>(self, [&](auto& lnd, auto to) { lnd.cancel_invoice(c.hash, to); });
      },
      [self](const look_up_invoice& c) {
        return call<invoice_looked_up>(
            self, [&](auto& lnd, auto to) { lnd.look_up_invoice(c.hash, to); });
      },
      [self](const follow_invoice& f) {
        if (self->state.invoices.count(f.hash) == 0)
          open_invoice_stream(self, f.hash);
      },
      [self](const unfollow_invoice& f) { unfollow(self, f); },
      [self](const send_payment& p) { follow(self, p); },
      [self](const track_payment& p) { follow(self, p); },
      [self](const unfollow_payment& p) { unfollow(self, p); },
      [self](const look_up_payment& p) { return ask(self, p); },
      [](const stream_news& news) { news.run(); },
      [self](const ln_tick& t) {
        if (t.generation == health_tick)
          check_health(self);
        else
          reopen_invoice_stream(self, t.generation);
      },
  };
}

} // namespace mostro
