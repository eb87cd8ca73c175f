// SPDX-License-Identifier: MIT
//
// The questions of spec 03 §6 through the book: what is open is in its memory, the
// rest in the archive.
#include "tests/actors/order_book/shell_fixture.hpp"

using namespace mostro;
using namespace mostro::test;
using fixture::maker;
using fixture::sell;
using fixture::taker;

namespace {

order under(uint8_t n, order o) {
  o.id = fixture::id_of<order_id>(n);
  o.terms.created_at = fixture::start + seconds{n};
  return o;
}

message ask(std::vector<order_id> ids) {
  return shell_fixture::message_about({}, ids_payload{std::move(ids)});
}

} // namespace

TEST_CASE("conformance/03-60: restore-session lists open orders and disputes", "[03-60]") {
  shell_fixture f{{{under(1, fixture::pending_order(sell)),
                    under(2, fixture::active_order(fixture::pending_order(sell))),
                    under(3, fixture::closed_order(sell, order_status::success, true)),
                    under(4, fixture::order_in_dispute())}}};
  f.send(f.request(maker(), action::restore_session));
  auto reply = f.last_told(maker().trade_key);
  CHECK(reply.wrapper == envelope::restore);
  CHECK_FALSE(reply.request_id);
  auto& found = std::get<restore_payload>(reply.payload);
  CHECK(found.orders.size() == 2);
  REQUIRE(found.disputes.size() == 1);
  CHECK(found.disputes[0].order == fixture::id_of<order_id>(4));
  CHECK(f.database->unfinished.empty());
}

TEST_CASE("conformance/03-61: an unknown key restores nothing and is answered", "[03-61]") {
  shell_fixture f{{{fixture::pending_order(sell)}}};
  f.send(f.request(fixture::stranger(), action::restore_session));
  auto reply = f.last_told(fixture::stranger().trade_key);
  CHECK(std::get<restore_payload>(reply.payload) == restore_payload{});
}

TEST_CASE("conformance/03-64: what an orders question is refused for", "[03-64]") {
  shell_fixture f{{{fixture::pending_order(sell)}}};
  auto id = fixture::id_of<order_id>(0xaa);
  f.send(f.request(maker(), action::orders, ask({})));
  CHECK(f.last_refusal(maker().trade_key) == refusal::invalid_parameters);
  f.send(f.request(maker(), action::orders, ask(std::vector(11, id))));
  CHECK(f.last_refusal(maker().trade_key) == refusal::too_many_requests);
  f.send(f.request(fixture::stranger(), action::orders, ask({id})));
  CHECK(f.last_refusal(fixture::stranger().trade_key) == refusal::not_found);
}

TEST_CASE("conformance/03-65: orders of any status are told, open or long over", "[03-65]") {
  auto foreign = under(9, fixture::pending_order(sell));
  foreign.maker = fixture::stranger();
  shell_fixture f{{{under(1, fixture::pending_order(sell)),
                    under(2, fixture::closed_order(sell, order_status::success, true)), foreign}}};
  auto a = fixture::id_of<order_id>(1);
  auto b = fixture::id_of<order_id>(2);
  f.send(f.request(maker(), action::orders, ask({b, foreign.id, a, b})));
  auto told = std::get<orders_payload>(f.told(maker().trade_key).at(0).payload).orders;
  REQUIRE(told.size() == 2);
  CHECK(told[0].id == b);
  CHECK(told[0].status == order_status::success);
  CHECK_FALSE(told[0].buyer_invoice);
  CHECK(told[1].id == a);
  CHECK(f.database->unfinished.empty());
}

TEST_CASE("order book: open orders can be listed at once") {
  shell_fixture f{{{under(1, fixture::pending_order(sell)),
                    under(2, fixture::closed_order(sell, order_status::success, true)),
                    under(3, fixture::order_in_dispute())}}};
  auto told = f.system.ask<open_orders_told>(f.book, ask_open_orders{});
  REQUIRE(told);
  REQUIRE(told->orders.size() == 2);
  CHECK(told->orders[0].id == fixture::id_of<order_id>(1));
  CHECK(told->orders[1].id == fixture::id_of<order_id>(3));
}
