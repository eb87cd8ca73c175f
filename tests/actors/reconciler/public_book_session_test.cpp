// SPDX-License-Identifier: MIT
//
// What every relay must show, and how looks at relays differ from it.
#include "actors/reconciler/public_book_session.hpp"

#include <catch2/catch.hpp>

using namespace mostro;

namespace {

constexpr unix_time now{1'700'000'000};
const std::string first = "00000000-0000-0000-0000-000000000001";
const std::string second = "00000000-0000-0000-0000-000000000002";
const std::set<std::string> both{"a", "b"};

nostr::event revision(const std::string& d, int64_t created_at, const std::string& s = "pending",
                      int64_t expiration = now.seconds + 86'400) {
  nostr::event out;
  out.kind = nostr::kind::order;
  out.created_at = {created_at};
  out.tags = {{"d", d}, {"s", s}, {"expiration", std::to_string(expiration)}};
  out.id = nostr::compute_id(out);
  return out;
}

public_book_session session_of(std::vector<std::pair<std::string, unix_time>> stamps = {}) {
  return {public_book_session::limits{}, stamps, now};
}

relay_view view_of(std::vector<nostr::event> events, unix_time asked_at = now + seconds{60},
                   const std::string& relay = "a") {
  relay_view out;
  out.relay = relay;
  out.events = std::move(events);
  out.complete = true;
  out.asked_at = asked_at;
  return out;
}

/// Everything is properly signed unless the test says otherwise.
bool signed_by_us(const nostr::event&) { return true; }
bool forged(const nostr::event&) { return false; }

book_difference compare(public_book_session& s, const relay_view& view) {
  return s.compare(view, view.asked_at, signed_by_us);
}

} // namespace

TEST_CASE("public book: what a relay misses or has outdated is sent to it, oldest first") {
  auto s = session_of();
  auto missing = revision(first, now.seconds - 5);
  auto outdated = revision(second, now.seconds - 9, "canceled");
  s.published(missing, now);
  s.published(outdated, now);
  auto found = compare(s, view_of({revision(second, now.seconds - 20)}));
  CHECK(found.send == std::vector{outdated, missing});
  CHECK(found.newer.empty());
  CHECK(compare(s, view_of({missing, outdated}, now + seconds{70})).send.empty());
}

TEST_CASE("public book: of several revisions at a relay the newest counts") {
  auto s = session_of();
  auto present = revision(first, now.seconds, "canceled");
  s.published(present, now);
  CHECK(compare(s, view_of({present, revision(first, now.seconds - 9)})).send.empty());
}

TEST_CASE("public book: nothing is missing from an answer that is not whole") {
  auto s = session_of();
  s.published(revision(first, now.seconds), now);
  auto cut = view_of({});
  cut.complete = false;
  CHECK(compare(s, cut).send.empty());
  auto bounded = view_of({});
  bounded.since = now + seconds{1};
  CHECK(compare(s, bounded).send.empty());
  CHECK_FALSE(s.has_seen_whole("a"));
}

TEST_CASE("public book: what was just published may be on its way still") {
  auto s = session_of();
  s.published(revision(first, now.seconds), now + seconds{55});
  CHECK(compare(s, view_of({})).send.empty());
  CHECK(compare(s, view_of({}, now + seconds{65})).send.size() == 1);
}

TEST_CASE("public book: expired events are not sent") {
  auto s = session_of();
  s.published(revision(first, now.seconds, "pending", now.seconds + 30), now);
  CHECK(compare(s, view_of({})).send.empty());
}

TEST_CASE("public book: a relay that refuses an event is offered it ever more rarely") {
  auto s = session_of();
  s.published(revision(first, now.seconds, "pending", 0), now);
  size_t sent = 0;
  for (int64_t minute = 1; minute <= 24 * 60; ++minute)
    sent += compare(s, view_of({}, now + seconds{minute * 60})).send.size();
  CHECK(sent > 20);
  CHECK(sent < 40);
  // Another relay and another revision are not concerned.
  auto at = now + seconds{24 * 3600};
  CHECK(compare(s, view_of({}, at, "b")).send.size() == 1);
  s.published(revision(first, now.seconds + 100, "canceled", 0), at - seconds{20});
  CHECK(compare(s, view_of({}, at)).send.size() == 1);
}

TEST_CASE("public book: one look sends only so much") {
  auto s = session_of();
  for (int i = 0; i < 700; ++i)
    s.published(revision("00000000-0000-0000-0000-000000000" + std::to_string(100 + i), 5), now);
  CHECK(compare(s, view_of({})).send.size() == 500);
  CHECK(compare(s, view_of({})).send.size() == 200);
}

TEST_CASE("public book: after a restart a revision with the kept stamp is recognized") {
  auto present = revision(first, now.seconds - 100, "in-progress");
  auto s = session_of({{first, present.created_at}});
  CHECK(s.unknown() == 1);
  auto found = compare(s, view_of({present}));
  CHECK(found.adopted == 1);
  CHECK(s.unknown() == 0);
  CHECK(compare(s, view_of({}, now + seconds{120}, "b")).send == std::vector{present});
  CHECK(s.lost(both, now + seconds{120}, 10).empty());
}

TEST_CASE("public book: a forged revision is neither recognized nor feared") {
  auto s = session_of({{first, now}});
  auto found = s.compare(view_of({revision(first, now.seconds)}), now, forged);
  CHECK(found.adopted == 0);
  s.published(revision(second, now.seconds), now);
  found = s.compare(view_of({revision(second, now.seconds + 50)}), now, forged);
  CHECK(found.newer.empty());
  found = s.compare(view_of({revision("x", now.seconds)}), now, forged);
  CHECK(found.strangers == 0);
}

TEST_CASE("public book: what no relay has is lost once all of them were seen whole") {
  auto s = session_of({{first, now}, {"kind:0", now}, {std::string(64, 'a'), now}});
  CHECK(s.lost(both, now, 10).empty());
  compare(s, view_of({}));
  CHECK(s.lost(both, now, 10).empty());
  auto outdated = view_of({revision(first, now.seconds - 9)});
  outdated.relay = "b";
  compare(s, outdated);
  auto lost = s.lost(both, now, 10);
  REQUIRE(lost.size() == 1);
  CHECK(lost[0].d == first);
  CHECK(lost[0].stamp == now);
  CHECK(s.lost(both, now + seconds{200}, 10).empty()); // Named already.
  CHECK(s.lost(both, now + seconds{301}, 10).size() == 1);
  s.relay_left("b");
  CHECK(s.lost(both, now + seconds{900}, 10).empty());
  CHECK(s.lost({"a"}, now + seconds{900}, 10).size() == 1);
  s.published(revision(first, now.seconds + 900), now + seconds{900});
  CHECK(s.lost({"a"}, now + seconds{9000}, 10).empty());
}

TEST_CASE("public book: a revision newer than all we know is told, also within the same second") {
  auto s = session_of({{second, now}});
  auto ours = revision(first, now.seconds);
  s.published(ours, now);
  auto found = compare(s, view_of({revision(first, now.seconds, "canceled"),
                                   revision(second, now.seconds + 7, "canceled")}));
  CHECK(found.send.empty());
  REQUIRE(found.newer.size() == 2);
  CHECK(found.newer[0].d == first);
  CHECK(found.newer[0].stamp == now);
  CHECK(found.newer[1].stamp == now + seconds{7});
}

TEST_CASE("public book: events about nothing that is known are counted, expired ones are not") {
  auto s = session_of();
  auto found = compare(s, view_of({revision(first, now.seconds),
                                   revision(second, now.seconds, "pending", now.seconds)}));
  CHECK(found.strangers == 1);
  CHECK(found.send.empty());
}

TEST_CASE("public book: memory is bounded, what is over goes first and is no stranger later") {
  public_book_session::limits bounds;
  bounds.most_known = 2;
  public_book_session s{bounds, {}, now};
  auto over = revision(first, now.seconds, "success", 0);
  s.published(over, now);
  s.published(revision(second, now.seconds), now);
  s.published(revision("00000000-0000-0000-0000-000000000003", now.seconds), now);
  CHECK(s.known() == 2);
  auto found = compare(s, view_of({over}));
  CHECK(found.strangers == 0);
  CHECK(found.send.size() == 2);
}

TEST_CASE("public book: stamps of events that cannot live any more are not expected") {
  CHECK(session_of({{first, now - seconds{90 * 86'400}}}).unknown() == 0);
  CHECK(session_of({{first, now - seconds{90 * 86'400 - 1}}}).unknown() == 1);
}
