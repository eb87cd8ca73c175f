// SPDX-License-Identifier: MIT
//
// new-order: the gaps of spec 02 §1.2, the order of the checks, the trade index.
#include "tests/actors/order/new_order_request.hpp"

using namespace mostro;
using namespace mostro::order_fixture;

TEST_CASE("new order: the limits hold with the premium too") {
  auto r = market(200, 20'000'000'000.0 / 1'000'000); // 1000000 sats without premium.
  CHECK(result_of(r) == accepted);
  r.wanted.premium = -1;
  CHECK(result_of(r) == "out_of_range_sats_amount");
}

TEST_CASE("new order: a market order with a priced invoice is refused, an address is probed") {
  auto r = market(20);
  r.wanted.kind = buy;
  r.wanted.buyer_invoice = good_invoice();
  CHECK(result_of(r) == "invalid_invoice");
  r.wanted.buyer_invoice = "bob@example.com";
  r.probe = destination_probe::unreachable;
  CHECK(result_of(r) == "invalid_invoice");
  r.probe = destination_probe::reachable;
  CHECK(accept(r).next.terms.maker_invoice == "bob@example.com");
}

TEST_CASE("new order: the invoice of a sell order is dropped unread") {
  auto r = request();
  r.wanted.buyer_invoice = "nonsense";
  auto t = accept(r);
  CHECK_FALSE(t.next.terms.maker_invoice);
  CHECK_FALSE(shown_order(told(t, 0)).buyer_invoice);
}

TEST_CASE("new order: the first failing check decides") {
  auto r = request(buy);
  r.wanted.buyer_invoice = "nonsense";
  r.wanted.fiat_code = "XXX";
  r.wanted.amount = -1;
  CHECK(result_of(r) == "invalid_invoice");
  r.wanted.buyer_invoice.reset();
  CHECK(result_of(r) == "invalid_fiat_currency");
  r.wanted.fiat_code = "USD";
  r.wanted.premium = 1;
  CHECK(result_of(r) == "invalid_amount");
  r.wanted.amount = 99;
  CHECK(result_of(r) == "invalid_parameters");
  r.wanted.kind.reset();
  CHECK(result_of(r) == "invalid_order_kind");
}

TEST_CASE("new order: what a client states about id, status, keys and creation is ignored") {
  auto r = request();
  r.wanted.id = id_of<order_id>(0xbb);
  r.wanted.status = order_status::active;
  r.wanted.seller_trade_pubkey = key(9).hex();
  r.wanted.buyer_trade_pubkey = key(8).hex();
  r.wanted.created_at = 1;
  auto plain = accept(request());
  auto t = accept(r);
  CHECK(t.next == plain.next);
  CHECK(t.effects == plain.effects);
}

TEST_CASE("new order: without trade index only a maker in full-privacy mode may create") {
  auto r = request();
  r.maker.trade_index.reset();
  CHECK(result_of(r) == "ignored");
  r.maker.identity = r.maker.trade_key;
  auto t = accept(r);
  CHECK_FALSE(t.uses_index);
  CHECK_FALSE(told(t, 0).trade_index);
}
