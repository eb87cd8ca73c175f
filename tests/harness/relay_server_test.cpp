// SPDX-License-Identifier: MIT
//
// The relay over a real socket, watched by a client that shares no code with it.
#include "tests/harness/relay_server.hpp"
#include "tests/support/signed_events.hpp"
#include "tests/support/websocket_client.hpp"

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

using namespace mostro;
using namespace mostro::devnet;
using test_support::numbered_key;
using test_support::raw_http;
using test_support::signed_event;
using test_support::websocket_client;
using namespace std::chrono_literals;

namespace {

constexpr int64_t now = 1'700'000'000;

relay_options fixed_clock() {
  relay_options out;
  out.clock = [] { return now * 1000; };
  return out;
}

std::unique_ptr<relay_server> start(relay_options options = fixed_clock()) {
  auto relay = relay_server::start(std::move(options));
  REQUIRE(relay);
  return *std::move(relay);
}

websocket_client connect(const relay_server& relay) {
  auto client = websocket_client::connect(relay.port());
  REQUIRE(client);
  return *std::move(client);
}

void publish(websocket_client& client, const nostr::event& e) {
  REQUIRE(client.send(nostr::to_json(nostr::client_frame{nostr::publish_frame{e}})));
}

void subscribe(websocket_client& client, const std::string& name, const nostr::filter& wanted) {
  REQUIRE(client.send(nostr::to_json(nostr::client_frame{nostr::request_frame{name, {wanted}}})));
}

template <class Frame>
Frame next(websocket_client& client) {
  const auto text = client.receive();
  REQUIRE(text);
  INFO(*text);
  const auto frame = nostr::parse_relay_frame(*text);
  REQUIRE(frame);
  const auto* wanted = std::get_if<Frame>(&*frame);
  REQUIRE(wanted != nullptr);
  return *wanted;
}

nostr::ok_frame publish_and_hear(websocket_client& client, const nostr::event& e) {
  publish(client, e);
  auto ok = next<nostr::ok_frame>(client);
  CHECK(ok.id == e.id);
  return ok;
}

nostr::event note(const std::string& content, int64_t at = now) {
  return signed_event(numbered_key(1), 1, at, content);
}

} // namespace

TEST_CASE("relay: an event reaches a subscriber on another connection") {
  const auto relay = start();
  auto reader = connect(*relay);
  auto author = connect(*relay);
  subscribe(reader, "notes", {});
  CHECK(next<nostr::end_of_stored_frame>(reader).subscription == "notes");
  const auto e = note("hello ünïcode \u2028 \"quoted\"");
  const auto ok = publish_and_hear(author, e);
  CHECK(ok.accepted);
  CHECK(ok.message.empty());
  const auto got = next<nostr::event_frame>(reader);
  CHECK(got.subscription == "notes");
  CHECK(got.what == e);
  CHECK(nostr::verify(got.what));
  CHECK(relay->stored_events().size() == 1);
  CHECK(relay->clients() == 2);
  CHECK(relay->counters().accepted == 1);
}

TEST_CASE("relay: a late subscriber is served the newest stored events first") {
  const auto relay = start();
  auto client = connect(*relay);
  for (int i = 0; i < 5; ++i)
    publish_and_hear(client, note(std::to_string(i), now - 10 + i));
  nostr::filter wanted;
  wanted.limit = 2;
  subscribe(client, "s", wanted);
  CHECK(next<nostr::event_frame>(client).what.content == "4");
  CHECK(next<nostr::event_frame>(client).what.content == "3");
  CHECK(next<nostr::end_of_stored_frame>(client).subscription == "s");
}

TEST_CASE("relay: after CLOSE nothing more arrives") {
  const auto relay = start();
  auto client = connect(*relay);
  subscribe(client, "s", {});
  next<nostr::end_of_stored_frame>(client);
  REQUIRE(client.send(R"(["CLOSE","s"])"));
  publish_and_hear(client, note("unheard"));
  CHECK(relay->subscriptions() == 0);
  subscribe(client, "t", {});
  CHECK(next<nostr::event_frame>(client).subscription == "t");
}

