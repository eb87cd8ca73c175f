// SPDX-License-Identifier: MIT
//
// Traders who let their time pass (T25, T26), orders that nobody takes (T27), and
// money that arrives at the last moment (spec 02 §6).
#include "tests/trades/trade_steps.hpp"

#include <catch2/catch.hpp>
#include <thread>

using namespace mostro;
using namespace mostro::test;

namespace {

using states = std::vector<std::string>;

/// A network whose traders have `timeout` for every step; it can be changed
/// before a restart.
struct impatient_network {
  std::shared_ptr<seconds> timeout = std::make_shared<seconds>(seconds{1});
  running_network network{
      network_options{.adjust = [t = timeout](settings& s) { s.policy.waiting_timeout = *t; }}};

  void become_patient() {
    *timeout = seconds{900};
    network.restart();
  }
};

devnet::invoice_state state_of_only_escrow(running_network& network) {
  auto all = network.lightning().invoices("mostro");
  REQUIRE(all.size() == 1);
  return all.front().state;
}

/// The rest of a sell trade with another buyer, after the order is in the book again.
void sell_to_another(running_network& network, trader& seller, const order_id& order) {
  auto buyer = network.make_trader("bob");
  take(*buyer, order_kind::sell, order);
  give_invoice(*buyer);
  fund_escrow(seller);
  expect_active(seller, *buyer);
  send_fiat(*buyer, seller);
  release(seller);
  expect_message(*buyer, action::purchase_completed);
}

} // namespace

