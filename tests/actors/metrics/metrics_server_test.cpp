// SPDX-License-Identifier: MIT
//
// The pages as a scraper and a probe get them, over a real socket.
#include "actors/metrics/metrics_server.hpp"
#include "tests/support/http_get.hpp"

#include <catch2/catch.hpp>

using namespace mostro;

namespace {

struct pages {
  std::shared_ptr<prometheus_measurements> measured = std::make_shared<prometheus_measurements>();
  gauges now;
  health alive, ready;

  std::unique_ptr<metrics_server> serve(uint16_t port = 0) {
    metrics_setup setup;
    setup.port = port;
    setup.measured = measured;
    setup.look = [this] { return now; };
    setup.alive = [this] { return alive; };
    setup.ready = [this] { return ready; };
    auto started = metrics_server::start(std::move(setup));
    REQUIRE(started.has_value());
    return std::move(*started);
  }
};

} // namespace

TEST_CASE("metrics: what was measured is on the page, invariants read 0") {
  pages p;
  p.measured->request_done("take-sell", "accepted", 0.02);
  p.measured->request_done("take-sell", "pending_order_exists", 0.01);
  p.measured->commit_done(3, 0.001);
  p.measured->event_answered("wss://r", false);
  p.measured->lightning_answered("escrow-settled");
  p.measured->alarm_raised("escrow-vanished");
  p.now.node.orders = {{"active", 2}};
  p.now.node.relays = {{"wss://r", true}};
  p.now.oldest_undelivered = seconds{42};
  p.now.oldest_payout = seconds{4242};
  auto server = p.serve();
  auto page = test_support::http_get(server->port(), "/metrics");
  for (auto* line :
       {"200 OK", "text/plain; version=0.0.4",
        "mostro_requests_total{action=\"take-sell\",outcome=\"accepted\"} 1",
        "mostro_requests_total{action=\"take-sell\",outcome=\"pending_order_exists\"} 1",
        "mostro_request_seconds_count{action=\"take-sell\"} 2", "mostro_commit_seconds_count 1",
        "mostro_published_events_total{answer=\"refused\",relay=\"wss://r\"} 1",
        "mostro_lightning_answers_total{fact=\"escrow-settled\"} 1",
        "mostro_alarms_total{name=\"escrow-vanished\"} 1", "mostro_orders{status=\"active\"} 2",
        "mostro_oldest_undelivered_seconds 42", "mostro_oldest_payout_seconds 4242",
        "mostro_relay_connected{relay=\"wss://r\"} 1",
        "mostro_broken_invariants{invariant=\"amounts\"} 0"})
    CHECK_THAT(page, Catch::Contains(line));
  p.now.node.orders.clear();
  p.now.broken[invariant::stuck_payout] = 1;
  page = test_support::http_get(server->port(), "/metrics");
  CHECK_THAT(page, Catch::Contains("mostro_orders{status=\"active\"} 0"));
  CHECK_THAT(page, Catch::Contains("mostro_broken_invariants{invariant=\"stuck-payout\"} 1"));
}

TEST_CASE("metrics: the health pages answer 200 or 503 with the reason") {
  pages p;
  auto server = p.serve();
  CHECK_THAT(test_support::http_get(server->port(), "/healthz"),
             Catch::Contains("200 OK") && Catch::Contains("ok\n"));
  p.ready.good = false;
  p.ready.reasons = {"LND cannot be used"};
  CHECK_THAT(test_support::http_get(server->port(), "/readyz"),
             Catch::Contains("503") && Catch::Contains("LND cannot be used"));
  CHECK_THAT(test_support::http_get(server->port(), "/other"), Catch::Contains("404"));
}

TEST_CASE("metrics: a port that is taken is an error with a mend") {
  pages p;
  auto first = p.serve();
  metrics_setup setup;
  setup.port = first->port();
  setup.measured = p.measured;
  auto second = metrics_server::start(std::move(setup));
  REQUIRE_FALSE(second.has_value());
  CHECK_THAT(second.why().text, Catch::Contains("cannot listen") && Catch::Contains("mend"));
}
