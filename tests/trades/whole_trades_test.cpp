// SPDX-License-Identifier: MIT
//
// Whole trades against the daemon, on the usual path and its variations: both
// kinds, both transports, privacy, market prices, ranges, destinations.
#include "tests/trades/trade_steps.hpp"

#include <catch2/catch.hpp>

using namespace mostro;
using namespace mostro::test;

namespace {

/// The next key of a range order's maker, held by a second client of the same person.
next_trade_payload next_trade_of(trader& twin) {
  twin.next_key();
  return {twin.key().pub.hex(), twin.index()};
}

/// The one message of the child: to the twin's key, with the parent's remainder.
small_order expect_child(trader& twin, const order_id& parent) {
  auto born =
      twin.wait([&](const message& m) { return m.action == action::new_order && m.id != parent; });
  REQUIRE(born.has_value());
  CHECK(born->to == twin.key().pub);
  CHECK(born->what.trade_index == twin.index());
  REQUIRE(std::holds_alternative<order_payload>(born->what.payload));
  REQUIRE(born->what.id.has_value());
  twin.order = born->what.id;
  return std::get<order_payload>(born->what.payload).order;
}

/// From the take to the buyer's sats with messages of the test's choosing.
void trade_slice(order_kind kind, trader& seller, trader& buyer, const order_id& order,
                 int64_t fiat, payload with_fiat_sent = {}, payload with_release = {}) {
  take(kind == order_kind::sell ? buyer : seller, kind, order, amount_payload{fiat});
  if (kind == order_kind::sell) {
    give_invoice(buyer);
    fund_escrow(seller);
  } else {
    fund_escrow(seller);
    give_invoice(buyer);
  }
  expect_active(seller, buyer);
  send_fiat(buyer, seller, std::move(with_fiat_sent));
  release(seller, std::move(with_release));
  expect_message(buyer, action::purchase_completed);
}

} // namespace

TEST_CASE("trades: an order of either kind ends well over either transport") {
  running_network network;
  auto kind = GENERATE(order_kind::sell, order_kind::buy);
  auto via = GENERATE(transport::nip44, transport::gift_wrap);
  trade_pair pair{network, via};
  auto order = run_trade(pair, kind);
  REQUIRE(order.has_value());
  check_good_end(network, pair, *order);
  CHECK(eventually([&] { return network.daemon().open_orders() == 0; }));
}

TEST_CASE("trades: the two traders may use different transports") {
  running_network network;
  trade_pair pair{network};
  pair.buyer = network.make_trader("bob", transport::gift_wrap);
  auto order = run_trade(pair, GENERATE(order_kind::sell, order_kind::buy));
  REQUIRE(order.has_value());
  check_good_end(network, pair, *order);
}

TEST_CASE("trades: traders who never show an identity can trade") {
  running_network network;
  auto kind = GENERATE(order_kind::sell, order_kind::buy);
  auto via = GENERATE(transport::nip44, transport::gift_wrap);
  trade_pair pair{network, via, true};
  auto order = run_trade(pair, kind);
  REQUIRE(order.has_value());
  check_good_end(network, pair, *order);
}

