// SPDX-License-Identifier: MIT
//
// What a client that comes back is told about its orders (spec 03 §6.1, §6.3).
#include "actors/order_book/session_mapper.hpp"

#include "tests/actors/order/dispute_fixture.hpp"

using namespace mostro;
using namespace mostro::order_fixture;

namespace {

opened_message asked_by(const party& who, payload p = {}) {
  opened_message out;
  out.message.action = action::restore_session;
  out.message.request_id = 7;
  out.message.payload = std::move(p);
  out.sender = key(66); // A fresh key: what counts is the identity.
  out.identity = who.identity;
  out.via = transport::gift_wrap;
  return out;
}

/// `o` under its own id, made at `start` + `age_rank`, with the maker's index.
order numbered(order o, uint8_t n, int64_t index) {
  o.id = id_of<order_id>(n);
  o.maker.trade_index = index;
  o.terms.created_at = start + seconds{n};
  return o;
}

restore_payload restored(const std::vector<order>& orders, const party& who) {
  std::vector<const order*> open;
  for (auto& o : orders)
    open.push_back(&o);
  auto answer = answer_restore_session(open, asked_by(who));
  CHECK(answer.to == key(66));
  CHECK(answer.via == transport::gift_wrap);
  CHECK(answer.message.wrapper == envelope::restore);
  CHECK(answer.message.action == action::restore_session);
  CHECK_FALSE(answer.message.request_id);
  CHECK_FALSE(answer.message.id);
  return std::get<restore_payload>(answer.message.payload);
}

small_order shown(const order& o, const party& who) {
  auto answer = answer_orders({o}, asked_by(who));
  return std::get<orders_payload>(answer.message.payload).orders.at(0);
}

} // namespace

TEST_CASE("conformance/03-60: what is open is restored, what is disputed under the disputes only",
          "[03-60]") {
  auto disputed_one = numbered(order_in_dispute(), 4, 4);
  disputed_one.dispute->initiator = trade_role::seller;
  auto found = restored(
      {numbered(pending_order(sell), 1, 1), numbered(active_order(pending_order(sell)), 2, 2),
       numbered(closed_order(sell, order_status::success, true), 3, 3), disputed_one},
      maker());
  REQUIRE(found.orders.size() == 2);
  CHECK(found.orders[0] == restored_order{id_of<order_id>(2), 2, order_status::active});
  CHECK(found.orders[1] == restored_order{id_of<order_id>(1), 1, order_status::pending});
  REQUIRE(found.disputes.size() == 1);
  CHECK(found.disputes[0].id == fresh_dispute_id());
  CHECK(found.disputes[0].order == id_of<order_id>(4));
  CHECK(found.disputes[0].trade_index == 4);
  CHECK(found.disputes[0].status == dispute_status::initiated);
  CHECK(found.disputes[0].initiator == "seller");
  CHECK_FALSE(found.disputes[0].solver_pubkey);
}

TEST_CASE("conformance/03-60: a dispute in work names its solver, also to the taker", "[03-60]") {
  auto found = restored({order_in_dispute(filed_dispute(key(0x51)))}, taker());
  REQUIRE(found.disputes.size() == 1);
  CHECK(found.disputes[0].solver_pubkey == key(0x51).hex());
  CHECK(found.disputes[0].initiator == "buyer");
  CHECK(found.disputes[0].trade_index == 7);
  CHECK(found.disputes[0].status == dispute_status::in_progress);
}

TEST_CASE("conformance/03-61: a stranger gets both lists, empty", "[03-61]") {
  auto found = restored({pending_order(sell), order_in_dispute()}, stranger());
  CHECK(found.orders.empty());
  CHECK(found.disputes.empty());
}

TEST_CASE("session: a dispute that is over leaves its order to the orders") {
  auto over = filed_dispute(key(0x51));
  over.status = dispute_status::settled;
  auto found = restored({with_dispute(paying_order(sell), over)}, maker());
  CHECK(found.disputes.empty());
  REQUIRE(found.orders.size() == 1);
  CHECK(found.orders[0].status == order_status::settled_hold_invoice);
}

TEST_CASE("session: no terminal status is restored, with or without hyphen") {
  for (auto status : {order_status::expired, order_status::success, order_status::canceled,
                      order_status::cooperatively_canceled, order_status::canceled_by_admin})
    CHECK(restored({closed_order(sell, status, true)}, maker()).orders.empty());
}