TEST_CASE("relay: what breaks a rule is refused with the prefix of its kind") {
  auto options = fixed_clock();
  options.limits.min_pow = 8;
  const auto relay = start(std::move(options));
  auto client = connect(*relay);
  const auto refusal = [&](const nostr::event& e) {
    const auto ok = publish_and_hear(client, e);
    CHECK_FALSE(ok.accepted);
    return ok.message;
  };
  auto forged = note("forged");
  forged.sig[5] ^= 1;
  CHECK(refusal(forged).starts_with("invalid: "));
  auto changed = note("changed");
  changed.content = "otherwise";
  CHECK(refusal(changed).starts_with("invalid: "));
  CHECK(refusal(note("early", now + 901)).starts_with("invalid: "));
  CHECK(refusal(signed_event(numbered_key(1), 1, now, "", {{"t", std::string(1025, 'x')}}))
            .starts_with("invalid: "));
  auto lazy = note("lazy");
  for (int i = 0; nostr::leading_zero_bits(lazy.id) >= 8; ++i)
    lazy = note("lazy" + std::to_string(i));
  CHECK(refusal(lazy).starts_with("pow: "));
  auto worked = note("work");
  for (int i = 0; nostr::leading_zero_bits(worked.id) < 8; ++i)
    worked = note("work" + std::to_string(i));
  CHECK(publish_and_hear(client, worked).accepted);
  const auto counters = relay->counters();
  CHECK(counters.refused == 5);
  CHECK(counters.accepted == 1);
  CHECK(relay->stored_events().size() == 1);
  CHECK(relay->published_log().size() == 6);
}

TEST_CASE("relay: a known event is a duplicate and an older version is outdated") {
  const auto relay = start();
  auto client = connect(*relay);
  const auto e = note("once");
  CHECK(publish_and_hear(client, e).accepted);
  const auto again = publish_and_hear(client, e);
  CHECK(again.accepted);
  CHECK(again.message.starts_with("duplicate: "));
  const auto order = [](int64_t at) {
    return signed_event(numbered_key(1), nostr::kind::order, at, "", {{"d", "o"}});
  };
  CHECK(publish_and_hear(client, order(now)).accepted);
  CHECK_FALSE(publish_and_hear(client, order(now - 1)).accepted);
  CHECK(publish_and_hear(client, order(now + 1)).accepted);
  nostr::filter orders;
  orders.kinds = {nostr::kind::order};
  const auto stored = relay->stored_events(orders);
  REQUIRE(stored.size() == 1);
  CHECK(stored[0].created_at.seconds == now + 1);
}

TEST_CASE("relay: ephemeral events are heard but not stored") {
  const auto relay = start();
  auto client = connect(*relay);
  subscribe(client, "s", {});
  next<nostr::end_of_stored_frame>(client);
  CHECK(publish_and_hear(client, signed_event(numbered_key(1), 20001, now)).accepted);
  CHECK(next<nostr::event_frame>(client).what.kind == 20001);
  CHECK(relay->stored_events().empty());
}

TEST_CASE("relay: expired events are refused") {
  const auto relay = start();
  auto client = connect(*relay);
  const auto until = [](int64_t at) {
    return signed_event(numbered_key(1), 1, now, "", {{"expiration", std::to_string(at)}});
  };
  CHECK_FALSE(publish_and_hear(client, until(now)).accepted);
  CHECK(publish_and_hear(client, until(now + 1)).accepted);
}

TEST_CASE("relay: unreadable frames are answered with a notice and do no harm") {
  const auto relay = start();
  auto client = connect(*relay);
  for (const char* text : {"", "{", "[]", "[\"EVENT\"]", "[\"NONSENSE\",1]", "[\"REQ\"]", "\"x\"",
                           "[\"EVENT\",{\"id\":1}]"}) {
    CAPTURE(text);
    REQUIRE(client.send(text));
    CHECK_FALSE(next<nostr::notice_frame>(client).message.empty());
  }
  CHECK(relay->counters().unreadable == 8);
  CHECK(publish_and_hear(client, note("still here")).accepted);
}

