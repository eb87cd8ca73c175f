// SPDX-License-Identifier: MIT
#include "actors/ln_node/ln_node_actor.hpp"

#include "actors/log.hpp"
#include "actors/supervision.hpp"

#include <algorithm>

namespace mostro {

namespace {

using self_ptr = ln_node_actor::stateful_pointer<ln_node_state>;
using namespace std::chrono_literals;

/// ln_tick generation 0 is the health check; others re-open a stream.
constexpr uint64_t health_tick = 0;
constexpr auto unusable_interval = 2s;

/// Brings a callback of the client back to the actor's thread.
template <class F>
void later(const ln_node_actor& me, F what) {
  caf::anon_send(me, stream_news{std::function<void()>{std::move(what)}});
}

/// Makes a promise's continuation for one unary call.
template <class Answer, class Outcome>
std::function<void(Outcome)> deliver_to(self_ptr self,
                                        caf::typed_response_promise<Answer> promise) {
  return [me = ln_node_actor{self}, promise](Outcome outcome) {
    later(me, [promise, outcome = std::move(outcome)]() mutable {
      promise.deliver(Answer{std::move(outcome)});
    });
  };
}

// -- health ---------------------------------------------------------------------------

void tell_change(self_ptr self) {
  auto& st = self->state;
  node_changed news{st.usable, st.info};
  caf::anon_send(st.with.escrow, news);
  for (auto& listener : st.with.listeners)
    caf::anon_send(listener, news);
}

void judge_health(self_ptr self, lnd::outcome<lnd::node_info> outcome) {
  auto& st = self->state;
  bool was = st.usable;
  if (auto* info = std::get_if<lnd::node_info>(&outcome);
      info && !st.info.identity_pubkey.empty() &&
      info->identity_pubkey != st.info.identity_pubkey) {
    // The escrows and payouts of this run are at another node: nothing that this
    // one says about them would be true.
    log::error("lnd-is-another-node",
               "expected={} found={} mend=\"point lnd_grpc_host at the node "
               "that the daemon was started with\"",
               st.info.identity_pubkey, info->identity_pubkey);
    st.usable = false;
    if (was)
      tell_change(self);
  } else if (info) {
    st.usable = true;
    bool moved = info->block_height != st.info.block_height;
    st.info = std::move(*info);
    if (!was)
      log::info("lnd-usable", "alias={} version={} network={}", st.info.alias, st.info.version,
                st.info.network);
    if (!was || moved)
      tell_change(self);
  } else {
    st.usable = false;
    if (was) {
      auto& why = std::get<lnd::call_error>(outcome);
      log::warn("lnd-unusable", "failure={} text={}", lnd::to_string(why.what), why.text);
      tell_change(self);
    }
  }
  auto wait = st.usable ? st.with.health_interval : std::chrono::milliseconds(unusable_interval);
  self->delayed_send(ln_node_actor{self}, wait, ln_tick{health_tick});
}

void check_health(self_ptr self) {
  self->state.with.client->fetch_info(
      [me = ln_node_actor{self}, self](lnd::outcome<lnd::node_info> outcome) {
        later(me, [self, outcome = std::move(outcome)] { judge_health(self, outcome); });
      });
}

// -- streams ----------------------------------------------------------------------------

std::chrono::milliseconds backoff(unsigned failures) {
  return std::chrono::milliseconds(500 * (1 << std::min(failures, 6u)));
}

void open_invoice_stream(self_ptr self, const payment_hash& hash);

void invoice_stream_ended(self_ptr self, const payment_hash& hash, uint64_t generation,
                          const lnd::call_error& why) {
  auto& st = self->state;
  auto it = st.invoices.find(hash);
  if (it == st.invoices.end() || it->second.generation != generation)
    return;
  it->second.running.reset();
  if (it->second.is_final)
    return; // Kept as an entry until the escrow lets go.
  if (why.what == lnd::failure::denied)
    log::error("invoice-stream-denied",
               "hash={} why=\"{}\" mend=\"give the macaroon invoices:read\"", hash, why.text);
  auto wait = backoff(it->second.failures++);
  it->second.generation = ++st.generations;
  self->delayed_send(ln_node_actor{self}, wait, ln_tick{it->second.generation});
}

void open_invoice_stream(self_ptr self, const payment_hash& hash) {
  auto& st = self->state;
  auto& stream = st.invoices[hash];
  auto generation = stream.generation = ++st.generations;
  auto me = ln_node_actor{self};
  stream.running = st.with.client->subscribe_invoice(
      hash,
      [me, self, hash, generation](lnd::invoice seen) {
        later(me, [self, hash, generation, seen = std::move(seen)] {
          auto& s = self->state;
          auto it = s.invoices.find(hash);
          if (it == s.invoices.end() || it->second.generation != generation)
            return;
          it->second.failures = 0;
          it->second.is_final = seen.state == lnd::invoice_state::settled ||
                                seen.state == lnd::invoice_state::canceled;
          caf::anon_send(s.with.escrow, invoice_seen{seen});
        });
      },
      [me, self, hash, generation](lnd::stream_end end) {
        later(me, [self, hash, generation, why = std::move(end.why)] {
          invoice_stream_ended(self, hash, generation, why);
        });
      });
}

/// Opens the stream of a payment by sending or by tracking it.
template <class Open>
void open_payment_stream(self_ptr self, const payment_hash& hash, bool is_send, Open open) {
  auto& st = self->state;
  auto& stream = st.payments[hash];
  if (stream.running)
    return; // Followed already: its end will tell.
  auto generation = stream.generation = ++st.generations;
  auto me = ln_node_actor{self};
  stream.running = open(
      [me, self, hash, generation](lnd::payment seen) {
        later(me, [self, hash, generation, seen = std::move(seen)]() mutable {
          auto it = self->state.payments.find(hash);
          if (it == self->state.payments.end() || it->second.generation != generation)
            return;
          seen.hash = hash;
          caf::anon_send(self->state.with.escrow, payment_seen{std::move(seen)});
        });
      },
      [me, self, hash, generation, is_send](lnd::stream_end end) {
        later(me, [self, hash, generation, is_send, end = std::move(end)] {
          auto it = self->state.payments.find(hash);
          if (it == self->state.payments.end() || it->second.generation != generation)
            return;
          self->state.payments.erase(it);
          caf::anon_send(self->state.with.escrow, payment_stream_ended{hash, is_send, end.why});
        });
      });
}

void on_tick(self_ptr self, uint64_t generation) {
  if (generation == health_tick)
    return check_health(self);
  for (auto& [hash, stream] : self->state.invoices)
    if (stream.generation == generation && !stream.running && !stream.is_final)
      return open_invoice_stream(self, hash);
}

} // namespace

ln_node_actor::behavior_type ln_node_behavior(self_ptr self, ln_node_setup setup) {
  supervise(self);
  self->state.with = std::move(setup);
  check_health(self);
  return {
      [self](ask_node_info) {
        auto promise = self->make_response_promise<node_info_told>();
        self->state.with.client->fetch_info(
            deliver_to<node_info_told, lnd::outcome<lnd::node_info>>(self, promise));
        return promise;
      },
      [self](const add_hold_invoice& call) {
        auto promise = self->make_response_promise<hold_invoice_added>();
        self->state.with.client->add_hold_invoice(
            call.what, deliver_to<hold_invoice_added, lnd::outcome<std::string>>(self, promise));
        return promise;
      },
      [self](const settle_invoice& call) {
        auto promise = self->make_response_promise<call_done>();
        self->state.with.client->settle_invoice(
            call.with, deliver_to<call_done, lnd::outcome<std::monostate>>(self, promise));
        return promise;
      },
      [self](const cancel_invoice& call) {
        auto promise = self->make_response_promise<call_done>();
        self->state.with.client->cancel_invoice(
            call.hash, deliver_to<call_done, lnd::outcome<std::monostate>>(self, promise));
        return promise;
      },
      [self](const look_up_invoice& call) {
        auto promise = self->make_response_promise<invoice_looked_up>();
        self->state.with.client->look_up_invoice(
            call.hash, deliver_to<invoice_looked_up, lnd::outcome<lnd::invoice>>(self, promise));
        return promise;
      },
      [self](const follow_invoice& f) {
        if (self->state.invoices.count(f.hash) == 0)
          open_invoice_stream(self, f.hash);
      },
      [self](const unfollow_invoice& f) { self->state.invoices.erase(f.hash); },
      [self](const send_payment& p) {
        open_payment_stream(self, p.hash, true, [&](auto on_state, auto on_end) {
          return self->state.with.client->send_payment(p.what, on_state, on_end);
        });
      },
      [self](const track_payment& p) {
        open_payment_stream(self, p.hash, false, [&](auto on_state, auto on_end) {
          return self->state.with.client->track_payment(p.hash, on_state, on_end);
        });
      },
      [](const stream_news& news) { news.run(); },
      [self](const ln_tick& t) { on_tick(self, t.generation); },
  };
}

} // namespace mostro
