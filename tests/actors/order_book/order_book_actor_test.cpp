// SPDX-License-Identifier: MIT
//
// Routing and supervision: what a crash of one order does and does not do.
#include "tests/actors/order_book/book_fixture.hpp"

using namespace mostro;
using namespace mostro::test;
using namespace std::chrono_literals;

TEST_CASE("order book: a request for an unknown order is refused") {
  book_fixture f;
  order_id unknown;
  unknown.data.fill(5);
  f.send(f.request(1, action::cancel, unknown));
  CHECK(f.last_refusal(1) == refusal::not_found);
  CHECK(f.count().open == 0);
}

TEST_CASE("order book: a closed order is loaded when somebody asks for it, and refuses") {
  book_fixture f;
  auto id = f.create(1);
  f.send(f.request(1, action::cancel, id));
  CHECK(f.last_told(1) == action::canceled);
  CHECK(f.count().open == 0);
  f.send(f.request(1, action::cancel, id));
  CHECK(f.last_refusal(1) == refusal::order_already_canceled);
  f.send(f.request(2, action::take_sell, id));
  CHECK(f.last_refusal(2) == refusal::invalid_order_status);
  CHECK(f.count().open == 0);
}

TEST_CASE("order book: the crash of one order leaves the others alone, and it comes back") {
  book_fixture f;
  auto broken = f.create(1);
  auto sound = f.create(2);
  f.store->failures.push_back(make_error(actor_error::storage_failed));
  f.send(f.request(1, action::cancel, broken));
  CHECK(f.last_told(1) == action::new_order); // Nothing was said about the cancel.
  f.send(f.request(2, action::cancel, sound));
  CHECK(f.last_told(2) == action::canceled);
  CHECK(f.count().open == 1);
  f.system.advance(5s); // The restarted order gets the request again.
  CHECK(f.last_told(1) == action::canceled);
  CHECK(f.told(1).size() == 2);
  CHECK(f.count().open == 0);
  CHECK(f.count().halted == 0);
}

TEST_CASE("order book: requests that arrive while an order restarts are kept for it") {
  book_fixture f;
  auto id = f.create(1);
  f.store->failures.push_back(make_error(actor_error::storage_failed));
  f.send(f.request(3, action::cancel, id)); // A stranger; the refusal cannot be committed.
  f.send(f.request(1, action::cancel, id));
  CHECK(f.told(1).size() == 1);
  f.system.advance(5s);
  CHECK(f.last_refusal(3) == refusal::is_not_your_order);
  CHECK(f.last_told(1) == action::canceled);
}

TEST_CASE("order book: an order that crashes four times in ten minutes is halted") {
  book_fixture f;
  auto broken = f.create(1);
  auto sound = f.create(2);
  for (int i = 0; i < 4; ++i)
    f.store->failures.push_back(make_error(actor_error::storage_failed));
  f.send(f.request(1, action::cancel, broken));
  f.system.advance(60s);
  CHECK(f.store->failures.empty());
  CHECK(f.count().halted == 1);
  f.send(f.request(1, action::cancel, broken));
  CHECK(f.last_refusal(1) == refusal::not_allowed_by_status);
  f.send(f.request(2, action::cancel, sound));
  CHECK(f.last_told(2) == action::canceled);
}

TEST_CASE("order book: a creation that crashes again and again is halted too") {
  book_fixture f;
  for (int i = 0; i < 4; ++i)
    f.store->failures.push_back(make_error(actor_error::storage_failed));
  f.send(f.request(1, action::new_order));
  f.system.advance(60s);
  CHECK(f.store->failures.empty());
  CHECK(f.store->orders.empty());
  CHECK(f.count().halted == 1);
  CHECK(f.count().open == 0);
}

TEST_CASE("order book: whoever asks for an outcome gets it, also after a crash") {
  book_fixture f;
  auto id = f.create(1);
  f.store->failures.push_back(make_error(actor_error::storage_failed));
  auto pending = f.ask_outcome(f.request(1, action::cancel, id));
  CHECK_FALSE(pending->has_value());
  f.system.advance(5s);
  REQUIRE(pending->has_value());
  CHECK((*pending)->end == request_end::accepted);
  auto refused = f.ask_outcome(f.request(1, action::cancel, id));
  REQUIRE(refused->has_value());
  CHECK((*refused)->end == request_end::refused);
  CHECK((*refused)->why == refusal::order_already_canceled);
}

TEST_CASE("order book: a command that is refused is not written to anybody") {
  book_fixture f;
  auto id = f.create(1);
  auto r = f.request(3, action::cancel, id);
  r.is_command = true;
  auto outcome = f.ask_outcome(r);
  REQUIRE(outcome->has_value());
  CHECK((*outcome)->why == refusal::is_not_your_order);
  CHECK(f.told(3).empty());
}

TEST_CASE("order book: three crashes are forgiven") {
  book_fixture f;
  auto id = f.create(1);
  for (int i = 0; i < 3; ++i)
    f.store->failures.push_back(make_error(actor_error::storage_failed));
  f.send(f.request(1, action::cancel, id));
  f.system.advance(60s);
  CHECK(f.count().halted == 0);
  CHECK(f.last_told(1) == action::canceled);
}

TEST_CASE("order book: a child that was born is routed to") {
  book_fixture f;
  auto parent = f.create(1);
  auto child = f.store->orders.at(parent);
  child.id.data.fill(7);
  child.maker.trade_key = key_of(4).pub;
  f.store->orders[child.id] = child;
  caf::anon_send(f.book, child_born{child, f.store->file(child.id, {})});
  f.system.run();
  CHECK(f.count().open == 2);
  f.send(f.request(4, action::cancel, child.id));
  CHECK(f.last_told(4) == action::canceled);
  CHECK(f.count().open == 1);
}

TEST_CASE("order book: after intake has stopped nothing is begun") {
  book_fixture f;
  caf::anon_send(f.book, stop_intake{});
  f.send(f.request(1, action::new_order));
  CHECK(f.store->applied.empty());
}
