// SPDX-License-Identifier: MIT
//
// Cases of spec 01 that only a whole node shows: what a refused request leaves behind,
// questions about orders, what the book shows when, and mail that was sent while the
// relay was away.
#include "tests/trades/trade_steps.hpp"

#include "storage/database.hpp"

#include <catch2/catch.hpp>
#include <thread>

using namespace mostro;
using namespace mostro::test;

namespace {

order_id random_order(uint8_t number) {
  std::array<uint8_t, 16> raw{};
  raw.fill(number);
  return order_id::from_random(raw);
}

uint64_t ask_orders(trader& who, std::vector<order_id> ids) {
  who.order.reset();
  return who.send(action::orders, ids_payload{std::move(ids)});
}

/// The revisions of an order that reached the relay, each once, by stamp.
std::map<unix_time, nostr::event> revisions_of(running_network& network, const order_id& id) {
  std::map<unix_time, nostr::event> out;
  for (auto& e : network.net().relay().published_log())
    if (e.accepted && e.what.kind == nostr::kind::order && e.what.pubkey == network.node() &&
        nostr::first_tag_value(e.what.tags, "d") == id.text())
      out.emplace(e.what.created_at, e.what);
  return out;
}

} // namespace

TEST_CASE("conformance/01-27: a refused new-order of a known user leaves its trade index unused",
          "[01-27]") {
  running_network network;
  auto maker = network.make_trader("alice");
  create(*maker, usual_offer(order_kind::sell));
  maker->next_key();
  auto broken = usual_offer(order_kind::sell);
  broken.amount = -1;
  auto request = maker->send(action::new_order, order_payload{broken});
  CHECK(expect_refusal(*maker, request) == refusal::invalid_amount);
  maker->send(action::last_trade_index, {}, envelope::restore);
  CHECK(expect_message(*maker, action::last_trade_index).trade_index == 1);
  create(*maker, usual_offer(order_kind::sell)); // The same index again.
  maker->send(action::last_trade_index, {}, envelope::restore);
  CHECK(expect_message(*maker, action::last_trade_index).trade_index == 2);
}

TEST_CASE("conformance/01-37: too many orders, somebody else's and none are refused", "[01-37]") {
  running_network network;
  trade_pair pair{network};
  auto order = create(*pair.seller, usual_offer(order_kind::sell));
  auto own = ask_orders(*pair.seller, {order});
  auto told = expect_message(*pair.seller, action::orders);
  CHECK(told.request_id == own);
  REQUIRE(std::holds_alternative<orders_payload>(told.payload));
  CHECK(std::get<orders_payload>(told.payload).orders.size() == 1);

  std::vector<order_id> eleven;
  for (uint8_t i = 0; i < 11; ++i)
    eleven.push_back(random_order(i));
  eleven.front() = order; // Nothing of it is told.
  CHECK(expect_refusal(*pair.seller, ask_orders(*pair.seller, eleven)) ==
        refusal::too_many_requests);
  CHECK(expect_refusal(*pair.buyer, ask_orders(*pair.buyer, {order})) == refusal::not_found);
  CHECK(expect_refusal(*pair.seller, ask_orders(*pair.seller, {})) == refusal::invalid_parameters);
}

TEST_CASE("conformance/01-44: a taken buy order shows in-progress once", "[01-44]") {
  running_network network;
  trade_pair pair{network};
  auto order = create(*pair.buyer, usual_offer(order_kind::buy));
  take(*pair.seller, order_kind::buy, order);
  fund_escrow(*pair.seller);
  give_invoice(*pair.buyer); // Ends waiting-buyer-invoice.
  expect_active(*pair.seller, *pair.buyer);
  std::vector<std::string> shown;
  for (auto& [stamp, e] : revisions_of(network, order))
    shown.push_back(nostr::first_tag_value(e.tags, "s").value_or(""));
  CHECK(shown == std::vector<std::string>{"pending", "in-progress"});
}

TEST_CASE("conformance/01-45: an expired order is canceled in public and expired in the database",
          "[01-45]") {
  running_network network;
  auto maker = network.make_trader("alice");
  auto wanted = usual_offer(order_kind::sell);
  wanted.expires_at = devnet::wall_clock_milliseconds() / 1000 + 3;
  auto order = create(*maker, wanted);
  CHECK(network.wait_for_state(order, "canceled"));
  network.stop();
  auto database = storage::database::open({network.database()}).value();
  auto stored = database->find_order(order).value();
  REQUIRE(stored.has_value());
  CHECK(status_of(*stored) == order_status::expired);
}

TEST_CASE("conformance/01-49: what was sent while the link was down is acted on when it is back",
          "[01-49]") {
  // The reference loses such mail. Decision 2: nothing that was sent is lost, so the
  // subscription resumes from a cursor instead of `limit: 0`.
  running_network network;
  trade_pair pair{network};
  auto& relay = network.net().relay();
  auto order = create(*pair.seller, usual_offer(order_kind::sell));
  relay.set_up(false);
  message m;
  m.id = order;
  m.action = action::cancel;
  m.request_id = 4711;
  m.trade_index = pair.seller->index();
  relay.publish(pair.seller->wrap(m)); // By another way than the dead link.
  std::this_thread::sleep_for(2s);
  auto requests = relay.counters().requests;
  relay.set_up(true);
  CHECK(expect_message(*pair.seller, action::canceled).id == order);
  CHECK(network.wait_for_state(order, "canceled"));
  CHECK(relay.counters().requests > requests);
  create(*pair.buyer, usual_offer(order_kind::buy)); // And the next message, too.
}
