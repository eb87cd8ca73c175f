// SPDX-License-Identifier: MIT
//
// Decide, commit, perform: never in another order.
#include "tests/actors/order_book/book_fixture.hpp"

using namespace mostro;
using namespace mostro::test;
using namespace std::chrono_literals;

TEST_CASE("order actor: nothing is performed before its commit is answered") {
  book_fixture f;
  f.store->hold = true;
  f.send(f.request(1, action::new_order));
  REQUIRE(f.store->held.size() == 1);
  CHECK(f.delivered->empty());
  CHECK(f.count().open == 0);
  f.let_go();
  CHECK(f.delivered->size() == 2); // The confirmation and the public order.
  CHECK(f.last_told(1) == action::new_order);
  CHECK(f.count().open == 1);
}

TEST_CASE("order actor: no second request is judged before the first is committed") {
  book_fixture f;
  auto id = f.create(1);
  f.store->hold = true;
  f.send(f.request(2, action::take_sell, id));
  f.send(f.request(3, action::take_sell, id));
  CHECK(f.store->held.size() == 1);
  f.let_go();
  CHECK(f.last_told(2) == action::add_invoice);
  CHECK(f.last_told(3) == action::cant_do);
  CHECK(status_of(f.store->orders.at(id)) == order_status::waiting_buyer_invoice);
}

TEST_CASE("order actor: a commit that fails performs nothing, and the creation is tried again") {
  book_fixture f;
  f.store->failures.push_back(make_error(actor_error::storage_failed));
  f.send(f.request(1, action::new_order));
  CHECK(f.delivered->empty());
  CHECK(f.store->orders.empty());
  f.system.advance(60s);
  CHECK(f.store->orders.size() == 1);
  CHECK(f.told(1).size() == 1);
  CHECK(f.last_told(1) == action::new_order);
  CHECK(f.count().open == 1);
  CHECK(f.count().halted == 0);
}

TEST_CASE("order actor: a creation that was committed is not repeated by a later restart") {
  book_fixture f;
  auto id = f.create(1);
  f.store->failures.push_back(make_error(actor_error::storage_failed));
  f.send(f.request(1, action::cancel, id));
  f.system.advance(60s);
  CHECK(f.store->orders.size() == 1);
  CHECK(f.told(1).size() == 2);
}

TEST_CASE("order actor: a trade index that another order used meanwhile is refused") {
  book_fixture f;
  f.store->failures.push_back(make_error(actor_error::conflict));
  f.send(f.request(1, action::new_order));
  CHECK(f.last_refusal(1) == refusal::invalid_trade_index);
  CHECK(f.count().open == 0);
  auto id = f.create(2);
  f.store->failures.push_back(make_error(actor_error::conflict));
  f.send(f.request(3, action::take_sell, id));
  CHECK(f.last_refusal(3) == refusal::invalid_trade_index);
  CHECK(status_of(f.store->orders.at(id)) == order_status::pending);
  f.send(f.request(4, action::take_sell, id)); // The order itself is as good as before.
  CHECK(f.last_told(4) == action::add_invoice);
}
