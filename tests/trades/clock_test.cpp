// SPDX-License-Identifier: MIT
//
// The machine's clock is set while a trade runs: the trade ends as if it had not been,
// and the book's revisions keep their order.
#include "tests/trades/trade_steps.hpp"

#include <catch2/catch.hpp>

using namespace mostro;
using namespace mostro::test;

namespace {

constexpr int64_t minutes = 60;
constexpr int64_t hours = 3600;

/// A trade in which the clock changes by `step` seconds at `point`.
void trade_across(trade_point point, int64_t step, bool with_restart) {
  INFO(to_string(point) << ", the clock moves by " << step << " s");
  network_options how;
  const auto ahead = how.clock_ahead;
  running_network network{std::move(how)};
  trade_pair pair{network};
  auto order = run_trade(pair, order_kind::sell, {}, [&](trade_point reached) {
    if (reached != point)
      return;
    *ahead += step;
    if (with_restart)
      network.restart();
  });
  REQUIRE(order.has_value());
  // Among others: every revision has a later stamp than the one before.
  check_good_end(network, pair, *order);
}

} // namespace

TEST_CASE("clock: a trade goes on when the clock is set back by hours") {
  const bool with_restart = GENERATE(false, true);
  for (auto point : {trade_point::created, trade_point::escrow_held, trade_point::fiat_sent})
    trade_across(point, -6 * hours, with_restart);
}

// Relays refuse what is dated further ahead: it waits until they take it (docs/operator.md).
TEST_CASE("clock: a trade with an escrow goes on when the clock jumps ahead by minutes") {
  const bool with_restart = GENERATE(false, true);
  for (auto point : {trade_point::escrow_held, trade_point::release_sent})
    trade_across(point, 10 * minutes, with_restart);
}
