// SPDX-License-Identifier: MIT
//
// Requests that compete or repeat: two takers of one order, takers who owe an
// invoice, trade indexes and events that were used before.
#include "tests/trades/trade_steps.hpp"

#include <catch2/catch.hpp>
#include <thread>

using namespace mostro;
using namespace mostro::test;

namespace {

/// The new-order message of a trader as an event of its own, not yet sent.
nostr::event creation_event(trader& maker, uint64_t request_id) {
  message m;
  m.version = 2;
  m.request_id = request_id;
  m.trade_index = maker.index();
  m.action = action::new_order;
  m.payload = order_payload{usual_offer(order_kind::sell)};
  return maker.wrap(m);
}

size_t live_escrows(running_network& network) {
  size_t out = 0;
  for (auto& i : network.lightning().invoices("mostro"))
    out += !devnet::is_final(i.state);
  return out;
}

} // namespace

TEST_CASE("conformance/02-30: of two takers at the same time one gets the order",
          "[02-30][02-68]") {
  running_network network;
  auto kind = GENERATE(order_kind::sell, order_kind::buy);
  bool sells = kind == order_kind::sell;
  auto maker = network.make_trader(sells ? "alice" : "bob");
  auto order = create(*maker, usual_offer(kind));
  std::vector<std::unique_ptr<trader>> takers;
  for (int i = 0; i < 4; ++i)
    takers.push_back(network.make_trader(sells ? "bob" : "alice"));
  std::vector<uint64_t> asked(takers.size());
  std::vector<std::thread> at_once;
  for (size_t i = 0; i < takers.size(); ++i)
    at_once.emplace_back([&, i] { asked[i] = take(*takers[i], kind, order); });
  for (auto& one : at_once)
    one.join();

  size_t winners = 0;
  for (size_t i = 0; i < takers.size(); ++i) {
    auto answer = takers[i]->wait([&](const message& m) { return m.request_id == asked[i]; });
    REQUIRE(answer.has_value());
    if (answer->what.action != action::cant_do) {
      CHECK(answer->what.action == (sells ? action::add_invoice : action::pay_invoice));
      ++winners;
      continue;
    }
    auto reason = std::get<cant_do_payload>(answer->what.payload).reason;
    CHECK((reason == refusal::not_allowed_by_status || reason == refusal::invalid_order_status));
  }
  CHECK(winners == 1);
  CHECK(live_escrows(network) == (sells ? 0 : 1));
}

TEST_CASE("conformance/02-29: who owes an invoice takes no other order", "[02-29]") {
  running_network network;
  auto buyer = network.make_trader("bob");
  auto first = network.make_trader("alice");
  auto second = network.make_trader("alice");
  auto taken = create(*first, usual_offer(order_kind::sell));
  auto wanted = create(*second, usual_offer(order_kind::sell));
  take(*buyer, order_kind::sell, taken);
  expect_invoice_wish(*buyer);
  buyer->next_key();
  auto asked = take(*buyer, order_kind::sell, wanted);
  CHECK(expect_refusal(*buyer, asked) == refusal::pending_order_exists);
  CHECK(network.shown_states(wanted) == std::vector<std::string>{"pending"});
}

TEST_CASE("conformance/01-26: a trade index that was used is refused", "[01-26][02-67]") {
  running_network network;
  auto maker = network.make_trader("alice");
  maker->next_key();
  maker->next_key();
  create(*maker, usual_offer(order_kind::sell));
  auto twin = network.make_twin(*maker);
  for (uint32_t index : {1u, 2u, 3u}) {
    INFO("index " << index);
    REQUIRE(twin->index() == index);
    auto asked = twin->send(action::new_order, order_payload{usual_offer(order_kind::sell)});
    CHECK(expect_refusal(*twin, asked) == refusal::invalid_trade_index);
    twin->next_key();
  }
  create(*twin, usual_offer(order_kind::sell));
  CHECK(network.daemon().open_orders() == 2);
}

TEST_CASE("conflicts: one index for two orders at the same time makes one order") {
  running_network network;
  auto first = network.make_trader("alice");
  auto second = network.make_twin(*first);
  std::vector<uint64_t> asked(2);
  std::thread at_once{[&] {
    asked[0] = first->send(action::new_order, order_payload{usual_offer(order_kind::sell)});
  }};
  asked[1] = second->send(action::new_order, order_payload{usual_offer(order_kind::sell)});
  at_once.join();
  // Both clients use the same key: each hears both answers.
  size_t made = 0;
  size_t refused = 0;
  for (auto id : asked) {
    auto answer =
        network.make_twin(*first)->wait([&](const message& m) { return m.request_id == id; });
    REQUIRE(answer.has_value());
    made += answer->what.action == action::new_order;
    refused += answer->what.action == action::cant_do;
  }
  CHECK(made == 1);
  CHECK(refused == 1);
  CHECK(network.daemon().open_orders() == 1);
}

TEST_CASE("conflicts: an event that is sent again does nothing, also after a restart") {
  running_network network;
  auto maker = network.make_trader("alice");
  auto request = creation_event(*maker, 77);
  CHECK(maker->publish(request));
  expect_message(*maker, action::new_order);
  // The relay stores an event once; forgetting it lets the same one come in again.
  network.net().relay().forget_events();
  maker->publish(request);
  network.net().relay().forget_events();
  network.restart();
  maker->publish(request);
  // Everything before this answer has been judged.
  auto other = network.make_trader("bob");
  create(*other, usual_offer(order_kind::buy));
  maker->listen(500ms);
  CHECK(network.daemon().open_orders() == 2);
  CHECK(maker->inbox().size() == 1);
}

TEST_CASE("conflicts: requests that fit no more are refused and change nothing") {
  running_network network;
  trade_pair pair{network};
  auto order = create(*pair.seller, usual_offer(order_kind::sell));
  take(*pair.buyer, order_kind::sell, order);
  give_invoice(*pair.buyer);
  fund_escrow(*pair.seller);
  expect_active(*pair.seller, *pair.buyer);

  auto too_early = pair.seller->send(action::release);
  CHECK(expect_refusal(*pair.seller, too_early) == refusal::not_allowed_by_status);
  auto wrong_side = pair.seller->send(action::fiat_sent);
  CHECK(expect_refusal(*pair.seller, wrong_side) == refusal::invalid_pubkey);
  send_fiat(*pair.buyer, *pair.seller);
  auto twice = pair.buyer->send(action::fiat_sent);
  CHECK(expect_refusal(*pair.buyer, twice) == refusal::invalid_order_status);
  auto thief = pair.buyer->send(action::release);
  CHECK(expect_refusal(*pair.buyer, thief) == refusal::invalid_peer);
  CHECK(network.lightning().transfers().empty());
  release(*pair.seller);
  expect_message(*pair.buyer, action::purchase_completed);
  check_good_end(network, pair, order);
}
