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
  s.use_stamp("alice", {101});
  s.use_stamp("alice", {50});
  CHECK(s.stamp_for("alice", {99}) == unix_time{102});
}

TEST_CASE("deliveries: a failed preparation is repeated before its followers, later each time") {
  auto s = fresh_session();
  s.file(1, "alice");
  s.file(2, "alice");
  REQUIRE(s.start_preparing({0}) == rows{1});
  s.preparation_failed(1, {0});
  CHECK(s.start_preparing({29}).empty());
  CHECK(s.start_preparing({30}) == rows{1});
  s.preparation_failed(1, {30});
  CHECK(s.start_preparing({89}).empty());
  CHECK(s.start_preparing({90}) == rows{1});
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

TEST_CASE("deliveries: the first relay that accepts delivers, whatever another one said") {
  auto s = session_with_offer();
  outbox_id row = 0;
  CHECK(s.answered("a", some_event, false, {1}, row) == delivery_outcome::refused);
  CHECK(s.answered("b", some_event, true, {1}, row) == delivery_outcome::delivered);
  CHECK(row == 1);
  CHECK(s.answered("a", some_event, true, {2}, row) == delivery_outcome::unknown);
  CHECK(s.due({1000}).empty());
}

TEST_CASE("deliveries: when all relays refused, the row is offered again with growing waits") {
  auto s = session_with_offer();
  outbox_id row = 0;
  auto refuse_everywhere = [&](int64_t now) {
    s.answered("a", some_event, false, {now}, row);
    return s.answered("b", some_event, false, {now}, row);
  };
  int64_t now = 0;
  for (int64_t wait : {30, 60, 120, 240, 480, 600, 600}) {
    CHECK(refuse_everywhere(now) == delivery_outcome::refused_by_all);
    CHECK(s.due({now + wait - 1}).empty());
    now += wait;
    auto offers = s.due({now});
    REQUIRE(offers.size() == 1);
    CHECK(offers[0].refused_by.empty());
  }
}

TEST_CASE(
    "deliveries: an unanswered row is offered every 30 seconds to those that did not refuse") {
  auto s = session_with_offer();
  outbox_id row = 0;
  s.answered("a", some_event, false, {1}, row);
  CHECK(s.due({29}).empty());
  auto offers = s.due({30});
  REQUIRE(offers.size() == 1);
  CHECK(offers[0].row == 1);
  CHECK(offers[0].refused_by == std::set<std::string>{"a"});
  CHECK(s.due({59}).empty());
  CHECK(s.due({60}).size() == 1);
}

TEST_CASE("deliveries: a relay that is away does not keep refused rows from being repeated") {
  auto s = session_with_offer();
  outbox_id row = 0;
  s.relay_changed("b", false);
  CHECK(s.answered("a", some_event, false, {0}, row) == delivery_outcome::refused_by_all);
}

TEST_CASE("deliveries: a row that was signed in an earlier life is offered as it is") {
  auto s = fresh_session();
  s.file_signed(5, other_event, {0});
  CHECK(s.start_preparing({0}).empty());
  CHECK(s.due({30}).size() == 1);
  outbox_id row = 0;
  CHECK(s.answered("a", other_event, true, {31}, row) == delivery_outcome::delivered);
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
