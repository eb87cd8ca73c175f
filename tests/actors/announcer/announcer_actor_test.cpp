// SPDX-License-Identifier: MIT
//
// When the node says what of itself.
#include "actors/announcer/announcer_actor.hpp"

#include "actors/log.hpp"
#include "tests/support/deterministic_system.hpp"
#include "tests/support/recorders.hpp"

using namespace mostro;
using namespace mostro::test;

namespace {

struct fixture {
  notes<nostr::event_draft> drafts = new_notes<nostr::event_draft>();
  deterministic_system system;
  announcer_actor announcer;

  explicit fixture(published_profile profile = {}) {
    announcer_setup setup;
    setup.publisher = system.spawn(recording_publisher, new_notes<storage::outbox_row>(), drafts);
    setup.info.node = key_of(1).pub;
    setup.profile = std::move(profile);
    setup.relays = {"wss://a", "wss://b", "wss://c"};
    announcer = system.spawn(announcer_behavior, setup);
    system.run();
  }
  size_t count(uint16_t kind) const {
    return static_cast<size_t>(std::count_if(drafts->begin(), drafts->end(),
                                             [&](const auto& d) { return d.kind == kind; }));
  }
  void connect(const std::string& url, bool connected = true) {
    caf::anon_send(announcer, relay_changed{url, connected});
    system.run();
  }
  void node_is(const std::string& alias) {
    node_changed news;
    news.usable = true;
    news.info.identity_pubkey = "02ab";
    news.info.alias = alias;
    news.info.network = "regtest";
    caf::anon_send(announcer, news);
    system.run();
  }
};

} // namespace

TEST_CASE("announcer: the info event waits for the Lightning node, then comes every 300 seconds") {
  fixture f;
  f.system.advance(std::chrono::seconds(700), std::chrono::seconds(10));
  CHECK(f.count(nostr::kind::info) == 0);
  f.node_is("first");
  REQUIRE(f.count(nostr::kind::info) == 1);
  f.node_is("second");
  CHECK(f.count(nostr::kind::info) == 1);
  f.system.advance(std::chrono::seconds(600), std::chrono::seconds(10));
  CHECK(f.count(nostr::kind::info) == 3);
  CHECK(nostr::first_tag_value(f.drafts->back().tags, "lnd_node_alias") == "second");
  CHECK(nostr::first_tag_value(f.drafts->back().tags, "lnd_networks") == "regtest");
}

TEST_CASE("announcer: the relay list names what is connected now, in the order of the settings") {
  fixture f;
  f.system.advance(std::chrono::seconds(61), std::chrono::seconds(10));
  CHECK(f.drafts->empty());
  f.connect("wss://b");
  REQUIRE(f.count(nostr::kind::relay_list) == 1);
  f.connect("wss://a");
  f.connect("wss://c");
  f.connect("wss://b", false);
  f.system.advance(std::chrono::seconds(60), std::chrono::seconds(10));
  REQUIRE(f.count(nostr::kind::relay_list) == 2);
  CHECK(f.drafts->back().tags == std::vector<nostr::tag>{{"r", "wss://a"}, {"r", "wss://c"}});
}

TEST_CASE("announcer: the profile is told once and only when there is one") {
  fixture silent;
  CHECK(silent.count(nostr::kind::metadata) == 0);
  published_profile profile;
  profile.name = "node";
  fixture f{profile};
  f.system.advance(std::chrono::seconds(700), std::chrono::seconds(10));
  REQUIRE(f.count(nostr::kind::metadata) == 1);
  CHECK(f.drafts->front().content == R"({"name":"node"})");
}

TEST_CASE("announcer: a profile URL that is none is left out with a warning") {
  std::vector<std::string> lines;
  log::redirect([&](log::level, std::string_view line) { lines.emplace_back(line); });
  published_profile profile;
  profile.about = "a node";
  profile.website = "example.com";
  profile.picture = "https://example.com/a.png";
  fixture f{profile};
  log::redirect({});
  REQUIRE(f.count(nostr::kind::metadata) == 1);
  CHECK(f.drafts->front().content == R"({"about":"a node","picture":"https://example.com/a.png"})");
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].starts_with("profile-url-unusable key=mostro.website"));
}
