// SPDX-License-Identifier: MIT
//
// A dispute from beginning to end: a solver with read permission may look and not
// decide, the operator takes over with mostroctl's calls and decides, and the
// history of the order tells all of it.
#include "actors/mostroctl/client.hpp"
#include "tests/trades/trade_steps.hpp"

#include <catch2/catch.hpp>
#include <future>

using namespace mostro;
using namespace mostro::test;

namespace {

/// mostroctl's client at the daemon's socket.
std::unique_ptr<ctl::client> operator_of(const running_network& network) {
  auto socket = network.database().parent_path() / "mostro.sock";
  auto out = ctl::make_client({"unix:" + socket.string(), {}, {}});
  REQUIRE(out);
  return std::move(*out);
}

template <class T>
T answered(ctl::reply<T> r) {
  if (auto* failed = std::get_if<ctl::call_failure>(&r))
    FAIL(failed->text);
  return std::get<T>(std::move(r));
}

/// A trade in dispute, with a solver who may only read and has taken it.
struct disputed_trade {
  running_network network;
  trade_pair pair{network};
  std::unique_ptr<trader> solver = network.make_trader("bob", transport::nip44, true);
  std::unique_ptr<ctl::client> ctl = operator_of(network);
  order_id order;
  std::string dispute;

  disputed_trade() {
    order = create(*pair.seller, usual_offer(order_kind::sell));
    take(*pair.buyer, order_kind::sell, order);
    give_invoice(*pair.buyer);
    fund_escrow(*pair.seller);
    expect_active(*pair.seller, *pair.buyer);
    pair.buyer->send(action::dispute);
    expect_message(*pair.buyer, action::dispute_initiated_by_you);
    auto open = answered(ctl->disputes(false, {}));
    REQUIRE(open.size() == 1);
    dispute = open[0].id;
    CHECK(open[0].order_id == order.text());
    CHECK(open[0].initiator == "buyer");
    solver->next_key();
    auto npub = nostr::to_npub(solver->key().pub);
    REQUIRE(answered(ctl->add_solver(npub + ":read")).success);
    solver->order = *order_id::parse(dispute);
    solver->send(action::admin_take_dispute);
    expect_message(*solver, action::admin_took_dispute);
  }
};

bool has_line(const admin::order_details& o, admin::chain_kind kind, const std::string& part) {
  return std::any_of(o.chain.begin(), o.chain.end(), [&](auto& line) {
    return line.kind == kind && (line.what + " " + line.text).find(part) != std::string::npos;
  });
}

} // namespace

TEST_CASE(
    "operator: a solver with read permission cannot settle, the operator takes over and does") {
  disputed_trade t;
  t.solver->order = t.order;
  auto request = t.solver->send(action::admin_settle);
  CHECK(expect_refusal(*t.solver, request) == refusal::not_authorized);
  auto early = answered(t.ctl->settle_order(t.order.text()));
  CHECK(early.error_text == "Admin settle failed: Sending cantDo message to user for "
                            "IsNotYourDispute");
  REQUIRE(answered(t.ctl->take_dispute(t.dispute)).success);
  REQUIRE(answered(t.ctl->settle_order(t.order.text())).success);
  expect_message(*t.pair.buyer, action::purchase_completed);
  CHECK(t.network.payouts_to("bob") == std::vector<sats>{sats{49'850}});
  CHECK(
      eventually([&] { return answered(t.ctl->order(t.order.text())).order.status == "success"; }));
  CHECK(answered(t.ctl->disputes(false, {})).empty());

  auto told = answered(t.ctl->order(t.order.text()));
  CHECK(told.payout->state == "paid");
  CHECK(told.dispute->status == "settled");
  CHECK(has_line(told, admin::chain_kind::decision, "admin-settle-requested"));
  CHECK(has_line(told, admin::chain_kind::trace, "not_authorized"));
  for (auto& line : told.chain)
    if (line.kind == admin::chain_kind::decision)
      CHECK_FALSE(line.status_after.empty());
}

TEST_CASE("operator: a canceled dispute gives the seller the bitcoin back") {
  disputed_trade t;
  auto before = t.network.payouts_to("bob").size();
  REQUIRE(answered(t.ctl->take_dispute(t.dispute)).success);
  REQUIRE(answered(t.ctl->cancel_order(t.order.text())).success);
  expect_message(*t.pair.seller, action::admin_canceled);
  expect_message(*t.pair.buyer, action::admin_canceled);
  CHECK(t.network.payouts_to("bob").size() == before);
  CHECK(answered(t.ctl->order(t.order.text())).order.status == "canceled-by-admin");
}

TEST_CASE("operator: status, maintenance and the stream of changes of a running node") {
  running_network network;
  auto ctl = operator_of(network);
  CHECK(eventually([&] {
    auto s = answered(ctl->status());
    return s.lightning.usable && s.relays.size() == 1 && s.relays[0].connected && s.prices > 0;
  }));
  auto status = answered(ctl->status());
  CHECK(status.npub == nostr::to_npub(network.node()));
  CHECK(status.lightning.network == "regtest");
  CHECK(status.maintenance == false);

  std::vector<std::string> seen;
  auto watching = std::async(std::launch::async, [&, watcher = operator_of(network)] {
    return watcher->watch({}, [&](const admin::order_change& change) {
      seen.push_back(change.cause + " " + change.status);
      return change.status != "canceled";
    });
  });
  trade_pair pair{network};
  // The watcher hears what is committed after its call has arrived.
  while (watching.wait_for(100ms) != std::future_status::ready) {
    create(*pair.seller, usual_offer(order_kind::sell));
    pair.seller->send(action::cancel);
    expect_message(*pair.seller, action::canceled);
  }
  CHECK_FALSE(watching.get());
  CHECK(seen.back() == "cancel-requested canceled");

  REQUIRE(answered(ctl->set_maintenance(true)).success);
  CHECK(answered(ctl->status()).maintenance == true);
  pair.buyer->next_key();
  auto request = pair.buyer->send(action::new_order, order_payload{usual_offer(order_kind::buy)});
  expect_refusal(*pair.buyer, request);
  REQUIRE(answered(ctl->set_maintenance(false)).success);
  create(*pair.buyer, usual_offer(order_kind::buy));
}