TEST_CASE("timeouts: a taker without an invoice loses the order, which is offered again") {
  impatient_network impatient;
  auto& network = impatient.network;
  trade_pair pair{network};
  auto order = create(*pair.seller, usual_offer(order_kind::sell));
  take(*pair.buyer, order_kind::sell, order);
  CHECK(expect_invoice_wish(*pair.buyer) == sats{49'850});
  expect_message(*pair.buyer, action::canceled);
  CHECK(expect_message(*pair.seller, action::new_order).id == order);
  CHECK(eventually([&] {
    return network.shown_states(order) == states{"pending", "in-progress", "pending"};
  }));
  impatient.become_patient();
  sell_to_another(network, *pair.seller, order);
  CHECK(network.payouts_to("bob") == std::vector<sats>{sats{49'850}});
  CHECK(network.wait_for_state(order, "success"));
}

TEST_CASE("conformance/02-54: a maker who does not fund the escrow loses the order", "[02-54]") {
  impatient_network impatient;
  auto& network = impatient.network;
  trade_pair pair{network};
  auto order = create(*pair.seller, usual_offer(order_kind::sell));
  auto invoice = pair.buyer->wallet().make_invoice(sats{49'850});
  REQUIRE(invoice.has_value());
  take(*pair.buyer, order_kind::sell, order, pays_to(*invoice));
  REQUIRE(pair.seller->expect_hold_invoice().has_value());
  expect_message(*pair.seller, action::canceled);
  expect_message(*pair.buyer, action::canceled);
  CHECK(network.wait_for_state(order, "canceled"));
  CHECK(state_of_only_escrow(network) == devnet::invoice_state::canceled);
  CHECK(eventually([&] { return network.daemon().open_orders() == 0; }));
}

TEST_CASE("conformance/02-55: a taker who does not fund the escrow loses the order", "[02-55]") {
  impatient_network impatient;
  auto& network = impatient.network;
  trade_pair pair{network};
  auto wanted = usual_offer(order_kind::buy);
  wanted.amount = 0;
  auto order = create(*pair.buyer, wanted);
  take(*pair.seller, order_kind::buy, order);
  auto hold_invoice = pair.seller->expect_hold_invoice();
  REQUIRE(hold_invoice.has_value());
  expect_message(*pair.seller, action::canceled);
  auto again = expect_message(*pair.buyer, action::new_order);
  REQUIRE(std::holds_alternative<order_payload>(again.payload));
  CHECK(std::get<order_payload>(again.payload).order.amount == 0);
  CHECK(eventually([&] {
    return network.shown_states(order) == states{"pending", "in-progress", "pending"};
  }));
  CHECK(state_of_only_escrow(network) == devnet::invoice_state::canceled);
  CHECK(network.lightning().transfers().empty());

  impatient.become_patient();
  auto other = network.make_trader("alice");
  take(*other, order_kind::buy, order);
  fund_escrow(*other);
  give_invoice(*pair.buyer);
  expect_active(*other, *pair.buyer);
}

TEST_CASE("timeouts: a maker without an invoice loses the order and the seller is refunded") {
  impatient_network impatient;
  auto& network = impatient.network;
  trade_pair pair{network};
  auto before = network.lightning().balance("alice");
  auto order = create(*pair.buyer, usual_offer(order_kind::buy));
  take(*pair.seller, order_kind::buy, order);
  fund_escrow(*pair.seller);
  CHECK(expect_invoice_wish(*pair.buyer) == sats{49'850});
  expect_message(*pair.seller, action::canceled);
  expect_message(*pair.buyer, action::canceled);
  CHECK(network.wait_for_state(order, "canceled"));
  CHECK(state_of_only_escrow(network) == devnet::invoice_state::canceled);
  CHECK(network.lightning().balance("alice") == before);
  CHECK(network.lightning().transfers().empty());
  CHECK(pair.seller->repeated() + pair.buyer->repeated() == 0);
}

TEST_CASE("conformance/02-56: an escrow that was paid in time is not canceled", "[02-56]") {
  impatient_network impatient;
  auto& network = impatient.network;
  trade_pair pair{network};
  *impatient.timeout = seconds{4};
  network.restart();
  auto order = create(*pair.seller, usual_offer(order_kind::sell));
  auto invoice = pair.buyer->wallet().make_invoice(sats{49'850});
  REQUIRE(invoice.has_value());
  take(*pair.buyer, order_kind::sell, order, pays_to(*invoice));
  auto hold_invoice = pair.seller->expect_hold_invoice();
  REQUIRE(hold_invoice.has_value());
  network.stop();
  REQUIRE(pair.seller->wallet().pay(*hold_invoice).has_value());
  std::this_thread::sleep_for(5s); // The daemon comes back after the deadline.
  network.start();
  expect_active(*pair.seller, *pair.buyer);
  CHECK(state_of_only_escrow(network) == devnet::invoice_state::accepted);
}

TEST_CASE("conformance/02-70: an address of the maker survives a take that came to nothing",
          "[02-70]") {
  impatient_network impatient;
  auto& network = impatient.network;
  trade_pair pair{network};
  auto wanted = usual_offer(order_kind::buy);
  wanted.buyer_invoice = network.net().http().lnurl_of("bob");
  auto order = create(*pair.buyer, wanted);
  take(*pair.seller, order_kind::buy, order);
  REQUIRE(pair.seller->expect_hold_invoice().has_value());
  expect_message(*pair.seller, action::canceled);
  impatient.become_patient();

  auto other = network.make_trader("alice");
  take(*other, order_kind::buy, order);
  fund_escrow(*other);
  expect_active(*other, *pair.buyer);
  send_fiat(*pair.buyer, *other);
  release(*other);
  expect_message(*pair.buyer, action::purchase_completed);
  CHECK(network.payouts_to("bob") == std::vector<sats>{sats{49'850}});
}

TEST_CASE("timeouts: an order that nobody takes expires") {
  running_network network;
  auto kind = GENERATE(order_kind::sell, order_kind::buy);
  auto maker = network.make_trader("alice");
  auto wanted = usual_offer(kind);
  wanted.expires_at = devnet::wall_clock_milliseconds() / 1000 + 3;
  auto order = create(*maker, wanted);
  CHECK(network.wait_for_state(order, "canceled"));
  CHECK(network.shown_states(order) == states{"pending", "canceled"});
  auto late = network.make_trader("bob");
  auto asked = take(*late, kind, order);
  CHECK(expect_refusal(*late, asked) == refusal::invalid_order_status);
  CHECK(eventually([&] { return network.daemon().open_orders() == 0; }));
}

TEST_CASE("timeouts: an order that expires while the daemon is down is expired at its return") {
  running_network network;
  auto maker = network.make_trader("alice");
  auto wanted = usual_offer(order_kind::sell);
  wanted.expires_at = devnet::wall_clock_milliseconds() / 1000 + 3;
  auto order = create(*maker, wanted);
  network.stop();
  std::this_thread::sleep_for(4s);
  network.start();
  CHECK(network.wait_for_state(order, "canceled"));
  CHECK(eventually([&] { return network.daemon().open_orders() == 0; }));
}
