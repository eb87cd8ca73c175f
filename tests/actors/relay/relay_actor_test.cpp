// SPDX-License-Identifier: MIT
#include "actors/relay/relay_actor.hpp"

#include "tests/actors/relay/relay_frames.hpp"
#include "tests/support/deterministic_system.hpp"

#include <catch2/catch.hpp>

using namespace mostro;
using namespace mostro::test;

namespace {

/// Sockets under the test's hand.
struct held_sockets : websocket_service {
  uint64_t last = 0;
  websocket_sinks sinks;
  std::vector<std::string> sent;
  bool closed = false;

  uint64_t open(std::string, websocket_sinks to) override {
    sinks = std::move(to);
    return ++last;
  }
  void send(uint64_t session, std::string text) override {
    CHECK(session == last);
    sent.push_back(std::move(text));
  }
  void close(uint64_t) override { closed = true; }

  relay_outputs taken() {
    relay_outputs out;
    for (auto& text : std::exchange(sent, {}))
      out.push_back(send_text{std::move(text)});
    return out;
  }
};

/// What the neighbours were told.
struct notes {
  std::vector<event_arrived> arrived;
  std::vector<unix_time> caught_up;
  std::vector<relay_answered> answered;
  std::vector<bool> changed;
  std::vector<bool> heard;
};

inbox_actor::behavior_type inbox_double(inbox_actor::pointer, notes* to) {
  return {[to](const event_arrived& what) { to->arrived.push_back(what); },
          [to](const relay_caught_up& what) { to->caught_up.push_back(what.up_to); },
          [](const know_keys&) {}, [](const forget_keys&) {}, [](stop_intake) {}};
}

publisher_actor::behavior_type publisher_double(publisher_actor::pointer, notes* to) {
  return {[](const deliver&) {},
          [](const announce&) {},
          [to](const relay_answered& what) { to->answered.push_back(what); },
          [to](const relay_changed& what) { to->changed.push_back(what.connected); },
          [](publisher_tick) {},
          [](count_undelivered) { return undelivered{}; }};
}

relay_listener::behavior_type listener_double(relay_listener::pointer, notes* to) {
  return {[to](const relay_changed& what) { to->heard.push_back(what.connected); }};
}

signer_actor::behavior_type signer_double(signer_actor::pointer) {
  return {[](const open_event&) { return opened_event{}; },
          [](const wrap_message&) { return signed_event{}; },
          [](const sign_event& what) {
            nostr::event out;
            out.created_at = what.draft.created_at;
            out.kind = what.draft.kind;
            out.tags = what.draft.tags;
            out.id = nostr::compute_id(out);
            return signed_event{out};
          }};
}

struct fixture {
  int64_t now = 1'700'000'000;
  notes seen;
  std::shared_ptr<held_sockets> sockets = std::make_shared<held_sockets>();
  deterministic_system system;
  relay_actor relay;

  fixture() {
    relay_session::settings settings;
    settings.url = "wss://relay.example";
    settings.inbox = {public_key{}, {nostr::kind::gift_wrap}, std::nullopt, 20};
    environment env{[this] { return unix_time{now}; },
                    [](std::span<uint8_t> out) { std::fill(out.begin(), out.end(), 0); }};
    relay = system.spawn(relay_behavior, relay_setup{settings,
                                                     env,
                                                     sockets,
                                                     system.spawn(inbox_double, &seen),
                                                     system.spawn(publisher_double, &seen),
                                                     system.spawn(signer_double),
                                                     {system.spawn(listener_double, &seen)}});
    system.run();
  }

  /// Opens the socket and returns the subscription id.
  std::string connect() {
    sockets->sinks.opened(sockets->last);
    system.run();
    auto requests = frames_of<nostr::request_frame>(sockets->taken());
    REQUIRE(requests.size() == 1);
    return requests[0].subscription;
  }
  void receive(nostr::relay_frame frame) {
    sockets->sinks.received(sockets->last, nostr::to_json(frame));
    system.run();
  }
  void lose() {
    sockets->sinks.closed(sockets->last, "gone");
    system.run();
  }
  void pass(int64_t seconds) {
    for (int64_t i = 0; i < seconds; ++i) {
      ++now;
      system.advance(std::chrono::seconds(1));
    }
  }
};

/// Asks once and notes a good answer.
void asker(caf::event_based_actor* self, relay_actor relay, query_relay what,
           std::optional<relay_queried>* told) {
  self->request(relay, caf::infinite, std::move(what)).then([told](const relay_queried& got) {
    *told = got;
  });
}

} // namespace

TEST_CASE("relay actor: events go to the inbox stamped with the moment of the socket read") {
  fixture f;
  auto id = f.connect();
  auto event = event_for(public_key{}, nostr::kind::gift_wrap, 1);
  f.sockets->sinks.received(f.sockets->last,
                            nostr::to_json(nostr::relay_frame{nostr::event_frame{id, event}}));
  const auto read_at = f.now;
  f.now += 50; // The mailbox waits meanwhile.
  f.system.run();
  REQUIRE(f.seen.arrived.size() == 1);
  CHECK(f.seen.arrived[0].what == event);
  CHECK(f.seen.arrived[0].received_at == unix_time{read_at});
  CHECK(f.seen.arrived[0].relay_url == "wss://relay.example");
}

