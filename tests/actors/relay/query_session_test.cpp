// SPDX-License-Identifier: MIT
#include "actors/relay/query_session.hpp"

#include "tests/actors/relay/relay_frames.hpp"

#include <catch2/catch.hpp>

using namespace mostro;
using namespace mostro::test;

namespace {

constexpr unix_time now{1'700'000'000};

nostr::event order_at(int64_t created_at, const std::string& content = "x") {
  return event_for({}, nostr::kind::order, created_at, content);
}

/// A relay that answers REQs from what it holds, newest first, at most `cap` at once.
struct capped_relay {
  std::vector<nostr::event> held; ///< Newest first.
  size_t cap = 20;
  size_t requests = 0;

  /// Answers every REQ of `out` until the session asks no more; returns the answers.
  std::vector<report_query> serve(query_session& session, relay_outputs out) {
    std::vector<report_query> answers;
    while (!out.empty()) {
      relay_outputs next;
      for (auto& answer : all_of<report_query>(out))
        answers.push_back(answer);
      for (auto& request : frames_of<nostr::request_frame>(out))
        reply(session, request, next);
      out = std::move(next);
    }
    return answers;
  }

  void reply(query_session& session, const nostr::request_frame& request, relay_outputs& out) {
    REQUIRE(++requests < 1000);
    size_t sent = 0;
    for (const auto& event : held)
      if (sent < cap && nostr::matches(request.filters[0], event)) {
        session.received(nostr::event_frame{request.subscription, event}, now, out);
        ++sent;
      }
    session.received(nostr::end_of_stored_frame{request.subscription}, now, out);
  }
};

nostr::filter orders() {
  nostr::filter out;
  out.kinds = {{nostr::kind::order}};
  return out;
}

query_session opened_session() {
  query_session out;
  out.open(7);
  return out;
}

} // namespace

TEST_CASE("relay query: a book that is larger than a page arrives whole, each event once") {
  capped_relay relay;
  for (int64_t i = 0; i < 105; ++i)
    relay.held.push_back(order_at(now.seconds - i / 2, std::to_string(i)));
  auto session = opened_session();
  relay_outputs out;
  session.ask(1, orders(), 1000, now, out);
  auto answers = relay.serve(session, out);
  REQUIRE(answers.size() == 1);
  CHECK(answers[0].complete);
  CHECK(answers[0].events == relay.held);
}

TEST_CASE("relay query: a whole page within one second does not repeat for ever") {
  capped_relay relay;
  for (int64_t i = 0; i < 30; ++i)
    relay.held.push_back(order_at(now.seconds, std::to_string(i)));
  relay.held.push_back(order_at(now.seconds - 9));
  auto session = opened_session();
  relay_outputs out;
  session.ask(1, orders(), 1000, now, out);
  auto answers = relay.serve(session, out);
  REQUIRE(answers.size() == 1);
  CHECK(answers[0].events.size() == 21); // The relay cannot show the other ten.
  CHECK(answers[0].events.back() == relay.held.back());
}

TEST_CASE("relay query: what exceeds the bound is left out and told") {
  capped_relay relay;
  for (int64_t i = 0; i < 50; ++i)
    relay.held.push_back(order_at(now.seconds - i));
  auto session = opened_session();
  relay_outputs out;
  session.ask(1, orders(), 25, now, out);
  auto answers = relay.serve(session, out);
  REQUIRE(answers.size() == 1);
  CHECK_FALSE(answers[0].complete);
  CHECK(answers[0].why.empty());
  CHECK(answers[0].events.size() == 25);
}

TEST_CASE("relay query: events that were not asked for are not passed on") {
  auto session = opened_session();
  relay_outputs out;
  session.ask(1, orders(), 25, now, out);
  auto id = frames_of<nostr::request_frame>(out).at(0).subscription;
  out.clear();
  session.received(nostr::event_frame{id, event_for({}, nostr::kind::metadata, 1)}, now, out);
  session.received(nostr::event_frame{"other", order_at(1)}, now, out);
  session.received(nostr::end_of_stored_frame{id}, now, out);
  auto answers = all_of<report_query>(out);
  REQUIRE(answers.size() == 1);
  CHECK(answers[0].events.empty());
  CHECK(answers[0].complete);
}

TEST_CASE("relay query: two run at a time, others wait, too many are refused") {
  query_session::limits bounds;
  bounds.most_waiting = 1;
  query_session session{bounds};
  session.open(7);
  relay_outputs out;
  for (uint64_t number : {1, 2, 3, 4})
    session.ask(number, orders(), 25, now, out);
  auto requests = frames_of<nostr::request_frame>(out);
  CHECK(requests.size() == 2);
  REQUIRE(all_of<report_query>(out).size() == 1);
  CHECK(all_of<report_query>(out)[0].number == 4);
  CHECK_FALSE(all_of<report_query>(out)[0].why.empty());
  out.clear();
  session.received(nostr::end_of_stored_frame{requests[0].subscription}, now, out);
  CHECK(frames_of<nostr::request_frame>(out).size() == 1);
}

TEST_CASE("relay query: silence, a closed subscription and a lost connection are errors") {
  auto session = opened_session();
  relay_outputs out;
  session.ask(1, orders(), 25, now, out);
  session.tick(now + seconds{44}, out);
  CHECK(all_of<report_query>(out).empty());
  session.tick(now + seconds{45}, out);
  CHECK(all_of<report_query>(out).size() == 1);
  CHECK(frames_of<nostr::close_frame>(out).size() == 1);

  out.clear();
  session.ask(2, orders(), 25, now, out);
  auto id = frames_of<nostr::request_frame>(out).at(0).subscription;
  session.received(nostr::closed_frame{id, "error: no"}, now, out);
  session.ask(3, orders(), 25, now, out);
  session.close(out);
  session.ask(4, orders(), 25, now, out);
  auto answers = all_of<report_query>(out);
  REQUIRE(answers.size() == 3);
  for (const auto& answer : answers)
    CHECK_FALSE(answer.why.empty());
}

TEST_CASE("relay query: a refusal for want of authentication or for haste is asked again") {
  auto session = opened_session();
  relay_outputs out;
  session.ask(1, orders(), 25, now, out);
  auto id = frames_of<nostr::request_frame>(out).at(0).subscription;
  out.clear();
  session.received(nostr::closed_frame{id, "ERROR: auth-required: orders"}, now, out);
  session.tick(now + seconds{1}, out);
  CHECK(out.empty());
  session.authenticated(now, out);
  auto again = frames_of<nostr::request_frame>(out);
  REQUIRE(again.size() == 1);
  out.clear();
  session.received(nostr::closed_frame{again[0].subscription, "rate-limited: slow"}, now, out);
  session.tick(now + seconds{4}, out);
  CHECK(out.empty());
  session.tick(now + seconds{5}, out);
  CHECK(frames_of<nostr::request_frame>(out).size() == 1);
}