TEST_CASE("session: a private trader's missing index is shown as zero") {
  auto o = pending_order(sell);
  o.maker.identity = o.maker.trade_key;
  o.maker.trade_index.reset();
  CHECK(restored({o}, o.maker).orders.at(0).trade_index == 0);
}

TEST_CASE("session: a restore answer fits one event and keeps the newest") {
  std::vector<order> many;
  for (uint16_t n = 0; n < 600; ++n) {
    auto o = n % 2 ? order_in_dispute(filed_dispute(key(0x51))) : paying_order(sell);
    o.id.data[0] = static_cast<uint8_t>(n >> 8);
    o.id.data[1] = static_cast<uint8_t>(n);
    o.terms.created_at = start + seconds{n};
    o.maker.trade_index = INT64_MAX;
    many.push_back(o);
  }
  std::vector<const order*> open;
  for (auto& o : many)
    open.push_back(&o);
  auto answer = answer_restore_session(open, asked_by(maker()));
  auto& found = std::get<restore_payload>(answer.message.payload);
  CHECK(found.orders.front().id == many[598].id);
  CHECK(found.disputes.front().order == many[599].id);
  CHECK(found.orders.size() + found.disputes.size() > 100);
  CHECK(found.orders.size() + found.disputes.size() < 600);
  CHECK(to_canonical_json(answer.message).size() <= longest_restore_answer + 200);
}

TEST_CASE("conformance/03-64: an orders question without ids or with too many is refused",
          "[03-64]") {
  auto judge = [](payload p) {
    message m;
    m.payload = std::move(p);
    return std::get<refusal>(orders_asked_for(m, 10));
  };
  CHECK(judge(ids_payload{}) == refusal::invalid_parameters);
  CHECK(judge(orders_payload{}) == refusal::invalid_parameters);
  CHECK(judge(ids_payload{std::vector<order_id>(11)}) == refusal::too_many_requests);
  message m;
  m.payload = ids_payload{std::vector<order_id>(10)};
  CHECK(std::get<std::vector<order_id>>(orders_asked_for(m, 10)).size() == 1);
}

TEST_CASE("conformance/03-64: orders of others are not found", "[03-64]") {
  auto answer = answer_orders({active_order(pending_order(sell))}, asked_by(stranger()));
  CHECK(std::get<cant_do_payload>(answer.message.payload).reason == refusal::not_found);
  CHECK(answer.message.request_id == 7u);
}

TEST_CASE("conformance/03-65: own orders are told in the order of the question, without invoices",
          "[03-65]") {
  auto a = numbered(pending_order(buy), 1, 1);
  a.terms.maker_invoice = good_invoice();
  auto b = numbered(active_order(pending_order(sell)), 2, 2);
  message m;
  m.payload = ids_payload{{b.id, id_of<order_id>(9), a.id, b.id}};
  auto ids = std::get<std::vector<order_id>>(orders_asked_for(m, 10));
  CHECK(ids == std::vector{b.id, id_of<order_id>(9), a.id});
  auto answer = answer_orders({b, a}, asked_by(maker()));
  CHECK(answer.message.wrapper == envelope::order);
  CHECK(answer.message.request_id == 7u);
  auto& told = std::get<orders_payload>(answer.message.payload).orders;
  REQUIRE(told.size() == 2);
  CHECK(told[0].id == b.id);
  CHECK(told[1].id == a.id);
  CHECK_FALSE(told[0].buyer_invoice);
  CHECK_FALSE(told[1].buyer_invoice);
}

TEST_CASE("session: the other side's key is shown once the trade is active, and ever after") {
  auto sees_other = [](const order& o) {
    return shown(o, maker()).buyer_trade_pubkey == taker().trade_key.hex();
  };
  CHECK_FALSE(sees_other(waiting_payment_order(sell, true)));
  CHECK_FALSE(sees_other(opening_order(sell)));
  CHECK(sees_other(active_order(pending_order(sell))));
  CHECK(sees_other(order_in_dispute()));
  CHECK(sees_other(paying_order(sell)));
  CHECK(sees_other(closed_order(sell, order_status::success, true)));
  CHECK_FALSE(sees_other(closed_order(sell, order_status::canceled, true)));
  CHECK(shown(waiting_payment_order(sell, true), taker()).buyer_trade_pubkey ==
        taker().trade_key.hex());
}
