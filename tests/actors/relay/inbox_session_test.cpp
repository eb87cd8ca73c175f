// SPDX-License-Identifier: MIT
#include "actors/relay/inbox_session.hpp"

#include "tests/actors/relay/relay_frames.hpp"

#include <catch2/catch.hpp>

using namespace mostro;
using namespace mostro::test;

namespace {

constexpr int64_t now = 1'700'000'000;
constexpr uint16_t direct = nostr::kind::direct;
constexpr uint16_t wrap = nostr::kind::gift_wrap;

public_key node_key() {
  public_key out;
  out.data.fill(9);
  return out;
}

/// An inbox session and what it said last.
struct reader {
  inbox_session session;
  relay_outputs out;

  explicit reader(std::vector<uint16_t> kinds, std::optional<unix_time> cursor = unix_time{now})
      : session({node_key(), std::move(kinds), cursor, 3}) {}

  std::vector<nostr::request_frame> open(int64_t at = now) {
    out.clear();
    session.open(7, {at}, out);
    return frames_of<nostr::request_frame>(out);
  }
  template <class Frame>
  void receive(Frame frame, int64_t at = now) {
    out.clear();
    session.received(frame, {at}, out);
  }
  void store(const std::string& id, int64_t created_at, uint16_t kind = direct) {
    receive(nostr::event_frame{id, event_for(node_key(), kind, created_at)});
  }
  void tick(int64_t at) {
    out.clear();
    session.tick({at}, out);
  }
};

} // namespace

TEST_CASE("subscribe: since goes back by the slack of each kind") {
  CHECK(subscribe_since(direct, unix_time{now - 50}, {now}) == unix_time{now - 650});
  CHECK(subscribe_since(wrap, unix_time{now - 50}, {now}) ==
        unix_time{now - 50 - 2 * 86400 - 3600});
}

TEST_CASE("subscribe: a fresh database reads the last day") {
  CHECK(subscribe_since(direct, std::nullopt, {now}) == unix_time{now - 86400 - 600});
  CHECK(subscribe_since(wrap, std::nullopt, {now}) == unix_time{now - 3 * 86400 - 3600});
}

TEST_CASE("subscribe: a cursor from the future hides nothing") {
  CHECK(subscribe_since(direct, unix_time{now + 9999}, {now}) == unix_time{now - 600});
}

TEST_CASE("subscribe: every kind has a REQ of its own") {
  reader r({direct, wrap});
  auto requests = r.open();
  REQUIRE(requests.size() == 2);
  CHECK(requests[0].subscription != requests[1].subscription);
  for (size_t i : {0u, 1u}) {
    REQUIRE(requests[i].filters.size() == 1);
    const auto& f = requests[i].filters[0];
    CHECK(f.kinds == std::vector<uint16_t>{i == 0 ? direct : wrap});
    CHECK(f.tags.at('p') == std::vector{node_key().hex()});
    CHECK(f.since == subscribe_since(i == 0 ? direct : wrap, unix_time{now}, {now}));
    CHECK_FALSE(f.limit);
    CHECK_FALSE(f.authors);
  }
}

TEST_CASE("subscribe: only what was asked for reaches the inbox") {
  reader r({direct});
  auto id = r.open()[0].subscription;
  r.store(id, now);
  CHECK(all_of<take_in>(r.out).size() == 1);
  r.store("other", now);
  CHECK(r.out.empty());
  r.store(id, now, nostr::kind::order);
  CHECK(r.out.empty());
  r.receive(nostr::event_frame{id, event_for({}, direct, now)});
  CHECK(r.out.empty());
  auto expired = event_for(node_key(), direct, now);
  expired.tags.push_back({"expiration", std::to_string(now)});
  r.receive(nostr::event_frame{id, expired});
  CHECK(r.out.empty());
}

TEST_CASE("subscribe: caught up means EOSE of every kind") {
  reader r({direct, wrap});
  auto requests = r.open();
  r.receive(nostr::end_of_stored_frame{requests[0].subscription});
  CHECK(r.out.empty());
  CHECK_FALSE(r.session.is_live());
  r.receive(nostr::end_of_stored_frame{requests[1].subscription}, now + 3);
  auto told = all_of<report_caught_up>(r.out);
  REQUIRE(told.size() == 1);
  CHECK(told[0].up_to == unix_time{now + 3});
  CHECK(r.session.is_live());
}

