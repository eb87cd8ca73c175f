// SPDX-License-Identifier: MIT
//
// What operators count on: a stop loses nothing, outages of hours are outages like
// others, an LND may restart under a hold invoice, and the log betrays nothing.
#include "actors/log.hpp"
#include "tests/trades/trade_steps.hpp"

#include <catch2/catch.hpp>
#include <mutex>
#include <thread>

using namespace mostro;
using namespace mostro::test;

namespace {

/// A sell order, taken, with the buyer's invoice given: the seller's turn to pay.
std::string up_to_the_hold_invoice(trade_pair& pair) {
  auto order = create(*pair.seller, usual_offer(order_kind::sell));
  pair.seller->order = pair.buyer->order = order;
  take(*pair.buyer, order_kind::sell, order);
  give_invoice(*pair.buyer);
  auto invoice = pair.seller->expect_hold_invoice();
  REQUIRE(invoice.has_value());
  return *invoice;
}

} // namespace

TEST_CASE("conformance/05-C9: a stop with messages in the queue loses none", "[05-C9]") {
  running_network network;
  trade_pair pair{network};
  auto invoice = up_to_the_hold_invoice(pair);
  // The payment is accepted while no relay listens: all messages about it are queued.
  network.net().relay().set_up(false);
  REQUIRE(pair.seller->wallet().pay(invoice).has_value());
  std::this_thread::sleep_for(1500ms);
  network.daemon().stop(1s);
  network.stop();
  network.net().relay().set_up(true);
  network.start();
  expect_active(*pair.seller, *pair.buyer);
  send_fiat(*pair.buyer, *pair.seller);
  release(*pair.seller);
  expect_message(*pair.buyer, action::purchase_completed);
  CHECK(pair.buyer->repeated() == 0);
  CHECK(pair.seller->repeated() == 0);
}

TEST_CASE("conformance/05-O2: what was queued while the relay was away arrives in its order",
          "[05-O2]") {
  running_network network;
  trade_pair pair{network};
  auto invoice = up_to_the_hold_invoice(pair);
  network.net().relay().set_up(false);
  REQUIRE(pair.seller->wallet().pay(invoice).has_value());
  std::this_thread::sleep_for(4s); // Long enough for several vain attempts.
  network.net().relay().set_up(true);
  expect_active(*pair.seller, *pair.buyer);
  send_fiat(*pair.buyer, *pair.seller);
  release(*pair.seller);
  expect_message(*pair.buyer, action::rate);
  // The stamps of one recipient never go back, so a client that sorts sees the same order.
  for (auto* who : {pair.buyer.get(), pair.seller.get()}) {
    unix_time last{};
    for (auto& m : who->inbox()) {
      CHECK(m.created_at > last);
      last = m.created_at;
    }
  }
}

TEST_CASE("conformance/05-O3: LND restarts under an open hold invoice and the payment is seen",
          "[05-O3]") {
  running_network network;
  trade_pair pair{network};
  auto invoice = up_to_the_hold_invoice(pair);
  network.net().node("mostro").set_up(false, devnet::stop_manner::broken);
  std::this_thread::sleep_for(500ms);
  network.net().node("mostro").set_up(true);
  REQUIRE(pair.seller->wallet().pay(invoice).has_value());
  expect_active(*pair.seller, *pair.buyer);
  send_fiat(*pair.buyer, *pair.seller);
  release(*pair.seller);
  expect_message(*pair.buyer, action::purchase_completed);
}

TEST_CASE("conformance/05-O4: the log of a whole trade at debug level holds no secret", "[05-O4]") {
  running_network network;
  std::mutex mutex;
  std::string all;
  log::set_minimum(log::level::debug);
  log::redirect([&](log::level, std::string_view line) {
    std::lock_guard lock{mutex};
    all += line;
    all += '\n';
  });
  trade_pair pair{network};
  auto order = run_trade(pair, order_kind::sell);
  REQUIRE(order.has_value());
  check_good_end(network, pair, *order);
  log::redirect({});
  log::set_minimum(log::level::info);
  std::lock_guard lock{mutex};
  REQUIRE(all.find("order-committed") != std::string::npos);
  for (auto* secret : {"nsec1", "lnbcrt", "lnbc1", "macaroon=", "token="})
    CHECK(all.find(secret) == std::string::npos);
  size_t preimages = 0;
  for (auto& invoice : network.lightning().invoices("mostro"))
    if (invoice.preimage) {
      ++preimages;
      CHECK(all.find(to_hex(*invoice.preimage)) == std::string::npos);
    }
  CHECK(preimages == 1);
}
