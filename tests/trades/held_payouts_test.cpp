// SPDX-License-Identifier: MIT
//
// Payees who take a payout in and never resolve it (spec 02 §4.3, §12 hazard 9): they
// delay nobody else, and are paid once.
#include "messages/hash.hpp"
#include "tests/trades/trade_steps.hpp"

#include <catch2/catch.hpp>

using namespace mostro;
using namespace mostro::test;

namespace {

/// An invoice that its payee holds until the test settles or cancels it.
struct held_invoice {
  preimage secret;
  payment_hash hash;
  std::string text;

  held_invoice(running_network& network, const std::string& payee, sats amount, uint8_t number) {
    bytes32 raw{};
    raw.fill(number);
    secret = preimage{raw};
    hash = payment_hash{sha256(raw)};
    devnet::invoice_request asked;
    asked.value_sat = amount.value;
    auto made = network.lightning().add_hold_invoice(payee, asked, hash);
    REQUIRE(made);
    text = (*made).payment_request;
  }
};

/// A sell trade whose payout arrives at `where` and is held there.
order_id trade_up_to_held_payout(running_network& network, trade_pair& pair,
                                 const held_invoice& where) {
  auto order = create(*pair.seller, usual_offer(order_kind::sell));
  take(*pair.buyer, order_kind::sell, order, pays_to(where.text));
  fund_escrow(*pair.seller);
  expect_active(*pair.seller, *pair.buyer);
  send_fiat(*pair.buyer, *pair.seller);
  release(*pair.seller);
  REQUIRE(network.lightning().wait_for_invoice("bob", where.hash, devnet::invoice_state::accepted,
                                               20s));
  return order;
}

uint64_t sends_of(running_network& network, const payment_hash& hash) {
  auto found = network.lightning().payment("mostro", hash);
  return found ? found->sends : 0;
}

} // namespace

TEST_CASE("held payouts: one that is held for ever delays no other trade") {
  running_network network;
  trade_pair holding{network};
  held_invoice held{network, "bob", sats{49'850}, 1};
  auto stuck = trade_up_to_held_payout(network, holding, held);

  for (auto kind : {order_kind::sell, order_kind::buy}) { // The same payee, paid at once.
    trade_pair other{network};
    auto order = run_trade(other, kind);
    REQUIRE(order.has_value());
    CHECK(network.wait_for_state(*order, "success"));
  }
  CHECK(network.payouts_to("bob") == std::vector<sats>{sats{49'850}, sats{49'850}});
  CHECK(network.shown_states(stuck) == std::vector<std::string>{"pending", "in-progress"});

  REQUIRE(network.lightning().settle_invoice("bob", held.secret));
  expect_message(*holding.buyer, action::purchase_completed);
  CHECK(network.wait_for_state(stuck, "success"));
  CHECK(sends_of(network, held.hash) == 1);
  CHECK(network.lightning().conserved());
}

TEST_CASE("conformance/02-48: a held payout is found in flight by every restart, sent once",
          "[02-48]") {
  running_network network;
  trade_pair pair{network};
  held_invoice held{network, "bob", sats{49'850}, 2};
  auto order = trade_up_to_held_payout(network, pair, held);
  network.restart();
  network.restart();
  network.stop();
  REQUIRE(network.lightning().settle_invoice("bob", held.secret)); // While nobody looks.
  network.start();
  expect_message(*pair.buyer, action::purchase_completed);
  check_good_end(network, pair, order);
  CHECK(sends_of(network, held.hash) == 1);
  CHECK(network.lightning().payment("mostro", held.hash)->duplicates == 0);
}

TEST_CASE("held payouts: one that its payee gives back has failed and may be paid elsewhere") {
  running_network network{
      {.adjust = [](settings& s) { s.policy.payment_retries_interval = seconds{1}; }}};
  trade_pair pair{network};
  held_invoice held{network, "bob", sats{49'850}, 3};
  auto order = trade_up_to_held_payout(network, pair, held);
  REQUIRE(network.lightning().cancel_invoice("bob", held.hash));
  expect_message(*pair.buyer, action::payment_failed);
  CHECK(expect_invoice_wish(*pair.buyer) == sats{49'850});
  auto invoice = pair.buyer->wallet().make_invoice(sats{49'850});
  REQUIRE(invoice.has_value());
  pair.buyer->send(action::add_invoice, pays_to(*invoice));
  expect_message(*pair.buyer, action::purchase_completed);
  check_good_end(network, pair, order);
}