TEST_CASE("subscribe: while live, the moment is reported every thirty seconds") {
  reader r({direct});
  auto id = r.open()[0].subscription;
  r.tick(now + 100);
  CHECK(r.out.empty());
  r.receive(nostr::end_of_stored_frame{id}, now + 100);
  r.tick(now + 129);
  CHECK(r.out.empty());
  r.tick(now + 130);
  REQUIRE(all_of<report_caught_up>(r.out).size() == 1);
  r.session.close();
  r.tick(now + 200);
  CHECK(r.out.empty());
  CHECK(r.open(now + 300)[0].filters[0].since == unix_time{now + 130 - 600});
}

TEST_CASE("subscribe: a full page is followed by what is older, until one is short") {
  reader r({direct}, unix_time{now - 5000});
  auto id = r.open()[0].subscription;
  for (int64_t t : {now - 10, now - 30, now - 20})
    r.store(id, t);
  r.receive(nostr::end_of_stored_frame{id});
  auto older = frames_of<nostr::request_frame>(r.out);
  REQUIRE(older.size() == 1);
  CHECK(older[0].filters[0].until == unix_time{now - 30});
  CHECK(older[0].filters[0].since == unix_time{now - 5600});
  CHECK_FALSE(r.session.is_live());

  const auto page = older[0].subscription;
  for (int i = 0; i < 3; ++i) // A page within one second: the next begins before it.
    r.receive(nostr::event_frame{page, event_for(node_key(), direct, now - 30, {char('a' + i)})});
  CHECK(all_of<take_in>(r.out).size() == 1);
  r.receive(nostr::end_of_stored_frame{page});
  older = frames_of<nostr::request_frame>(r.out);
  REQUIRE(older.size() == 1);
  CHECK(older[0].filters[0].until == unix_time{now - 31});

  r.store(page, now - 40);
  r.receive(nostr::end_of_stored_frame{page});
  REQUIRE(frames_of<nostr::close_frame>(r.out).size() == 1);
  CHECK(frames_of<nostr::close_frame>(r.out)[0].subscription == page);
  CHECK(all_of<report_caught_up>(r.out).size() == 1);
}

TEST_CASE("subscribe: live events never start a page") {
  reader r({direct});
  auto id = r.open()[0].subscription;
  r.receive(nostr::end_of_stored_frame{id});
  for (int i = 0; i < 5; ++i)
    r.store(id, now + i);
  r.receive(nostr::end_of_stored_frame{id});
  CHECK(r.out.empty());
}

TEST_CASE("subscribe: a refused subscription is asked for again after a while") {
  for (auto [why, pause] : {std::pair{"rate-limited: slow down", 30}, {"error: busy", 60}}) {
    reader r({direct});
    auto id = r.open()[0].subscription;
    r.receive(nostr::end_of_stored_frame{id});
    r.receive(nostr::closed_frame{id, why});
    CHECK_FALSE(r.session.is_live());
    r.tick(now + pause - 1);
    CHECK(r.out.empty());
    r.tick(now + pause);
    CHECK(frames_of<nostr::request_frame>(r.out).size() == 1);
  }
}

TEST_CASE("subscribe: after authentication the refused and the gift wraps are asked for again") {
  reader r({direct, wrap});
  auto requests = r.open();
  for (auto& request : requests)
    r.receive(nostr::end_of_stored_frame{request.subscription});
  r.out.clear();
  r.session.authenticated({now}, r.out);
  auto again = frames_of<nostr::request_frame>(r.out);
  REQUIRE(again.size() == 1); // A live kind 14 is served already.
  CHECK(again[0].subscription == requests[1].subscription);

  r.receive(nostr::closed_frame{requests[0].subscription, "ERROR: auth-required: who are you"});
  r.out.clear();
  r.session.authenticated({now}, r.out);
  CHECK(frames_of<nostr::request_frame>(r.out).size() == 2);
}
