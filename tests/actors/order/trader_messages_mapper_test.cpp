// SPDX-License-Identifier: MIT
//
// The messages of spec 02 §0.5 as JSON: which keys are there, which are not.
#include "actors/order/trader_messages_mapper.hpp"

#include "tests/actors/order/order_fixture.hpp"

using namespace mostro;
using namespace mostro::order_fixture;

namespace {

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("messages: an offered order carries no keys and omits them") {
  auto o = pending_order(sell);
  auto json = to_canonical_json(order_message(o, action::new_order, as_offered(o), 41, 3));
  CHECK(contains(json, "\"request_id\":41,\"trade_index\":3"));
  CHECK(contains(json, "\"status\":\"pending\",\"amount\":50000"));
  CHECK(contains(json, "\"min_amount\":null,\"max_amount\":null"));
  CHECK_FALSE(contains(json, "trade_pubkey"));
  CHECK_FALSE(contains(json, "buyer_invoice"));
}

TEST_CASE("messages: an offered buy order shows its maker the stored destination") {
  auto o = pending_order(buy);
  o.terms.maker_invoice = "bob@example.com";
  CHECK(as_offered(o).buyer_invoice == "bob@example.com");
}

TEST_CASE("messages: a taken order shows neither keys nor invoice nor times") {
  auto o = range_order(buy, 10, 100);
  o.terms.maker_invoice = "bob@example.com";
  auto t = trade_of_take(o, true);
  auto shown = as_taken(o, t, order_status::waiting_payment, t.hold_amount());
  CHECK(shown.amount == 50'150);
  CHECK(shown.fiat_amount == 30);
  CHECK_FALSE(shown.buyer_invoice);
  CHECK_FALSE(shown.buyer_trade_pubkey);
  CHECK_FALSE(shown.seller_trade_pubkey);
  auto json = to_canonical_json(payload{order_payload{shown}});
  CHECK(contains(json, "\"created_at\":null,\"expires_at\":null"));
}

TEST_CASE("messages: both trade keys go to their sides") {
  for (auto kind : {sell, buy}) {
    auto o = pending_order(kind);
    auto t = trade_of_take(o, true);
    auto shown = with_trade_keys(as_taken(o, t, order_status::active, t.amount), o, t);
    CHECK(shown.seller_trade_pubkey == (kind == sell ? key(1) : key(2)).hex());
    CHECK(shown.buyer_trade_pubkey == (kind == sell ? key(2) : key(1)).hex());
    CHECK_FALSE(shown.buyer_invoice);
  }
}

TEST_CASE("messages: pay-invoice carries order, invoice and null") {
  auto o = pending_order(sell);
  auto m = pay_invoice_message(o, trade_of_take(o, true), "lnbc-hold", 3);
  CHECK(m.action == action::pay_invoice);
  auto json = to_canonical_json(m.payload);
  CHECK(contains(json, "{\"payment_request\":[{"));
  CHECK(contains(json, "},\"lnbc-hold\",null]}"));
}

TEST_CASE("messages: a reputation notice has an empty key and no ids") {
  auto m = reputation_notice(pending_order(sell), action::pay_invoice, {4.0, 2, 30});
  CHECK_FALSE(m.request_id);
  CHECK_FALSE(m.trade_index);
  CHECK(to_canonical_json(m.payload) == "{\"peer\":{\"pubkey\":\"\",\"reputation\":{\"rating\":"
                                        "4.0,\"reviews\":2,\"operating_days\":30}}}");
}

TEST_CASE("messages: fiat-sent-ok names the counterparty without reputation") {
  auto m = fiat_sent_ok_message(pending_order(sell), taker(), 8);
  CHECK(m.request_id == 8);
  CHECK(to_canonical_json(m.payload) ==
        "{\"peer\":{\"pubkey\":\"" + key(2).hex() + "\",\"reputation\":null}}");
}

TEST_CASE("messages: payment-failed counts in seconds") {
  auto m = payment_failed_message(pending_order(sell), 2, seconds{60}, std::nullopt);
  CHECK(to_canonical_json(m.payload) == "{\"payment_failed\":{\"payment_attempts\":2,"
                                        "\"payment_retries_interval\":60}}");
}

TEST_CASE("messages: every stamp is later than the one before, whatever the clock says") {
  auto o = pending_order(sell);
  CHECK(revision_of(o, order_status::pending, start).created_at == start + seconds{1});
  CHECK(revision_of(o, order_status::pending, start - seconds{50}).created_at ==
        start + seconds{2});
  CHECK(revision_of(o, order_status::pending, start + seconds{50}).created_at ==
        start + seconds{50});
  CHECK(o.last_stamp == start + seconds{50});
}

TEST_CASE("messages: a revision shows the range only while pending, a trade's amounts after") {
  auto o = range_order(sell, 10, 100);
  auto offered = revision_of(o, order_status::pending, start);
  CHECK(offered.min_amount == 10);
  CHECK(offered.max_amount == 100);
  CHECK(offered.amount == sats{0});
  o.phase = waiting_payment{trade_of_take(o, true), open_escrow_of()};
  auto taken = revision_of(o, order_status::in_progress, start);
  CHECK_FALSE(taken.min_amount);
  CHECK_FALSE(taken.max_amount);
  CHECK(taken.amount == sats{50'000});
  CHECK(taken.fiat_amount == 30);
  CHECK(taken.maker_identity == maker().identity);
}