TEST_CASE("relay actor: caught up is told after EOSE and then every half minute") {
  fixture f;
  auto id = f.connect();
  f.receive(nostr::end_of_stored_frame{id});
  CHECK(f.seen.caught_up.size() == 1);
  f.pass(29);
  CHECK(f.seen.caught_up.size() == 1);
  f.pass(31);
  CHECK(f.seen.caught_up.size() == 3);
}

TEST_CASE("relay actor: a publish is sent, answered and told to the publisher") {
  fixture f;
  f.connect();
  auto event = event_for({}, nostr::kind::order, 1);
  caf::anon_send(f.relay, publish_event{event});
  f.system.run();
  CHECK(frames_of<nostr::publish_frame>(f.sockets->taken()).size() == 1);
  f.receive(nostr::ok_frame{event.id, false, "blocked: no"});
  REQUIRE(f.seen.answered.size() == 1);
  CHECK(f.seen.answered[0].id == event.id);
  CHECK_FALSE(f.seen.answered[0].accepted);
}

TEST_CASE("relay actor: a lost connection is told and made again, and publishes survive it") {
  fixture f;
  f.connect();
  auto event = event_for({}, nostr::kind::order, 1);
  caf::anon_send(f.relay, publish_event{event});
  f.system.run();
  f.sockets->sent.clear();
  f.lose();
  CHECK(f.seen.changed == std::vector{true, false});
  CHECK(f.seen.heard == std::vector{true, false});
  CHECK(f.sockets->last == 1);
  f.pass(1);
  CHECK(f.sockets->last == 2);
  f.sockets->sinks.opened(2);
  f.system.run();
  CHECK(frames_of<nostr::publish_frame>(f.sockets->taken()).size() == 1);
  CHECK(f.seen.changed.back());
}

TEST_CASE("relay actor: attempts grow rarer, up to one in fifteen seconds") {
  fixture f;
  for (int64_t wait : {1, 2, 4, 8, 15, 15}) {
    const auto before = f.sockets->last;
    f.lose();
    f.pass(wait - 1);
    CHECK(f.sockets->last == before);
    f.pass(1);
    CHECK(f.sockets->last == before + 1);
  }
  CHECK(f.seen.changed.empty()); // None of them was a session.
}

TEST_CASE("relay actor: a session that lasted begins the backoff anew, a short one does not") {
  fixture f;
  for (int i = 0; i < 4; ++i) {
    f.lose();
    f.pass(60);
  }
  f.connect();
  f.lose();
  f.pass(14);
  const auto before = f.sockets->last;
  f.pass(1);
  CHECK(f.sockets->last == before + 1); // The fifth failure: 15 s.
  f.connect();
  f.pass(60);
  f.lose();
  f.pass(1);
  CHECK(f.sockets->last == before + 2);
}

TEST_CASE("relay actor: news of an older socket is ignored") {
  fixture f;
  f.connect();
  f.lose();
  f.pass(1);
  f.sockets->sinks.closed(1, "again");
  f.sockets->sinks.received(1, "[\"NOTICE\",\"x\"]");
  f.system.run();
  f.connect();
  CHECK(f.seen.changed == std::vector{true, false, true});
}

TEST_CASE("relay actor: a challenge is signed by the signer and answered") {
  fixture f;
  auto id = f.connect();
  f.receive(nostr::closed_frame{id, "auth-required: gift wraps"});
  f.receive(nostr::challenge_frame{"abc"});
  auto proofs = frames_of<nostr::authenticate_frame>(f.sockets->taken());
  REQUIRE(proofs.size() == 1);
  f.receive(nostr::ok_frame{proofs[0].what.id, true, ""});
  CHECK(frames_of<nostr::request_frame>(f.sockets->taken()).size() == 1);
}

TEST_CASE("relay actor: stopping closes the socket and ends the actor") {
  fixture f;
  f.connect();
  bool ended = false;
  f.relay->attach_functor([&](const caf::error&) { ended = true; });
  caf::anon_send(f.relay, stop_relay{});
  f.system.run();
  CHECK(f.sockets->closed);
  CHECK(ended);
  CHECK(f.seen.changed == std::vector{true, false});
  f.pass(120);
  CHECK(f.sockets->last == 1);
}

TEST_CASE("relay actor: a question is answered with what the relay has stored") {
  fixture f;
  f.connect();
  nostr::filter wanted;
  wanted.kinds = {{nostr::kind::order}};
  std::optional<relay_queried> told;
  f.system.spawn(asker, f.relay, query_relay{wanted, 10}, &told);
  f.system.run();
  auto requests = frames_of<nostr::request_frame>(f.sockets->taken());
  REQUIRE(requests.size() == 1);
  CHECK(requests[0].filters[0].kinds == wanted.kinds);
  auto event = event_for({}, nostr::kind::order, 1);
  f.receive(nostr::event_frame{requests[0].subscription, event});
  CHECK_FALSE(told);
  f.receive(nostr::end_of_stored_frame{requests[0].subscription});
  REQUIRE(told);
  CHECK(told->complete);
  CHECK(told->events == std::vector{event});
  CHECK(f.seen.arrived.empty());
}
