// SPDX-License-Identifier: MIT
#include "actors/relay/relay_actor.hpp"

#include "actors/actor_error.hpp"
#include "actors/log.hpp"
#include "actors/relay/reconnect_rules.hpp"
#include "actors/supervision.hpp"
#include "messages/overloaded.hpp"

#include <bit>

namespace mostro {
namespace {

using self_pointer = relay_actor::stateful_pointer<relay_state>;

constexpr auto session_tick = std::chrono::seconds(5);
constexpr auto signature_timeout = std::chrono::seconds(10);
/// A session that lasted this long was a success: the backoff begins anew.
constexpr seconds lasting{60};

void carry_out(self_pointer self, relay_outputs outputs, unix_time now);

const std::string& url_of(self_pointer self) { return self->state.setup->session.url; }

void wait(self_pointer self, std::chrono::milliseconds how_long) {
  self->delayed_send(relay_actor{self}, how_long, relay_tick{++self->state.generation});
}

void connect(self_pointer self) {
  relay_actor to{self};
  self->state.socket = self->state.setup->sockets->open(
      url_of(self), {[to](uint64_t session) { caf::anon_send(to, socket_opened{session}); },
                     [to, env = self->state.setup->env](uint64_t session, std::string text) {
                       caf::anon_send(to, socket_received{session, std::move(text), env.now()});
                     },
                     [to](uint64_t session, std::string why) {
                       caf::anon_send(to, socket_closed{session, std::move(why)});
                     }});
}

void tell_changed(self_pointer self, bool connected) {
  auto& setup = *self->state.setup;
  const relay_changed news{url_of(self), connected};
  caf::anon_send(setup.publisher, news);
  for (auto& listener : setup.listeners)
    caf::anon_send(listener, news);
}

/// Has a NIP-42 proof signed. Without an answer nothing happens: the relay will
/// challenge the next session again.
void sign(self_pointer self, nostr::event_draft draft) {
  auto& setup = *self->state.setup;
  if (!setup.signer)
    return;
  self->request(setup.signer, signature_timeout, sign_event{std::move(draft)})
      .then(
          [self](const signed_event& proof) {
            auto& state = self->state;
            carry_out(self, state.session->authenticate(proof.what), state.setup->env.now());
          },
          [self](const caf::error& why) {
            log::warn("relay-authentication-unsigned", "url={} why=\"{}\"", url_of(self),
                      text_of(why));
          });
}

void answer_query(self_pointer self, report_query done) {
  auto asked = self->state.queries.extract(done.number);
  if (asked.empty())
    return;
  if (done.why.empty()) {
    asked.mapped().deliver(relay_queried{std::move(done.events), done.complete});
    return;
  }
  log::info("relay-query-failed", "url={} why=\"{}\"", url_of(self), done.why);
  asked.mapped().deliver(make_error(actor_error::not_available));
}

/// Does what the session wants. `now` is the moment of the socket read where
/// there was one: ages of messages are measured there.
void carry_out(self_pointer self, relay_outputs outputs, unix_time now) {
  auto& st = self->state;
  auto& setup = *st.setup;
  for (auto& output : outputs)
    std::visit(
        overloaded{
            [&](send_text& o) { setup.sockets->send(st.socket, std::move(o.text)); },
            [&](take_in& o) {
              caf::anon_send(setup.inbox, event_arrived{url_of(self), std::move(o.what), now});
            },
            [&](report_caught_up& o) {
              caf::anon_send(setup.inbox, relay_caught_up{url_of(self), o.up_to});
            },
            [&](report_answer& o) {
              caf::anon_send(setup.publisher,
                             relay_answered{url_of(self), o.id, o.accepted, std::move(o.text)});
            },
            [&](report_query& o) { answer_query(self, std::move(o)); },
            [&](ask_signature& o) { sign(self, std::move(o.draft)); },
            [&](tell_log& o) { log::info(o.event, "url={} text=\"{}\"", url_of(self), o.text); },
        },
        output);
}

void on_opened(self_pointer self, const socket_opened& what) {
  auto& st = self->state;
  if (what.session != st.socket || st.is_stopping)
    return;
  st.is_connected = true;
  st.connected_at = st.setup->env.now();
  log::info("relay-connected", "url={}", url_of(self));
  tell_changed(self, true);
  uint64_t random = 0;
  for (auto octet : st.setup->env.random32())
    random = random << 8 | octet;
  carry_out(self, st.session->opened(random, st.connected_at), st.connected_at);
  wait(self, session_tick);
}

void on_closed(self_pointer self, const socket_closed& what) {
  auto& st = self->state;
  if (what.session != st.socket)
    return;
  st.socket = 0;
  const auto now = st.setup->env.now();
  carry_out(self, st.session->closed(), now);
  const bool lasted = st.is_connected && now - st.connected_at >= lasting;
  st.failures = lasted ? 1 : st.failures + 1;
  // A relay that is dead for days must not fill the log: the 1st, 2nd, 4th, 8th … failure.
  if (st.is_connected || std::has_single_bit(st.failures))
    log::at(st.is_connected ? log::level::warn : log::level::info, "relay-disconnected",
            "url={} failures={} why=\"{}\"", url_of(self), st.failures, what.why);
  if (st.is_connected)
    tell_changed(self, false);
  st.is_connected = false;
  if (!st.is_stopping)
    wait(self, reconnect_delay(st.failures, st.setup->env.random_below(1U << 30)));
}

void on_tick(self_pointer self, relay_tick what) {
  auto& st = self->state;
  if (what.generation != st.generation || st.is_stopping)
    return;
  if (st.socket == 0) {
    connect(self);
  } else if (st.is_connected) {
    const auto now = st.setup->env.now();
    carry_out(self, st.session->tick(now), now);
    wait(self, session_tick);
  }
}

caf::typed_response_promise<relay_queried> ask(self_pointer self, query_relay what) {
  auto& st = self->state;
  auto promise = self->make_response_promise<relay_queried>();
  const auto number = ++st.last_query;
  st.queries.emplace(number, promise);
  const auto now = st.setup->env.now();
  carry_out(self, st.session->query(number, std::move(what.what), what.most, now), now);
  return promise;
}

void stop(self_pointer self) {
  auto& st = self->state;
  st.is_stopping = true;
  if (st.socket != 0)
    st.setup->sockets->close(st.socket);
  carry_out(self, st.session->closed(), st.setup->env.now());
  if (st.is_connected)
    tell_changed(self, false);
  self->quit();
}

} // namespace

relay_actor::behavior_type relay_behavior(relay_actor::stateful_pointer<relay_state> self,
                                          relay_setup setup) {
  supervise(self);
  auto& st = self->state;
  st.session.emplace(setup.session);
  st.setup = std::move(setup);
  connect(self);
  return {
      [self](publish_event& what) {
        auto& state = self->state;
        const auto now = state.setup->env.now();
        carry_out(self, state.session->publish(std::move(what.what), now), now);
      },
      [self](const socket_opened& what) { on_opened(self, what); },
      [self](const socket_received& what) {
        auto& state = self->state;
        if (what.session == state.socket && state.is_connected)
          carry_out(self, state.session->received(what.text, what.received_at), what.received_at);
      },
      [self](const socket_closed& what) { on_closed(self, what); },
      [self](relay_tick what) { on_tick(self, what); },
      [self](stop_relay) { stop(self); },
      [self](query_relay& what) { return ask(self, std::move(what)); },
  };
}

} // namespace mostro
