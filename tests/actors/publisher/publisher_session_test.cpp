// SPDX-License-Identifier: MIT
//
// Stamps, the order of preparation, and what answers of relays mean.
#include "actors/publisher/publisher_session.hpp"

#include <catch2/catch.hpp>

using namespace mostro;
using rows = std::vector<outbox_id>;

namespace {

const event_id some_event{{7}};
const event_id other_event{{8}};

publisher_session fresh_session() { return {delivery_patience{}, {}}; }

/// A session with one offered row 1, and two connected relays.
publisher_session session_with_offer() {
  auto s = fresh_session();
  s.relay_changed("a", true);
  s.relay_changed("b", true);
  s.file(1, "alice");
  s.start_preparing({0});
  s.prepared(1, some_event, {100}, {0});
  return s;
}

} // namespace

TEST_CASE(
    "deliveries: rows of one recipient are prepared one after the other, others beside them") {
  auto s = fresh_session();
  s.file(1, "alice");
  s.file(2, "alice");
  s.file(3, "bob");
  CHECK(s.start_preparing({0}) == rows{1, 3});
  CHECK(s.start_preparing({0}).empty());
  s.prepared(1, some_event, {100}, {0});
  CHECK(s.start_preparing({0}) == rows{2});
}

TEST_CASE("deliveries: stamps of one key rise strictly, also over a restart and a clock set back") {
  publisher_session s{delivery_patience{}, {{"alice", {100}}}};
  CHECK(s.stamp_for("alice", {99}) == unix_time{101});
  CHECK(s.stamp_for("alice", {100}) == unix_time{101});
  CHECK(s.stamp_for("alice", {500}) == unix_time{500});
  CHECK(s.stamp_for("bob", {99}) == unix_time{99});
  CHECK(s.last_stamp("alice") == unix_time{100});
  CHECK(s.last_stamp("bob") == unix_time{});
  s.use_stamp("alice", {101});
  s.use_stamp("alice", {50});
  CHECK(s.stamp_for("alice", {99}) == unix_time{102});
}

TEST_CASE("deliveries: a failed preparation is repeated before its followers, later each time") {
  auto s = fresh_session();
  s.file(1, "alice");
  s.file(2, "alice");
  REQUIRE(s.start_preparing({0}) == rows{1});
  s.preparation_failed(1, {0}, 0);
  CHECK(s.start_preparing({1}).empty());
  CHECK(s.start_preparing({2}) == rows{1});
  s.preparation_failed(1, {2}, 0);
  CHECK(s.start_preparing({5}).empty());
  CHECK(s.start_preparing({6}) == rows{1});
  CHECK(s.has_unsigned("alice"));
  CHECK_FALSE(s.has_unsigned("bob"));
}

TEST_CASE("deliveries: no more rows are in preparation than allowed") {
  delivery_patience patience;
  patience.most_in_preparation = 2;
  publisher_session s{patience, {}};
  s.file(1, "a");
  s.file(2, "b");
  s.file(3, "c");
  CHECK(s.start_preparing({0}) == rows{1, 2});
  s.prepared(1, some_event, {1}, {0});
  CHECK(s.start_preparing({0}) == rows{3});
}

TEST_CASE("deliveries: a row that is given up lets its followers go ahead") {
  auto s = fresh_session();
  s.file(1, "alice");
  s.file(2, "alice");
  REQUIRE(s.start_preparing({0}) == rows{1});
  s.forget(1);
  CHECK(s.start_preparing({0}) == rows{2});
}

TEST_CASE("deliveries: a row goes on to the other relays when one has accepted it") {
  auto s = session_with_offer();
  outbox_id row = 0;
  CHECK(s.answered("a", some_event, relay_verdict::accepted, {1}, 0, row) ==
        delivery_outcome::accepted);
  CHECK(s.accepted_rows() == 1);
  auto offers = s.due({30});
  REQUIRE(offers.size() == 1);
  CHECK(offers[0].answered_by == std::set<std::string>{"a"});
  CHECK(s.answered("b", some_event, relay_verdict::accepted, {31}, 0, row) ==
        delivery_outcome::delivered);
  CHECK(s.accepted_rows() == 0);
  CHECK(s.due({1000}).empty());
}

TEST_CASE("deliveries: a relay that refuses for now is asked again beside one that accepted") {
  auto s = session_with_offer();
  outbox_id row = 0;
  s.answered("a", some_event, relay_verdict::refused, {1}, 0, row);
  CHECK(s.answered("b", some_event, relay_verdict::accepted, {1}, 0, row) ==
        delivery_outcome::accepted);
  auto offers = s.due({3});
  REQUIRE(offers.size() == 1);
  CHECK(offers[0].answered_by == std::set<std::string>{"b"});
}

TEST_CASE("deliveries: a relay that never answers is given up after ten minutes or in a crowd") {
  auto s = session_with_offer();
  s.use_relays({"a", "b", "away"});
  outbox_id row = 0;
  s.answered("a", some_event, relay_verdict::accepted, {1}, 0, row);
  CHECK(s.answered("b", some_event, relay_verdict::accepted, {1}, 0, row) ==
        delivery_outcome::accepted); // The one that is away may come back.
  CHECK(s.accepted_long_ago({600}, false).empty());
  CHECK(s.accepted_long_ago({601}, false) == rows{1});
  CHECK(s.accepted_long_ago({601}, true).empty()); // It is forgotten.
  auto crowded = session_with_offer();
  crowded.answered("a", some_event, relay_verdict::accepted, {1}, 0, row);
  CHECK(crowded.accepted_long_ago({1}, true) == rows{1});
}

