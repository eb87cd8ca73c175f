// SPDX-License-Identifier: MIT
//
// Payouts that do not go through at once (spec 02 §4.3-§4.5): retries, a new
// invoice, payees that hold the money, and never more than one payment.
#include "tests/trades/trade_steps.hpp"

#include <catch2/catch.hpp>

using namespace mostro;
using namespace mostro::test;

namespace {

using mode = devnet::payment_mode::kind;

/// Payouts are retried after a second.
network_options eager() {
  return {.adjust = [](settings& s) { s.policy.payment_retries_interval = seconds{1}; }};
}

/// A sell trade up to the settled escrow; payments to bob go as `how` says.
order_id trade_up_to_payout(running_network& network, trade_pair& pair, mode how,
                            const std::string& destination = {}) {
  auto order = create(*pair.seller, usual_offer(order_kind::sell));
  if (destination.empty()) {
    take(*pair.buyer, order_kind::sell, order);
    give_invoice(*pair.buyer);
  } else {
    take(*pair.buyer, order_kind::sell, order, pays_to(destination));
  }
  fund_escrow(*pair.seller);
  expect_active(*pair.seller, *pair.buyer);
  send_fiat(*pair.buyer, *pair.seller);
  network.lightning().set_payment_mode("bob", {how});
  release(*pair.seller);
  return order;
}

void expect_payment_failed(trader& buyer) {
  auto told = expect_message(buyer, action::payment_failed);
  REQUIRE(std::holds_alternative<payment_failed_payload>(told.payload));
  CHECK(std::get<payment_failed_payload>(told.payload) == payment_failed_payload{2, 1});
}

size_t times(const trader& who, action what) {
  auto all = actions_received(who);
  return static_cast<size_t>(std::count(all.begin(), all.end(), what));
}

} // namespace

TEST_CASE("conformance/02-41: after three failed payouts the buyer is asked for an invoice",
          "[02-41][02-42]") {
  running_network network{eager()};
  trade_pair pair{network};
  auto order = trade_up_to_payout(network, pair, mode::fail);
  expect_payment_failed(*pair.buyer);
  CHECK(expect_invoice_wish(*pair.buyer) == sats{49'850});
  auto sent = network.lightning().payments("mostro");
  REQUIRE(sent.size() == 1);
  CHECK(sent.front().sends == 3);
  pair.buyer->listen(2500ms);
  CHECK(network.lightning().payments("mostro").front().sends == 3);
  CHECK(times(*pair.buyer, action::payment_failed) == 1);

  network.lightning().set_payment_mode("bob", {mode::ok});
  auto invoice = pair.buyer->wallet().make_invoice(sats{49'850});
  REQUIRE(invoice.has_value());
  pair.buyer->send(action::add_invoice, pays_to(*invoice));
  expect_message(*pair.buyer, action::invoice_updated);
  expect_message(*pair.buyer, action::purchase_completed);
  check_good_end(network, pair, order);
}

TEST_CASE("payouts: one that fails twice is paid at the third attempt") {
  running_network network{eager()};
  trade_pair pair{network};
  auto order = trade_up_to_payout(network, pair, mode::fail);
  expect_payment_failed(*pair.buyer);
  REQUIRE(eventually([&] { return network.lightning().payments("mostro").front().sends == 2; }));
  network.lightning().set_payment_mode("bob", {mode::ok});
  expect_message(*pair.buyer, action::purchase_completed);
  CHECK(times(*pair.buyer, action::payment_failed) == 1);
  check_good_end(network, pair, order);
}

TEST_CASE("payouts: the count of failures survives a restart of the daemon") {
  running_network network{eager()};
  trade_pair pair{network};
  auto order = trade_up_to_payout(network, pair, mode::fail);
  expect_payment_failed(*pair.buyer);
  network.restart();
  CHECK(expect_invoice_wish(*pair.buyer) == sats{49'850});
  CHECK(network.lightning().payments("mostro").front().sends == 3);
  network.restart();
  network.lightning().set_payment_mode("bob", {mode::ok});
  auto invoice = pair.buyer->wallet().make_invoice(sats{49'850});
  REQUIRE(invoice.has_value());
  pair.buyer->send(action::add_invoice, pays_to(*invoice));
  expect_message(*pair.buyer, action::invoice_updated);
  expect_message(*pair.buyer, action::purchase_completed);
  check_good_end(network, pair, order);
}

TEST_CASE("conformance/02-43: while a payout is under way no other invoice is taken", "[02-43]") {
  running_network network{eager()};
  trade_pair pair{network};
  auto order = trade_up_to_payout(network, pair, mode::hang);
  REQUIRE(eventually([&] {
    return network.lightning().view("bob").incoming > msats{0} ||
           network.lightning().view("mostro").outgoing > msats{0};
  }));
  auto invoice = pair.buyer->wallet().make_invoice(sats{49'850});
  REQUIRE(invoice.has_value());
  auto asked = pair.buyer->send(action::add_invoice, pays_to(*invoice));
  CHECK(expect_refusal(*pair.buyer, asked) == refusal::not_allowed_by_status);
  network.lightning().set_payment_mode("bob", {mode::ok});
  expect_message(*pair.buyer, action::purchase_completed);
  check_good_end(network, pair, order);
}

TEST_CASE("payouts: a payee who holds the payment and then fails it is paid by a retry") {
  running_network network{eager()};
  trade_pair pair{network};
  auto order = trade_up_to_payout(network, pair, mode::hang);
  REQUIRE(eventually([&] { return network.lightning().view("mostro").outgoing > msats{0}; }));
  network.lightning().set_payment_mode("bob", {mode::fail});
  expect_payment_failed(*pair.buyer);
  network.lightning().set_payment_mode("bob", {mode::ok});
  expect_message(*pair.buyer, action::purchase_completed);
  check_good_end(network, pair, order);
}

TEST_CASE("payouts: an address that stops answering costs attempts, not money") {
  running_network network{eager()};
  trade_pair pair{network};
  auto lnurl = network.net().http().lnurl_of("bob");
  auto order = create(*pair.seller, usual_offer(order_kind::sell));
  take(*pair.buyer, order_kind::sell, order, pays_to(lnurl));
  fund_escrow(*pair.seller);
  expect_active(*pair.seller, *pair.buyer);
  send_fiat(*pair.buyer, *pair.seller);
  network.net().http().remove_user("bob");
  release(*pair.seller);
  expect_payment_failed(*pair.buyer);
  CHECK(expect_invoice_wish(*pair.buyer) == sats{49'850});
  CHECK(network.lightning().payments("mostro").empty());
  auto invoice = pair.buyer->wallet().make_invoice(sats{49'850});
  REQUIRE(invoice.has_value());
  pair.buyer->send(action::add_invoice, pays_to(*invoice));
  expect_message(*pair.buyer, action::purchase_completed);
  check_good_end(network, pair, order);
}
