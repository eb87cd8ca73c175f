// SPDX-License-Identifier: MIT
#include "actors/relay/publish_session.hpp"

#include "tests/actors/relay/relay_frames.hpp"

#include <catch2/catch.hpp>

using namespace mostro;
using namespace mostro::test;

namespace {

nostr::event numbered(int n) { return event_for({}, nostr::kind::order, n); }

std::vector<event_id> sent(const relay_outputs& out) {
  std::vector<event_id> ids;
  for (const auto& frame : frames_of<nostr::publish_frame>(out))
    ids.push_back(frame.what.id);
  return ids;
}

} // namespace

TEST_CASE("publish: what comes before a session is sent when it opens, in order") {
  publish_session session;
  relay_outputs out;
  session.publish(numbered(1), {100}, out);
  session.publish(numbered(2), {100}, out);
  session.publish(numbered(1), {100}, out);
  CHECK(out.empty());
  session.open({101}, out);
  CHECK(sent(out) == std::vector{numbered(1).id, numbered(2).id});
}

TEST_CASE("publish: an OK ends an event, whatever it says for good") {
  publish_session session;
  relay_outputs out;
  session.open({100}, out);
  for (int n : {1, 2, 3})
    session.publish(numbered(n), {100}, out);
  out.clear();
  session.answered({numbered(1).id, true, ""}, {101}, out);
  session.answered({numbered(2).id, false, "blocked: no"}, {101}, out);
  session.answered({numbered(3).id, false, "duplicate: have it"}, {101}, out);
  session.answered({numbered(9).id, true, "never asked"}, {101}, out);
  auto told = all_of<report_answer>(out);
  REQUIRE(told.size() == 3);
  CHECK(told[0].accepted);
  CHECK_FALSE(told[1].accepted);
  CHECK(told[1].text == "blocked: no");
  CHECK(told[2].accepted);
  CHECK(session.kept() == 0);
}

TEST_CASE("publish: an unanswered event goes out again in the next session") {
  publish_session session;
  relay_outputs out;
  session.open({100}, out);
  session.publish(numbered(1), {100}, out);
  session.close();
  out.clear();
  session.publish(numbered(2), {105}, out);
  CHECK(out.empty());
  session.open({110}, out);
  CHECK(sent(out) == std::vector{numbered(1).id, numbered(2).id});
}

TEST_CASE("publish: without OK for ten seconds an event counts as lost and is tried again") {
  publish_session session;
  relay_outputs out;
  session.open({100}, out);
  session.publish(numbered(1), {100}, out);
  out.clear();
  session.tick({109}, out);
  CHECK(out.empty());
  int tries = 0;
  for (int64_t t = 110; t < 100 + 3600; t += 5) {
    session.tick({t}, out);
    tries += static_cast<int>(sent(out).size());
    out.clear();
  }
  CHECK(tries >= 8);
  CHECK(tries <= 20);
  CHECK(session.kept() == 1);
}

TEST_CASE("publish: a rate limit silences everything for a while, longer each time") {
  publish_session session;
  relay_outputs out;
  session.open({100}, out);
  session.publish(numbered(1), {100}, out);
  session.publish(numbered(2), {100}, out);
  int64_t now = 100;
  for (int64_t silence : {2, 4, 8, 16, 32, 60, 60}) {
    out.clear();
    session.answered({numbered(1).id, false, "rate-limited: slow"}, {now}, out);
    session.answered({numbered(2).id, false, "rate-limited: slow"}, {now}, out);
    session.tick({now + silence - 1}, out);
    CHECK(out.empty());
    now += silence;
    session.tick({now}, out);
    CHECK(sent(out) == std::vector{numbered(1).id, numbered(2).id});
  }
  session.answered({numbered(1).id, true, ""}, {now}, out);
  session.answered({numbered(2).id, false, "rate-limited: slow"}, {now}, out);
  out.clear();
  session.tick({now + 2}, out);
  CHECK(sent(out) == std::vector{numbered(2).id}); // Something was accepted: short again.
}

TEST_CASE("publish: what was refused for want of authentication follows it") {
  publish_session session;
  relay_outputs out;
  session.open({100}, out);
  session.publish(numbered(1), {100}, out);
  session.answered({numbered(1).id, false, "auth-required: who"}, {101}, out);
  out.clear();
  session.authenticated({102}, out);
  CHECK(sent(out) == std::vector{numbered(1).id});
}

TEST_CASE("publish: only so many events are in flight, and answers make room") {
  publish_session session{{10, 2, {10}, {300}}};
  relay_outputs out;
  session.open({100}, out);
  for (int n = 1; n <= 4; ++n)
    session.publish(numbered(n), {100}, out);
  CHECK(sent(out).size() == 2);
  out.clear();
  session.answered({numbered(2).id, true, ""}, {101}, out);
  CHECK(sent(out) == std::vector{numbered(3).id});
}

TEST_CASE("publish: a full queue refuses and says so") {
  publish_session session{{2, 2, {10}, {300}}};
  relay_outputs out;
  for (int n = 1; n <= 3; ++n)
    session.publish(numbered(n), {100}, out);
  auto told = all_of<report_answer>(out);
  REQUIRE(told.size() == 1);
  CHECK(told[0].id == numbered(3).id);
  CHECK_FALSE(told[0].accepted);
  CHECK(session.kept() == 2);
}