TEST_CASE("deliveries: a relay that declines does not keep a row that another accepted") {
  auto s = session_with_offer();
  outbox_id row = 0;
  CHECK(s.answered("a", some_event, relay_verdict::declined, {1}, 0, row) ==
        delivery_outcome::refused);
  CHECK(s.answered("b", some_event, relay_verdict::accepted, {1}, 0, row) ==
        delivery_outcome::delivered);
  CHECK(row == 1);
  CHECK(s.answered("a", some_event, relay_verdict::accepted, {2}, 0, row) ==
        delivery_outcome::unknown);
  CHECK(s.due({1000}).empty());
}

TEST_CASE("deliveries: when all relays refused, the row is offered again with growing waits") {
  auto s = session_with_offer();
  outbox_id row = 0;
  auto refuse_everywhere = [&](int64_t now) {
    s.answered("a", some_event, relay_verdict::refused, {now}, 0, row);
    return s.answered("b", some_event, relay_verdict::refused, {now}, 0, row);
  };
  int64_t now = 0;
  for (int64_t wait : {2, 4, 8, 16, 32, 60, 60}) {
    CHECK(refuse_everywhere(now) == delivery_outcome::refused_by_all);
    CHECK(s.due({now + wait - 1}).empty());
    now += wait;
    auto offers = s.due({now});
    REQUIRE(offers.size() == 1);
    CHECK(offers[0].answered_by.empty());
  }
}

TEST_CASE(
    "deliveries: an unanswered row is offered every 30 seconds to those that did not refuse") {
  auto s = session_with_offer();
  outbox_id row = 0;
  s.answered("a", some_event, relay_verdict::refused, {1}, 0, row);
  CHECK(s.due({29}).empty());
  auto offers = s.due({30});
  REQUIRE(offers.size() == 1);
  CHECK(offers[0].row == 1);
  CHECK(offers[0].answered_by == std::set<std::string>{"a"});
  CHECK(s.due({59}).empty());
  CHECK(s.due({60}).size() == 1);
}

TEST_CASE("deliveries: a relay that is away does not keep refused rows from being repeated") {
  auto s = session_with_offer();
  outbox_id row = 0;
  s.relay_changed("b", false);
  CHECK(s.answered("a", some_event, relay_verdict::refused, {0}, 0, row) ==
        delivery_outcome::refused_by_all);
}

TEST_CASE("deliveries: a row that was signed in an earlier life is offered as it is") {
  auto s = fresh_session();
  s.file_signed(5, other_event, {0});
  CHECK(s.start_preparing({0}).empty());
  CHECK(s.due({30}).size() == 1);
  outbox_id row = 0;
  CHECK(s.answered("a", other_event, relay_verdict::accepted, {31}, 0, row) ==
        delivery_outcome::delivered);
  CHECK(row == 5);
}

TEST_CASE("deliveries: old stamps are forgotten only when there are many") {
  publisher_session s{delivery_patience{}, {{"alice", {100}}, {"bob", {200}}}};
  s.prune_stamps({150});
  CHECK(s.stamp_for("alice", {1}) == unix_time{101});
  s.prune_stamps({150}, 1);
  CHECK(s.stamp_for("alice", {1}) == unix_time{1});
  CHECK(s.stamp_for("bob", {1}) == unix_time{201});
}

TEST_CASE("deliveries: chance makes a retry later, by a quarter of its wait at most") {
  std::set<int64_t> seen;
  for (uint64_t random = 0; random < 50; ++random) {
    auto s = session_with_offer();
    outbox_id row = 0;
    int64_t now = 0;
    for (int round = 0; round < 6; ++round) { // The sixth wait is 60 s.
      s.answered("a", some_event, relay_verdict::refused, {now}, random, row);
      s.answered("b", some_event, relay_verdict::refused, {now}, random, row);
      auto began = now;
      while (s.due({now}).empty())
        ++now;
      if (round == 5)
        seen.insert(now - began);
    }
  }
  CHECK(*seen.begin() == 60);
  CHECK(*seen.rbegin() == 75);
}

TEST_CASE(
    "deliveries: a relay that declines by its rules is left out while another one may accept") {
  auto s = session_with_offer();
  outbox_id row = 0;
  s.answered("a", some_event, relay_verdict::declined, {0}, 0, row);
  s.answered("b", some_event, relay_verdict::refused, {0}, 0, row);
  auto offers = s.due({2});
  REQUIRE(offers.size() == 1);
  CHECK(offers[0].answered_by == std::set<std::string>{"a"});
  s.answered("b", some_event, relay_verdict::declined, {2}, 0, row);
  offers = s.due({6});
  REQUIRE(offers.size() == 1);
  CHECK(offers[0].answered_by.empty()); // There is nobody else to ask.
}

TEST_CASE("deliveries: what an OK says is read by its prefix") {
  CHECK(verdict_of(true, "") == relay_verdict::accepted);
  CHECK(verdict_of(false, "duplicate: have it") == relay_verdict::accepted);
  CHECK(verdict_of(false, "replaced: have newer") == relay_verdict::accepted);
  for (auto* text : {"blocked: no", "invalid: bad", "pow: 20 bits", "restricted: members"})
    CHECK(verdict_of(false, text) == relay_verdict::declined);
  for (auto* text : {"", "error: disk full", "rate-limited: slow", "auth-required: who"})
    CHECK(verdict_of(false, text) == relay_verdict::refused);
}
