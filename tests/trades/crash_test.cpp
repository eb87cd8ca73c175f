// SPDX-License-Identifier: MIT
//
// The daemon ends at every point of a trade and comes back on the same database:
// the trade ends as if nothing had happened (spec 02 §10.3, must-show 4).
#include "tests/trades/trade_steps.hpp"

#include <catch2/catch.hpp>
#include <future>
#include <thread>

using namespace mostro;
using namespace mostro::test;

TEST_CASE("crash: a trade survives a restart of the daemon at every point") {
  auto kind = GENERATE(order_kind::sell, order_kind::buy);
  auto via = GENERATE(transport::nip44, transport::gift_wrap);
  for (auto point : all_points()) {
    INFO(to_string(kind) << ", restarted at " << to_string(point));
    running_network network;
    trade_pair pair{network, via};
    auto order = run_trade(pair, kind, {}, [&](trade_point reached) {
      if (reached == point)
        network.restart();
    });
    REQUIRE(order.has_value());
    check_good_end(network, pair, *order);
  }
}

TEST_CASE("crash: a trade survives a restart at all of its points") {
  auto kind = GENERATE(order_kind::sell, order_kind::buy);
  running_network network;
  trade_pair pair{network};
  auto order = run_trade(pair, kind, {}, [&](trade_point) { network.restart(); });
  REQUIRE(order.has_value());
  check_good_end(network, pair, *order);
}

TEST_CASE("crash: what traders and LND do while the daemon is down counts when it is back") {
  auto kind = GENERATE(order_kind::sell, order_kind::buy);
  for (auto point : all_points()) {
    INFO(to_string(kind) << ", down from " << to_string(point));
    running_network network;
    trade_pair pair{network};
    std::future<void> back;
    auto order = run_trade(pair, kind, {}, [&](trade_point reached) {
      if (reached != point)
        return;
      network.stop();
      back = std::async(std::launch::async, [&] {
        std::this_thread::sleep_for(300ms); // The script goes on meanwhile.
        network.start();
      });
    });
    back.get();
    REQUIRE(order.has_value());
    check_good_end(network, pair, *order);
  }
}

TEST_CASE("crash: a payout that is in flight while the daemon is away is not sent again") {
  running_network network;
  trade_pair pair{network};
  auto order = run_trade(pair, order_kind::sell, {}, [&](trade_point reached) {
    if (reached == trade_point::fiat_sent)
      network.lightning().set_payment_mode("bob", {devnet::payment_mode::kind::hang});
    if (reached != trade_point::release_sent)
      return;
    // The node's money has left and not arrived.
    REQUIRE(eventually([&] { return network.lightning().view("mostro").outgoing > msats{0}; }));
    network.restart();
    network.lightning().set_payment_mode("bob", {devnet::payment_mode::kind::ok});
  });
  REQUIRE(order.has_value());
  check_good_end(network, pair, *order);
  auto sent = network.lightning().payments("mostro");
  REQUIRE(sent.size() == 1);
  CHECK(sent.front().sends == 1);
  CHECK(sent.front().duplicates == 0);
}

TEST_CASE("crash: a payout that succeeds while the daemon is away completes the trade") {
  running_network network;
  trade_pair pair{network};
  auto order = run_trade(pair, order_kind::buy, {}, [&](trade_point reached) {
    if (reached == trade_point::fiat_sent)
      network.lightning().set_payment_mode("bob", {devnet::payment_mode::kind::hang});
    if (reached != trade_point::release_sent)
      return;
    REQUIRE(eventually([&] { return network.lightning().view("mostro").outgoing > msats{0}; }));
    network.stop();
    network.lightning().set_payment_mode("bob", {devnet::payment_mode::kind::ok});
    network.start();
  });
  REQUIRE(order.has_value());
  check_good_end(network, pair, *order);
  CHECK(network.lightning().payments("mostro").front().sends == 1);
}

TEST_CASE("crash: an order that waits in the book is still there after restarts") {
  running_network network;
  trade_pair pair{network};
  auto order = create(*pair.seller, usual_offer(order_kind::sell));
  for (int i = 0; i < 3; ++i) {
    network.restart();
    CHECK(network.daemon().open_orders() == 1);
  }
  take(*pair.buyer, order_kind::sell, order);
  give_invoice(*pair.buyer);
  fund_escrow(*pair.seller);
  expect_active(*pair.seller, *pair.buyer);
  CHECK(pair.seller->repeated() + pair.buyer->repeated() == 0);
}
