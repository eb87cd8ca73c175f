// SPDX-License-Identifier: MIT
//
// The pages of [metrics] as mostrod serves them: what an operator's alerts read.
#include "tests/daemon/node_home.hpp"
#include "tests/support/http_get.hpp"

#include <catch2/catch.hpp>
#include <csignal>
#include <thread>

using namespace mostro;
using namespace mostro::test;
using namespace std::chrono_literals;
using Catch::Contains;
using test_support::http_get;

namespace {

/// A daemon that serves its pages at a free port.
struct node_with_pages {
  node_home home{{}};
  std::unique_ptr<process> daemon;
  uint16_t port = 0;

  node_with_pages() {
    home.change_settings("[metrics]\nenabled = false", "[metrics]\nenabled = true\nport = 0");
    daemon = std::make_unique<process>(std::vector<std::string>{MOSTROD, "-d", home.path.string()},
                                       home.next_log());
    REQUIRE(daemon->says("daemon-ready", 60s));
    const std::string told = "metrics-served address=127.0.0.1 port=";
    const auto log = daemon->output();
    const auto at = log.find(told);
    REQUIRE(at != std::string::npos);
    port = static_cast<uint16_t>(std::stoi(log.substr(at + told.size())));
  }

  /// Reads a page until it holds `text`; the page of the last try.
  std::string wait_for(const std::string& page, const std::string& text) const {
    std::string out;
    for (int i = 0; i < 300 && out.find(text) == out.npos; ++i) {
      out = http_get(port, page);
      std::this_thread::sleep_for(100ms);
    }
    return out;
  }
};

} // namespace

TEST_CASE("pages: a daemon's metrics tell of its orders, requests, relays and LND, and nothing is "
          "broken") {
  node_with_pages node;
  order_maker maker{*node.home.net};
  REQUIRE(make_order(*maker.who));
  const auto page = node.wait_for("/metrics", "mostro_orders{status=\"pending\"} 1");
  CHECK_THAT(page,
             Contains("mostro_orders{status=\"pending\"} 1") &&
                 Contains("mostro_requests_total{action=\"new-order\",outcome=\"accepted\"} 1") &&
                 Contains("mostro_lnd_usable 1") && Contains("mostro_lnd_synced 1") &&
                 Contains("mostro_database_answers 1") && Contains("mostro_halted_orders 0") &&
                 Contains("mostro_commit_seconds_count"));
  CHECK_THAT(page,
             Contains("mostro_relay_connected{relay=\"" + node.home.net->relay().url() + "\"} 1"));
  for (auto name : {"amounts", "unpaid-escrow", "vanished-escrow", "underpaid", "no-destination",
                    "stuck-payout", "forgotten-timer"})
    CHECK_THAT(page,
               Contains("mostro_broken_invariants{invariant=\"" + std::string{name} + "\"} 0"));
}

TEST_CASE("pages: readiness follows LND and the relay, health does not") {
  node_with_pages node;
  CHECK_THAT(node.wait_for("/readyz", "200 OK"), Contains("200 OK"));
  node.home.net->node("mostro").set_up(false);
  CHECK_THAT(node.wait_for("/readyz", "LND"), Contains("503") && Contains("LND"));
  CHECK_THAT(http_get(node.port, "/healthz"), Contains("200 OK"));
  node.home.net->node("mostro").set_up(true);
  CHECK_THAT(node.wait_for("/readyz", "200 OK"), Contains("200 OK"));
  node.home.net->relay().set_up(false);
  CHECK_THAT(node.wait_for("/readyz", "503"), Contains("503") && Contains("relay"));
  CHECK_THAT(http_get(node.port, "/healthz"), Contains("200 OK"));
}

TEST_CASE("pages: a port that is taken costs the pages, not the trades") {
  node_with_pages first;
  node_home second{{}};
  second.change_settings("[metrics]\nenabled = false",
                         "[metrics]\nenabled = true\nport = " + std::to_string(first.port));
  process daemon{{MOSTROD, "-d", second.path.string()}, second.next_log()};
  REQUIRE(daemon.says("daemon-ready", 60s));
  CHECK_THAT(daemon.output(), Contains("metrics-not-served"));
  order_maker maker{*second.net};
  CHECK(make_order(*maker.who));
}
