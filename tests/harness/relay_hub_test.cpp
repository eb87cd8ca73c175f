// SPDX-License-Identifier: MIT
//
// The relay without sockets: what the wire cannot show reliably, such as merged
// versions of one address, and its behaviour under random input.
#include "tests/harness/relay_hub.hpp"
#include "tests/support/signed_events.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace mostro;
using namespace mostro::devnet;
using test_support::numbered_key;
using test_support::signed_event;

namespace {

constexpr int64_t now = 1'700'000'000;

relay_hub make_hub(bool coalesce = false) {
  relay_options options;
  options.clock = [] { return now * 1000; };
  options.coalesce_addressable = coalesce;
  return relay_hub{std::move(options)};
}

nostr::event order(const char* d, int64_t at) {
  return signed_event(numbered_key(1), nostr::kind::order, at, "", {{"d", d}});
}

} // namespace

TEST_CASE("relay hub: versions of one address share a key that lets them be merged") {
  auto hub = make_hub(true);
  hub.open(1);
  hub.receive(1, R"(["REQ","s",{}])");
  const auto first = hub.publish(order("a", now));
  const auto second = hub.publish(order("a", now + 1));
  const auto other = hub.publish(order("b", now));
  const auto note = hub.publish(signed_event(numbered_key(1), 1, now));
  REQUIRE(first.size() == 1);
  CHECK_FALSE(first[0].supersedes.empty());
  CHECK(first[0].supersedes == second.at(0).supersedes);
  CHECK(first[0].supersedes != other.at(0).supersedes);
  CHECK(note.at(0).supersedes.empty());

  auto plain = make_hub();
  plain.open(1);
  plain.receive(1, R"(["REQ","s",{}])");
  CHECK(plain.publish(order("a", now)).at(0).supersedes.empty());
}

TEST_CASE("relay hub: an author who subscribes hears the answer before the event") {
  auto hub = make_hub();
  hub.open(7);
  hub.receive(7, R"(["REQ","s",{}])");
  const auto out =
      hub.receive(7, nostr::to_json(nostr::client_frame{nostr::publish_frame{order("a", now)}}));
  REQUIRE(out.size() == 2);
  CHECK(out[0].text.starts_with("[\"OK\""));
  CHECK(out[1].text.starts_with("[\"EVENT\""));
}

TEST_CASE("relay hub: a closed client hears nothing and a duplicate is heard once") {
  auto hub = make_hub();
  hub.open(1);
  hub.open(2);
  hub.receive(1, R"(["REQ","s",{}])");
  hub.receive(2, R"(["REQ","s",{}])");
  CHECK(hub.subscriptions() == 2);
  CHECK(hub.has_client_up_to(1));
  hub.close(1);
  CHECK_FALSE(hub.has_client_up_to(1));
  const auto out = hub.publish(order("a", now));
  REQUIRE(out.size() == 1);
  CHECK(out[0].to == 2);
  CHECK(hub.publish(order("a", now)).empty());
}

TEST_CASE("relay hub: no mutation of good frames does harm") {
  auto hub = make_hub();
  hub.open(1);
  const std::vector<std::string> good{
      R"(["REQ","s",{"kinds":[1,1059],"#p":["00"],"limit":5,"since":1},{"ids":[]}])",
      R"(["CLOSE","s"])",
      nostr::to_json(nostr::client_frame{nostr::publish_frame{order("a", now)}}),
      nostr::to_json(nostr::client_frame{nostr::authenticate_frame{order("a", now)}}),
  };
  uint64_t state = 7;
  const auto next = [&state](size_t below) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<size_t>(state >> 33) % below;
  };
  constexpr std::string_view spice = "[]{}\",:\\0-1e\x7f\xff\0 u";
  for (int round = 0; round < 4000; ++round) {
    auto text = good[next(good.size())];
    for (size_t changes = next(4); changes > 0; --changes)
      text[next(text.size())] = spice[next(spice.size())];
    if (next(4) == 0)
      text.resize(next(text.size() + 1));
    hub.receive(1, text);
  }
  const auto& counters = hub.counters();
  CHECK(counters.unreadable > 0);
  CHECK(counters.requests > 0);
  // Only the unchanged event is valid.
  CHECK(hub.store().size() == 1);
}
