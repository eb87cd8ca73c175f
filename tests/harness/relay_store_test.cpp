// SPDX-License-Identifier: MIT
//
// The store's rules of NIP-01 and NIP-40.
#include "tests/harness/relay_store.hpp"
#include "tests/support/signed_events.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace mostro;
using devnet::relay_store;
using test_support::numbered_key;
using test_support::signed_event;
using outcome = relay_store::outcome;

namespace {

constexpr unix_time now{1000};

std::vector<std::string> contents(const std::vector<nostr::event>& events) {
  std::vector<std::string> out;
  for (const auto& e : events)
    out.push_back(e.content);
  return out;
}

std::vector<std::string> all(const relay_store& store) {
  return contents(store.query({nostr::filter{}}, now));
}

/// Two events of the same second and author, the one with the lower id first.
std::pair<nostr::event, nostr::event> same_second_pair(uint16_t kind,
                                                       const std::vector<nostr::tag>& tags) {
  auto a = signed_event(numbered_key(1), kind, 500, "one", tags);
  auto b = signed_event(numbered_key(1), kind, 500, "two", tags);
  if (b.id < a.id)
    std::swap(a, b);
  return {a, b};
}

} // namespace

TEST_CASE("relay store: a second event with the same id is a duplicate") {
  relay_store store;
  const auto e = signed_event(numbered_key(1), 1, 500);
  CHECK(store.put(e, now) == outcome::stored);
  CHECK(store.put(e, now) == outcome::duplicate);
  CHECK(store.size() == 1);
}

TEST_CASE("relay store: events are served newest first, the lower id first within a second") {
  relay_store store;
  const auto [low, high] = same_second_pair(1, {});
  store.put(high, now);
  store.put(signed_event(numbered_key(1), 1, 400, "old"), now);
  store.put(low, now);
  store.put(signed_event(numbered_key(1), 1, 600, "new"), now);
  CHECK(all(store) == std::vector<std::string>{"new", low.content, high.content, "old"});
}

TEST_CASE("relay store: of a replaceable kind only the newest per author stays") {
  relay_store store;
  for (const uint16_t kind : {uint16_t{0}, uint16_t{3}, uint16_t{10002}, uint16_t{19999}}) {
    store.clear();
    CHECK(store.put(signed_event(numbered_key(1), kind, 500, "middle"), now) == outcome::stored);
    CHECK(store.put(signed_event(numbered_key(1), kind, 400, "old"), now) == outcome::outdated);
    CHECK(store.put(signed_event(numbered_key(1), kind, 600, "new"), now) == outcome::stored);
    CHECK(store.put(signed_event(numbered_key(2), kind, 300, "other"), now) == outcome::stored);
    CHECK(all(store) == std::vector<std::string>{"new", "other"});
  }
}

TEST_CASE("relay store: of an addressable kind the newest per author and d tag stays") {
  relay_store store;
  const auto put = [&](const char* d, int64_t at, const char* content) {
    return store.put(signed_event(numbered_key(1), 38383, at, content, {{"d", d}, {"x", "y"}}),
                     now);
  };
  CHECK(put("a", 500, "a1") == outcome::stored);
  CHECK(put("b", 400, "b1") == outcome::stored);
  CHECK(put("a", 499, "a0") == outcome::outdated);
  CHECK(put("a", 501, "a2") == outcome::stored);
  CHECK(store.put(signed_event(numbered_key(1), 30078, 1, "kind", {{"d", "a"}}), now) ==
        outcome::stored);
  // No d tag is the empty one.
  CHECK(store.put(signed_event(numbered_key(1), 38383, 2, "none"), now) == outcome::stored);
  CHECK(put("", 3, "empty") == outcome::stored);
  CHECK(all(store) == std::vector<std::string>{"a2", "b1", "empty", "kind"});
}

TEST_CASE("relay store: within a second the version with the lower id wins in both orders") {
  const auto [low, high] = same_second_pair(38383, {{"d", "order"}});
  relay_store low_first;
  CHECK(low_first.put(low, now) == outcome::stored);
  CHECK(low_first.put(high, now) == outcome::outdated);
  CHECK(all(low_first) == std::vector<std::string>{low.content});
  relay_store high_first;
  CHECK(high_first.put(high, now) == outcome::stored);
  CHECK(high_first.put(low, now) == outcome::stored);
  CHECK(all(high_first) == std::vector<std::string>{low.content});
}

TEST_CASE("relay store: ephemeral events are passed on and not kept") {
  relay_store store;
  const auto e = signed_event(numbered_key(1), 22242, 500);
  CHECK(store.put(e, now) == outcome::passed_on);
  CHECK(store.put(e, now) == outcome::passed_on);
  CHECK(store.size() == 0);
}

TEST_CASE("relay store: an event is refused and no longer served from its expiration on") {
  relay_store store;
  const auto e = signed_event(numbered_key(1), 1, 500, "", {{"expiration", "1001"}});
  CHECK(store.put(e, unix_time{1001}) == outcome::expired);
  CHECK(store.put(e, unix_time{1000}) == outcome::stored);
  CHECK(store.query({nostr::filter{}}, unix_time{1000}).size() == 1);
  CHECK(store.query({nostr::filter{}}, unix_time{1001}).empty());
}

TEST_CASE("relay store: several filters give the union, each event once") {
  relay_store store;
  store.put(signed_event(numbered_key(1), 1, 500, "one"), now);
  store.put(signed_event(numbered_key(2), 1, 501, "two"), now);
  store.put(signed_event(numbered_key(1), 7, 502, "seven"), now);
  nostr::filter by_author;
  by_author.authors = {numbered_key(1).pub.hex()};
  nostr::filter by_kind;
  by_kind.kinds = {1};
  CHECK(contents(store.query({by_author, by_kind}, now)) ==
        std::vector<std::string>{"seven", "two", "one"});
  CHECK(store.query({}, now).empty());
}

TEST_CASE("relay store: a limit takes the newest of its own filter") {
  relay_store store;
  for (int i = 0; i < 10; ++i)
    store.put(signed_event(numbered_key(1), static_cast<uint16_t>(i % 2 == 0 ? 1 : 7), 500 + i,
                           std::to_string(i)),
              now);
  nostr::filter ones;
  ones.kinds = {1};
  ones.limit = 2;
  nostr::filter sevens;
  sevens.kinds = {7};
  sevens.limit = 1;
  CHECK(contents(store.query({ones}, now)) == std::vector<std::string>{"8", "6"});
  CHECK(contents(store.query({ones, sevens}, now)) == std::vector<std::string>{"9", "8", "6"});
  ones.limit = 0;
  CHECK(store.query({ones}, now).empty());
  CHECK(store.query({nostr::filter{}}, now, 3).size() == 3);
}

TEST_CASE("relay store: an expired event does not use up a limit") {
  relay_store store;
  store.put(signed_event(numbered_key(1), 1, 500, "kept"), now);
  store.put(signed_event(numbered_key(1), 1, 501, "gone", {{"expiration", "1001"}}), now);
  nostr::filter one;
  one.limit = 1;
  CHECK(contents(store.query({one}, unix_time{1001})) == std::vector<std::string>{"kept"});
}
