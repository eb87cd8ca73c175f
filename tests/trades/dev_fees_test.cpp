// SPDX-License-Identifier: MIT
//
// The development fee of a whole trade: paid once to a Lightning address and
// published (spec 02 §7.3, 05 §4).
#include "tests/trades/trade_steps.hpp"

#include <catch2/catch.hpp>

using namespace mostro;
using namespace mostro::test;

namespace {

/// Fees go to alice's LNURL, which exists only once the network runs.
struct generous_network {
  std::shared_ptr<std::string> address = std::make_shared<std::string>("nobody@127.0.0.1:1");
  running_network network{options()};

  generous_network() {
    *address = network.net().http().lnurl_of("alice");
    network.restart();
  }
  network_options options() const {
    network_options out;
    out.pace.dev_fees = 200ms;
    out.adjust = [address = address](settings& s) {
      s.policy.dev_fee_percentage = 0.3;
      s.instance.dev_fee_address = *address;
    };
    return out;
  }
  std::vector<nostr::event> published() {
    std::map<event_id, nostr::event> out;
    for (auto& e : network.net().relay().published_log())
      if (e.accepted && e.what.kind == nostr::kind::dev_fee)
        out.emplace(e.what.id, e.what);
    std::vector<nostr::event> events;
    for (auto& [id, e] : out)
      events.push_back(e);
    return events;
  }
};

/// F is 150 sats per side, D 30 % of both.
const sats owed{90};

} // namespace

TEST_CASE("dev fees: the share of a trade is paid once and published once") {
  generous_network generous;
  auto& network = generous.network;
  trade_pair pair{network};
  auto order = run_trade(pair, order_kind::sell);
  REQUIRE(order.has_value());
  REQUIRE(eventually([&] { return !generous.published().empty(); }));
  network.restart(); // Neither paid nor published again.
  pair.buyer->listen(1000ms);
  CHECK(network.payouts_to("alice") == std::vector<sats>{owed});
  auto events = generous.published();
  REQUIRE(events.size() == 1);
  auto tag = [&](const char* name) {
    return nostr::first_tag_value(events.front().tags, name).value_or("");
  };
  CHECK(tag("order-id") == order->text());
  CHECK(tag("amount") == "90");
  CHECK(tag("destination") == *generous.address);
  CHECK(network.lightning().conserved());
}

TEST_CASE("conformance/02-64: a fee that hangs over a restart is paid once, with one event",
          "[02-64]") {
  generous_network generous;
  auto& network = generous.network;
  trade_pair pair{network};
  auto order = run_trade(pair, order_kind::sell, {}, [&](trade_point reached) {
    if (reached == trade_point::fiat_sent)
      network.lightning().set_payment_mode("alice", {devnet::payment_mode::kind::hang});
  });
  REQUIRE(order.has_value());
  REQUIRE(eventually([&] { return network.lightning().view("mostro").outgoing > msats{0}; }));
  network.restart();
  CHECK(generous.published().empty());
  network.lightning().set_payment_mode("alice", {devnet::payment_mode::kind::ok});
  REQUIRE(eventually([&] { return !generous.published().empty(); }));
  pair.buyer->listen(1000ms);
  CHECK(network.payouts_to("alice") == std::vector<sats>{owed});
  CHECK(generous.published().size() == 1);
}