TEST_CASE("trades: a market order is priced at the take, premium included") {
  running_network network;
  trade_pair pair{network};
  trade_terms terms;
  terms.amount = sats{0};
  terms.premium = 10;
  auto order = run_trade(pair, GENERATE(order_kind::sell, order_kind::buy), terms);
  REQUIRE(order.has_value());
  // 20 USD at 50 000 USD are 40 000 sats, less 10 %; the fee is 0.3 % per side.
  CHECK(network.payouts_to("bob") == std::vector<sats>{sats{36'000 - 108}});
  REQUIRE(network.lightning().transfers().size() == 2);
  CHECK(network.lightning().transfers().front().amount == to_msats(sats{36'000 + 108}));
  CHECK(network.lightning().conserved());
}

TEST_CASE("conformance/02-50: a slice of a range order leaves a child that can be traded",
          "[02-50][02-52]") {
  running_network network;
  auto kind = GENERATE(order_kind::sell, order_kind::buy);
  bool sells = kind == order_kind::sell;
  auto maker = network.make_trader(sells ? "alice" : "bob");
  auto taker = network.make_trader(sells ? "bob" : "alice");
  auto twin = network.make_twin(*maker);
  auto next = next_trade_of(*twin);
  auto parent = create(*maker, range_offer(kind, 10, 45));

  auto& seller = sells ? *maker : *taker;
  auto& buyer = sells ? *taker : *maker;
  trade_slice(kind, seller, buyer, parent, 20, sells ? payload{} : payload{next},
              sells ? payload{next} : payload{});
  auto child = expect_child(*twin, parent);
  CHECK(child.min_amount == 10);
  CHECK(child.max_amount == 25);
  CHECK(child.fiat_amount == 0);
  CHECK(child.amount == 0);
  CHECK(network.wait_for_state(*twin->order, "pending"));
  CHECK(network.wait_for_state(parent, "success"));

  auto other = network.make_trader(sells ? "bob" : "alice");
  trade_slice(kind, sells ? *twin : *other, sells ? *other : *twin, *twin->order, 25);
  CHECK(network.wait_for_state(*twin->order, "success"));
  CHECK(network.payouts_to("bob") == std::vector<sats>{sats{39'880}, sats{49'850}});
  CHECK(network.lightning().conserved());
  CHECK(maker->repeated() + taker->repeated() + twin->repeated() + other->repeated() == 0);
  CHECK(eventually([&] { return network.daemon().open_orders() == 0; }));
}

TEST_CASE("conformance/02-51: without a next key a range order ends with its slice", "[02-51]") {
  running_network network;
  auto seller = network.make_trader("alice");
  auto buyer = network.make_trader("bob");
  auto order = create(*seller, range_offer(order_kind::sell, 10, 45));
  trade_slice(order_kind::sell, *seller, *buyer, order, 20);
  CHECK(network.payouts_to("bob") == std::vector<sats>{sats{39'880}});
  CHECK(eventually([&] { return network.daemon().open_orders() == 0; }));
}

TEST_CASE("conformance/02-28: a range order is taken within its bounds only", "[02-28]") {
  running_network network;
  auto seller = network.make_trader("alice");
  auto order = create(*seller, range_offer(order_kind::sell, 10, 100));
  for (int64_t outside : {9, 101}) {
    auto buyer = network.make_trader("bob");
    auto asked = take(*buyer, order_kind::sell, order, amount_payload{outside});
    CHECK(expect_refusal(*buyer, asked) == refusal::out_of_range_sats_amount);
  }
  auto silent = network.make_trader("bob");
  auto asked = take(*silent, order_kind::sell, order);
  CHECK(expect_refusal(*silent, asked) == refusal::out_of_range_sats_amount);
  auto buyer = network.make_trader("bob");
  take(*buyer, order_kind::sell, order, amount_payload{100});
  CHECK(expect_invoice_wish(*buyer) == sats{200'000 - 600});
}

TEST_CASE("conformance/02-19: a buyer who brings an invoice is not asked for one", "[02-19]") {
  running_network network;
  trade_pair pair{network};
  auto order = create(*pair.seller, usual_offer(order_kind::sell));
  auto invoice = pair.buyer->wallet().make_invoice(sats{49'850});
  REQUIRE(invoice.has_value());
  take(*pair.buyer, order_kind::sell, order, pays_to(*invoice));
  fund_escrow(*pair.seller);
  expect_active(*pair.seller, *pair.buyer);
  send_fiat(*pair.buyer, *pair.seller);
  release(*pair.seller);
  expect_message(*pair.buyer, action::purchase_completed);
  auto heard = actions_received(*pair.buyer);
  CHECK(std::count(heard.begin(), heard.end(), action::add_invoice) == 0);
  check_good_end(network, pair, order);
}

TEST_CASE("conformance/02-20: an invoice over another amount is refused at the take", "[02-20]") {
  running_network network;
  trade_pair pair{network};
  auto order = create(*pair.seller, usual_offer(order_kind::sell));
  for (int64_t wrong : {49'849, 49'851}) {
    auto invoice = pair.buyer->wallet().make_invoice(sats{wrong});
    REQUIRE(invoice.has_value());
    auto asked = take(*pair.buyer, order_kind::sell, order, pays_to(*invoice));
    CHECK(expect_refusal(*pair.buyer, asked) == refusal::invalid_invoice);
  }
}

TEST_CASE("trades: the payout goes to the LNURL that the buyer gave") {
  running_network network;
  trade_pair pair{network};
  auto order = create(*pair.seller, usual_offer(order_kind::sell));
  take(*pair.buyer, order_kind::sell, order, pays_to(network.net().http().lnurl_of("bob")));
  fund_escrow(*pair.seller);
  expect_active(*pair.seller, *pair.buyer);
  send_fiat(*pair.buyer, *pair.seller);
  release(*pair.seller);
  expect_message(*pair.buyer, action::purchase_completed);
  check_good_end(network, pair, order);
}

TEST_CASE("trades: an LNURL that nobody answers for is refused at the take") {
  running_network network;
  trade_pair pair{network};
  auto order = create(*pair.seller, usual_offer(order_kind::sell));
  auto lnurl = network.net().http().lnurl_of("bob");
  network.net().http().remove_user("bob");
  auto asked = take(*pair.buyer, order_kind::sell, order, pays_to(lnurl));
  CHECK(expect_refusal(*pair.buyer, asked) == refusal::invalid_invoice);
}

TEST_CASE("trades: the maker can take back an order that nobody took") {
  running_network network;
  auto maker = network.make_trader("alice");
  auto kind = GENERATE(order_kind::sell, order_kind::buy);
  auto order = create(*maker, usual_offer(kind));
  auto asked = maker->send(action::cancel);
  auto answer = expect_message(*maker, action::canceled);
  CHECK(answer.request_id == asked);
  CHECK(network.wait_for_state(order, "canceled"));
  auto late = network.make_trader("bob");
  auto taken = take(*late, kind, order);
  CHECK(expect_refusal(*late, taken) == refusal::invalid_order_status);
  CHECK(eventually([&] { return network.daemon().open_orders() == 0; }));
}

TEST_CASE("trades: only the maker can take an order back") {
  running_network network;
  auto maker = network.make_trader("alice");
  auto stranger = network.make_trader("bob");
  stranger->order = create(*maker, usual_offer(order_kind::sell));
  auto asked = stranger->send(action::cancel);
  CHECK(expect_refusal(*stranger, asked) == refusal::is_not_your_order);
  CHECK(network.shown_states(*stranger->order) == std::vector<std::string>{"pending"});
}
