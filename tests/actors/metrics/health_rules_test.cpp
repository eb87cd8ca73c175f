// SPDX-License-Identifier: MIT
//
// When a node is ready to trade.
#include "actors/metrics/health_rules.hpp"

#include <catch2/catch.hpp>

using namespace mostro;

namespace {

node_status good_status() {
  node_status s;
  s.lightning.usable = s.lightning.synced = true;
  s.relays = {{"wss://a", false}, {"wss://b", true}};
  s.newest_price_at = 1000;
  return s;
}

std::string page(const node_status& s, int64_t now = 1100, bool needs_prices = true) {
  return readiness_of(s, {now}, seconds{1800}, needs_prices).text();
}

} // namespace

TEST_CASE("health: a node with LND, a relay and a fresh price is ready") {
  CHECK(page(good_status()) == "ok\n");
  CHECK(page(good_status(), 2800) == "ok\n");
}

TEST_CASE("health: each missing thing is named") {
  auto s = good_status();
  s.lightning.synced = false;
  CHECK(page(s) == "LND is not synced to the chain\n");
  s.lightning.usable = false;
  s.relays[1].connected = false;
  CHECK(page(s) == "LND cannot be used\nno relay is connected\n");
  CHECK(page(good_status(), 2801) == "every price is stale\n");
  s = good_status();
  s.newest_price_at.reset();
  CHECK(page(s) == "there is no price\n");
  CHECK(page(s, 1100, false) == "ok\n");
}
