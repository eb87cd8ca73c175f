// SPDX-License-Identifier: MIT
//
// The relay or LND is away, answers get lost, streams break, at every point of a
// trade: it ends well all the same and nobody hears anything twice (must-show 5).
#include "tests/trades/trade_steps.hpp"

#include <catch2/catch.hpp>
#include <future>
#include <thread>

using namespace mostro;
using namespace mostro::test;
using devnet::call_fault;

namespace {

/// Does `outage` when a point is reached, while the script goes on.
struct interruption {
  trade_point at;
  std::function<void()> outage;
  std::future<void> under_way{};

  devnet::at_point hook() {
    return [this](trade_point reached) {
      if (reached == at)
        under_way = std::async(std::launch::async, outage);
    };
  }
};

/// One trade per point, each with the outage at that point.
void trade_through(order_kind kind, const std::function<void(running_network&)>& outage) {
  for (auto point : all_points()) {
    INFO(to_string(kind) << ", interrupted at " << to_string(point));
    running_network network;
    trade_pair pair{network};
    interruption how{point, [&] { outage(network); }};
    auto order = run_trade(pair, kind, {}, how.hook());
    how.under_way.get();
    if (!order)
      UNSCOPED_INFO(order.why().text);
    REQUIRE(order.has_value());
    check_good_end(network, pair, *order);
  }
}

void relay_outage(running_network& network) {
  network.net().relay().set_up(false);
  std::this_thread::sleep_for(1500ms);
  network.net().relay().set_up(true);
}

std::function<void(running_network&)> lnd_outage(devnet::stop_manner manner) {
  return [manner](running_network& network) {
    network.net().node("mostro").set_up(false, manner);
    std::this_thread::sleep_for(1500ms);
    network.net().node("mostro").set_up(true);
  };
}

/// Calls with which the daemon moves money or asks about it.
const std::vector<std::string>& money_calls() {
  static const std::vector<std::string> all{"AddHoldInvoice",         "SettleInvoice",
                                            "SendPaymentV2",          "TrackPaymentV2",
                                            "SubscribeSingleInvoice", "LookupInvoiceV2"};
  return all;
}

/// A whole trade whose money calls go wrong `times` times each.
void trade_with_fault(order_kind kind, call_fault fault, size_t times) {
  for (auto& method : money_calls()) {
    INFO(to_string(kind) << ", " << method << " goes wrong");
    running_network network;
    trade_pair pair{network};
    network.net().node("mostro").inject(method, fault, times);
    auto order = run_trade(pair, kind);
    if (!order)
      UNSCOPED_INFO(order.why().text);
    REQUIRE(order.has_value());
    check_good_end(network, pair, *order);
    for (auto& sent : network.lightning().payments("mostro"))
      CHECK(sent.sends == 1);
  }
}

} // namespace

TEST_CASE("outages: a sell trade survives a relay that goes away at any point") {
  trade_through(order_kind::sell, relay_outage);
}

TEST_CASE("outages: a buy trade survives a relay that goes away at any point") {
  trade_through(order_kind::buy, relay_outage);
}

TEST_CASE("outages: a trade survives a relay that drops its connections at any point") {
  auto kind = GENERATE(order_kind::sell, order_kind::buy);
  trade_through(kind, [](running_network& network) { network.net().relay().drop_connections(); });
}

TEST_CASE("outages: a sell trade survives an LND that breaks down at any point") {
  trade_through(order_kind::sell, lnd_outage(devnet::stop_manner::broken));
}

TEST_CASE("outages: a buy trade survives an LND that is shut down at any point") {
  trade_through(order_kind::buy, lnd_outage(devnet::stop_manner::clean));
}

TEST_CASE("outages: a trade survives streams of LND that break at any point") {
  auto kind = GENERATE(order_kind::sell, order_kind::buy);
  trade_through(kind, [](running_network& network) {
    for (int i = 0; i < 5; ++i) {
      network.net().node("mostro").cut_streams();
      std::this_thread::sleep_for(40ms);
    }
  });
}

TEST_CASE("outages: a call to LND whose answer is lost does its work once") {
  trade_with_fault(GENERATE(order_kind::sell, order_kind::buy), call_fault::lose_answer, 1);
}

TEST_CASE("outages: a call that LND refuses is made again") {
  trade_with_fault(GENERATE(order_kind::sell, order_kind::buy), call_fault::refuse_before, 2);
}

TEST_CASE("outages: the cancellation of an escrow survives a lost answer") {
  auto fault = GENERATE(call_fault::lose_answer, call_fault::refuse_before);
  running_network network{{.adjust = [](settings& s) { s.policy.waiting_timeout = seconds{1}; }}};
  trade_pair pair{network};
  network.net().node("mostro").inject("CancelInvoice", fault, 1);
  auto order = create(*pair.buyer, usual_offer(order_kind::buy));
  take(*pair.seller, order_kind::buy, order);
  fund_escrow(*pair.seller);
  expect_message(*pair.seller, action::canceled);
  expect_message(*pair.buyer, action::canceled);
  auto escrows = network.lightning().invoices("mostro");
  REQUIRE(escrows.size() == 1);
  CHECK(escrows.front().state == devnet::invoice_state::canceled);
  CHECK(network.lightning().balance("alice") == to_msats(sats{10'000'000}));
  CHECK(pair.seller->repeated() + pair.buyer->repeated() == 0);
}
