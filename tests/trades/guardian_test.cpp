// SPDX-License-Identifier: MIT
//
// The CLTV guardian in a running network (spec 02 §6.2): blocks are mined until the
// escrow's HTLC is about to expire.
#include "tests/trades/trade_steps.hpp"

#include <catch2/catch.hpp>

using namespace mostro;
using namespace mostro::test;

namespace {

/// An lnd sender locks 144 + 3 blocks; the guardian acts 24 blocks before they are over.
constexpr uint32_t blocks_until_due = 144 + 3 - 24;

network_options watchful() {
  network_options out;
  out.pace.guardian = 100ms;
  out.pace.guardian_begins = 100ms;
  return out;
}

order_id trade_up_to_active(trade_pair& pair) {
  auto order = create(*pair.seller, usual_offer(order_kind::sell));
  take(*pair.buyer, order_kind::sell, order);
  give_invoice(*pair.buyer);
  fund_escrow(*pair.seller);
  expect_active(*pair.seller, *pair.buyer);
  return order;
}

bool has(const trader& who, action what) {
  auto all = actions_received(who);
  return std::find(all.begin(), all.end(), what) != all.end();
}

} // namespace

TEST_CASE("conformance/02-59: an active trade is canceled and refunded as its HTLC nears expiry",
          "[02-59][02-60]") {
  running_network network{watchful()};
  trade_pair pair{network};
  auto before = network.lightning().balance("alice");
  auto order = trade_up_to_active(pair);
  CHECK(network.lightning().balance("alice") < before);
  network.lightning().mine(blocks_until_due - 1);
  pair.buyer->listen(1000ms);
  pair.seller->listen(100ms);
  CHECK_FALSE(has(*pair.buyer, action::canceled));
  CHECK_FALSE(has(*pair.seller, action::canceled));
  network.lightning().mine(1);
  expect_message(*pair.seller, action::canceled);
  expect_message(*pair.buyer, action::canceled);
  CHECK(network.wait_for_state(order, "canceled"));
  CHECK(network.lightning().balance("alice") == before);
  CHECK(network.lightning().transfers().empty());
  CHECK(network.daemon().open_orders() == 0);
}

TEST_CASE("conformance/02-59: after fiat-sent it becomes a dispute and the escrow stays",
          "[02-59]") {
  running_network network{watchful()};
  trade_pair pair{network};
  trade_up_to_active(pair);
  send_fiat(*pair.buyer, *pair.seller);
  network.lightning().mine(blocks_until_due);
  expect_message(*pair.buyer, action::dispute_initiated_by_you);
  expect_message(*pair.seller, action::dispute_initiated_by_peer);
  auto invoices = network.lightning().invoices("mostro");
  REQUIRE(invoices.size() == 1);
  CHECK(invoices.front().state == devnet::invoice_state::accepted);
  release(*pair.seller); // The seller may still do what is right.
  expect_message(*pair.buyer, action::purchase_completed);
}

TEST_CASE("guardian: what became due while the daemon was down is done after its start") {
  running_network network{watchful()};
  trade_pair pair{network};
  auto order = trade_up_to_active(pair);
  network.stop();
  network.lightning().mine(blocks_until_due);
  network.start();
  expect_message(*pair.seller, action::canceled);
  CHECK(network.wait_for_state(order, "canceled"));
}