TEST_CASE("relay: a message in many fragments is put together") {
  const auto relay = start();
  auto client = connect(*relay);
  const auto e = note(std::string(60'000, 'x'));
  const auto text = nostr::to_json(nostr::client_frame{nostr::publish_frame{e}});
  REQUIRE(client.send(text, 777));
  CHECK(next<nostr::ok_frame>(client).accepted);
  REQUIRE(client.send(nostr::to_json(nostr::client_frame{nostr::publish_frame{note("short")}}), 3));
  CHECK(next<nostr::ok_frame>(client).accepted);
  subscribe(client, "s", {});
  size_t bytes = 0;
  for (int i = 0; i < 2; ++i)
    bytes += next<nostr::event_frame>(client).what.content.size();
  CHECK(bytes == 60'005);
}

TEST_CASE("relay: a message beyond the limit closes the connection with status 1009") {
  auto options = fixed_clock();
  options.limits.max_message_bytes = 2000;
  const auto relay = start(std::move(options));
  auto fits = connect(*relay);
  CHECK(publish_and_hear(fits, note(std::string(1200, 'x'))).accepted);
  auto client = connect(*relay);
  REQUIRE(client.send(std::string(2001, ' ')));
  CHECK(client.wait_closed());
  CHECK(client.close_code() == 1009);
  CHECK(relay->counters().events == 1);
}

TEST_CASE("relay: it describes itself over HTTP on the same port") {
  auto options = fixed_clock();
  options.authentication.challenge = relay_authentication::when::on_demand;
  options.limits.max_message_bytes = 4321;
  const auto relay = start(std::move(options));
  const auto answer = raw_http(relay->port(), "GET /", "Accept: application/nostr+json\r\n");
  CHECK(answer.starts_with("HTTP/1.1 200"));
  CHECK(answer.find("application/nostr+json") != std::string::npos);
  CHECK(answer.find("access-control-allow-origin: *") != std::string::npos);
  CHECK(answer.find("\"supported_nips\":[1,11,13,40,42]") != std::string::npos);
  CHECK(answer.find("\"max_message_length\":4321") != std::string::npos);
  const auto plain = raw_http(relay->port(), "GET /", "Accept: text/html\r\n");
  CHECK(plain.find("use a WebSocket") != std::string::npos);
}

TEST_CASE("relay: down it drops all connections and hangs up on new ones until up again") {
  const auto relay = start();
  auto client = connect(*relay);
  publish_and_hear(client, note("before"));
  CHECK(relay->is_up());
  relay->set_up(false);
  CHECK_FALSE(relay->is_up());
  CHECK(relay->clients() == 0);
  CHECK(client.wait_closed());
  CHECK_FALSE(websocket_client::connect(relay->port()));
  CHECK(raw_http(relay->port(), "GET /", "Accept: application/nostr+json\r\n").empty());
  relay->set_up(true);
  auto again = connect(*relay);
  subscribe(again, "s", {});
  CHECK(next<nostr::event_frame>(again).what.content == "before");
}

TEST_CASE("relay: dropped connections may come back at once") {
  const auto relay = start();
  auto first = connect(*relay);
  auto second = connect(*relay);
  REQUIRE(relay->wait_for_clients(2, 10s));
  relay->drop_connections();
  CHECK(relay->clients() == 0);
  CHECK(first.wait_closed());
  CHECK(second.wait_closed());
  auto again = connect(*relay);
  CHECK(publish_and_hear(again, note("back")).accepted);
  CHECK(relay->counters().connections == 3);
}

TEST_CASE("relay: a policy can refuse, swallow and mute") {
  const auto relay = start();
  relay->set_policy([](const nostr::event& e) -> relay_verdict {
    if (e.content == "refuse")
      return {relay_verdict::action::refuse, "blocked: not today"};
    if (e.content == "swallow")
      return {relay_verdict::action::swallow, {}};
    if (e.content == "mute")
      return {relay_verdict::action::mute, {}};
    return {};
  });
  auto client = connect(*relay);
  const auto refused = publish_and_hear(client, note("refuse"));
  CHECK_FALSE(refused.accepted);
  CHECK(refused.message == "blocked: not today");
  publish(client, note("swallow"));
  publish(client, note("mute"));
  // The next answer is the last event's: the two before have none.
  CHECK(publish_and_hear(client, note("accept")).accepted);
  std::vector<std::string> stored;
  for (const auto& e : relay->stored_events())
    stored.push_back(e.content);
  std::sort(stored.begin(), stored.end());
  CHECK(stored == std::vector<std::string>{"accept", "mute"});
  const auto log = relay->published_log();
  REQUIRE(log.size() == 4);
  CHECK(log[0].what.content == "refuse");
  CHECK(log[0].answer == "blocked: not today");
  CHECK(log[1].what.content == "swallow");
  CHECK_FALSE(log[1].accepted);
  CHECK(log[2].accepted);
  CHECK(log[3].number == 4);
  CHECK(log[3].arrived_ms == now * 1000);
  relay->set_policy({});
  CHECK(publish_and_hear(client, note("refuse")).accepted);
}

TEST_CASE("relay: every n-th event can be refused") {
  const auto relay = start();
  relay->refuse_every(3);
  auto client = connect(*relay);
  std::string accepted;
  for (int i = 0; i < 7; ++i)
    accepted += publish_and_hear(client, note(std::to_string(i))).accepted ? '+' : '-';
  CHECK(accepted == "++-++-+");
}

TEST_CASE("relay: delayed messages arrive, in order") {
  const auto relay = start();
  relay->set_delay(30ms);
  auto client = connect(*relay);
  for (int i = 0; i < 3; ++i)
    publish(client, note(std::to_string(i)));
  for (int i = 0; i < 3; ++i)
    CHECK(next<nostr::ok_frame>(client).id == note(std::to_string(i)).id);
}

TEST_CASE("relay: waiting versions of one address can be merged into the last") {
  auto options = fixed_clock();
  options.coalesce_addressable = true;
  const auto relay = start(std::move(options));
  auto reader = connect(*relay);
  subscribe(reader, "s", {});
  next<nostr::end_of_stored_frame>(reader);
  relay->set_delay(24h);
  for (int i = 0; i < 3; ++i)
    relay->publish(signed_event(numbered_key(1), nostr::kind::order, now + i, std::to_string(i),
                                {{"d", "o"}}));
  relay->publish(note("end"));
  relay->set_delay(0ms);
  CHECK(next<nostr::event_frame>(reader).what.content == "2");
  CHECK(next<nostr::event_frame>(reader).what.content == "end");
}

TEST_CASE("relay: private messages need an answer to the challenge") {
  auto options = fixed_clock();
  options.authentication.challenge = relay_authentication::when::on_demand;
  const auto relay = start(std::move(options));
  relay->publish(signed_event(numbered_key(9), nostr::kind::gift_wrap, now - 1, "wrap",
                              {{"p", numbered_key(1).pub.hex()}}));
  auto client = connect(*relay);
  nostr::filter wraps;
  wraps.kinds = {nostr::kind::gift_wrap};
  subscribe(client, "s", wraps);
  const auto challenge = next<nostr::challenge_frame>(client).challenge;
  CHECK(next<nostr::closed_frame>(client).message.starts_with("auth-required: "));
  const auto answer =
      nostr::sign(nostr::authentication_draft(relay->url(), challenge, unix_time{now}),
                  numbered_key(1).secret, bytes32{});
  REQUIRE(client.send(nostr::to_json(nostr::client_frame{nostr::authenticate_frame{answer}})));
  CHECK(next<nostr::ok_frame>(client).accepted);
  subscribe(client, "s", wraps);
  CHECK(next<nostr::event_frame>(client).what.content == "wrap");
  next<nostr::end_of_stored_frame>(client);

  auto other = connect(*relay);
  subscribe(other, "s", wraps);
  CHECK(next<nostr::challenge_frame>(other).challenge != challenge);
}

TEST_CASE("relay: a test can wait for events and subscriptions") {
  const auto relay = start();
  CHECK_FALSE(relay->wait_for([](const auto&) { return true; }, 0ms));
  CHECK_FALSE(relay->wait_for_subscriptions(1, 0ms));
  auto client = connect(*relay);
  subscribe(client, "s", {});
  publish(client, note("first"));
  publish(client, note("second"));
  CHECK(relay->wait_for_subscriptions(1, 10s));
  const auto second =
      relay->wait_for([](const nostr::event& e) { return e.content == "second"; }, 10s);
  REQUIRE(second);
  CHECK(second->number == 2);
  CHECK(second->from == 1);
  CHECK(relay->wait_for([](const auto&) { return true; }, 10s, 1)->what.content == "second");
  relay->forget_events();
  CHECK(relay->stored_events().empty());
  CHECK(relay->published_log().size() == 2);
}

TEST_CASE("relay: a port that is taken is an error") {
  const auto relay = start();
  auto options = fixed_clock();
  options.port = relay->port();
  const auto second = relay_server::start(std::move(options));
  REQUIRE_FALSE(second);
  CHECK(second.why().code == errc::unavailable);
}

TEST_CASE("relay: many clients at once all hear everything") {
  const auto relay = start();
  constexpr int writers = 4;
  constexpr int each = 25;
  std::atomic<int> heard{0};
  std::atomic<int> accepted{0};
  // Catch2's assertions are not for threads: these only count.
  std::vector<std::thread> threads;
  for (int w = 0; w < writers; ++w) {
    threads.emplace_back([&, w] {
      auto client = websocket_client::connect(relay->port());
      if (!client)
        return;
      client->send(R"(["REQ","all",{}])");
      if (!relay->wait_for_subscriptions(writers, 20s))
        return;
      for (int i = 0; i < each; ++i) {
        const auto e = note(std::to_string(w) + '/' + std::to_string(i));
        client->send(nostr::to_json(nostr::client_frame{nostr::publish_frame{e}}));
      }
      int events = 0;
      for (int oks = 0; events < writers * each || oks < each;) {
        const auto text = client->receive();
        if (!text)
          return;
        events += text->starts_with("[\"EVENT\"") ? 1 : 0;
        oks += text->starts_with("[\"OK\"") ? 1 : 0;
        accepted += text->starts_with("[\"OK\"") ? 1 : 0;
      }
      heard += events;
    });
  }
  for (auto& t : threads)
    t.join();
  CHECK(accepted == writers * each);
  CHECK(heard == writers * writers * each);
  CHECK(relay->stored_events().size() == writers * each);
}

TEST_CASE("relay: clients that are connected do not keep it from ending") {
  auto relay = start();
  auto client = connect(*relay);
  subscribe(client, "s", {});
  next<nostr::end_of_stored_frame>(client);
  relay.reset();
  CHECK(client.wait_closed());
}
