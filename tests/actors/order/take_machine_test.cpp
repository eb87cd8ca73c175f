// SPDX-License-Identifier: MIT
//
// take-sell and take-buy (spec 02 §2), add-invoice before the escrow (T5), and
// LND's answer about the hold invoice.
#include "tests/actors/order/outcome_text.hpp"

using namespace mostro;
using namespace mostro::order_fixture;

namespace {

const std::string opening = "opening-escrow: open-hold-invoice";

take_requested slice_of(std::optional<int64_t> fiat) {
  auto r = take_of(sell);
  r.fiat_amount = fiat;
  r.price = price(50'000);
  return r;
}

transition opened(const order& o, int64_t late = 0) {
  return advance(o, answer_of(escrow_opened{escrow_secret().hash, "lnbc-hold"}, late));
}

} // namespace

TEST_CASE("conformance/02-18: a take without invoice asks the buyer for one (T2)", "[02-18]") {
  auto o = pending_order(sell);
  auto t = advance(o, event_of(take_of(sell), 5));
  CHECK(text_of(decision{t}) == "waiting-buyer-invoice: add-invoice>taker "
                                "waiting-buyer-invoice>maker publish:in-progress");
  auto& p = phase<waiting_buyer_invoice>(t);
  CHECK_FALSE(p.held);
  CHECK(p.trade.amount == sats{50'000});
  CHECK(p.trade.fee == sats{150});
  CHECK(p.trade.dev_fee == sats{90});
  CHECK(p.trade.duty_since == start + seconds{5});
  CHECK(t.uses_index == std::pair{taker().identity, int64_t{7}});

  auto& m2 = told(t, 0);
  CHECK(effect<send_message>(t, 0).via == transport::gift_wrap);
  CHECK(m2.request_id == 500);
  CHECK(m2.trade_index == 7);
  small_order wanted;
  wanted.id = o.id;
  wanted.kind = sell;
  wanted.status = order_status::waiting_buyer_invoice;
  wanted.amount = 49'850;
  wanted.fiat_code = "USD";
  wanted.fiat_amount = 20;
  wanted.payment_method = "cash,wire";
  CHECK(shown_order(m2) == wanted);

  auto& m3 = told(t, 1);
  CHECK(m3.request_id == 500);
  CHECK(m3.trade_index == 3);
  CHECK(m3.payload == payload{});
  auto& event = effect<publish_order>(t, 2);
  CHECK(event.amount == sats{50'000});
  CHECK(event.created_at == start + seconds{5});
}

TEST_CASE("conformance/02-19: a take with an invoice opens the hold invoice (T3)", "[02-19]") {
  auto o = pending_order(sell);
  auto t = advance(o, event_of(take_of(sell, good_invoice())));
  CHECK(text_of(decision{t}) == opening);
  auto& wanted = effect<open_hold_invoice>(t, 0);
  CHECK(wanted.hash == escrow_secret().hash);
  CHECK(wanted.amount == sats{50'150});
  CHECK(wanted.expiry == seconds{1020});
  CHECK(wanted.cltv_expiry == 144);
  CHECK(wanted.memo.find(o.id.text()) != std::string::npos);
  CHECK(wanted.memo.find("20 USD") != std::string::npos);
  CHECK(phase<opening_escrow>(t).key == escrow_secret());
  CHECK(status_of(t.next) == order_status::pending);

  auto u = opened(t.next, 8);
  CHECK(text_of(decision{u}) ==
        "waiting-payment: pay-invoice>maker waiting-seller-to-pay>taker publish:in-progress");
  auto& m4 = told(u, 0);
  CHECK(m4.request_id == 500);
  CHECK(m4.trade_index == 3);
  auto& asked = std::get<payment_request_payload>(m4.payload);
  CHECK(asked.invoice == "lnbc-hold");
  CHECK_FALSE(asked.amount);
  CHECK(asked.order->status == order_status::waiting_payment);
  CHECK(asked.order->amount == 50'150);
  CHECK_FALSE(asked.order->buyer_invoice);
  CHECK_FALSE(asked.order->buyer_trade_pubkey);
  CHECK_FALSE(asked.order->seller_trade_pubkey);
  auto& m5 = told(u, 1);
  CHECK(m5.request_id == 500);
  CHECK(m5.trade_index == 7);
  CHECK(m5.payload == payload{});
  CHECK(phase<waiting_payment>(u).trade.duty_since == start + seconds{8});
  CHECK(phase<waiting_payment>(u).trade.buyer_invoice == good_invoice());
  CHECK(phase<waiting_payment>(u).trade.ln_node == policy().our_node);
}

TEST_CASE("conformance/02-20: a take with an invoice of another amount is refused", "[02-20]") {
  auto o = pending_order(sell);
  for (int64_t amount : {49'851'000, 49'849'000})
    CHECK(outcome(o, event_of(take_of(sell, invoice_text({msats{amount}})))) == "invalid_invoice");
}

TEST_CASE("take: a Lightning address is taken as reachable as it was probed") {
  auto r = take_of(sell, "bob@example.com");
  r.probe = destination_probe::unreachable;
  CHECK(outcome(pending_order(sell), event_of(r)) == "invalid_invoice");
  r.probe = destination_probe::reachable;
  CHECK(outcome(pending_order(sell), event_of(r)) == opening);
}

TEST_CASE("take: take-buy opens the hold invoice at once and asks the seller (T4)") {
  auto r = take_of(buy, "ignored on take-buy");
  auto t = advance(pending_order(buy), event_of(r));
  CHECK(text_of(decision{t}) == opening);
  CHECK_FALSE(phase<opening_escrow>(t).trade.buyer_invoice);
  auto u = opened(t.next);
  CHECK(text_of(decision{u}) ==
        "waiting-payment: pay-invoice>taker waiting-seller-to-pay>maker publish:in-progress");
  CHECK(told(u, 0).trade_index == 7);
  CHECK(told(u, 1).trade_index == 3);
}

TEST_CASE("take: add-invoice before the escrow opens it (T5)") {
  auto o = waiting_invoice_order(sell);
  auto t = advance(o, event_of(invoice_of(taker())));
  CHECK(text_of(decision{t}) == "opening-escrow: pay-invoice>maker open-hold-invoice");
  CHECK(status_of(t.next) == order_status::waiting_buyer_invoice);
  auto& m6 = told(t, 0);
  CHECK(m6.payload == payload{peer_payload{"", user_info{4.5, 6, 70}}});
  CHECK_FALSE(m6.request_id);
  CHECK_FALSE(m6.trade_index);
  CHECK(effect<open_hold_invoice>(t, 1).amount == sats{50'150});
  auto u = opened(t.next, 30);
  CHECK(text_of(decision{u}) == "waiting-payment: pay-invoice>maker waiting-seller-to-pay>taker");
  CHECK(told(u, 0).request_id == 501);
  CHECK(told(u, 1).request_id == 501);
  CHECK(phase<waiting_payment>(u).trade.duty_since == start + seconds{30});
}

TEST_CASE("conformance/02-26: nobody takes their own order, not even with another key", "[02-26]") {
  auto r = take_of(sell);
  r.taker.trade_key = maker().trade_key;
  CHECK(outcome(pending_order(sell), event_of(r)) == "invalid_pubkey");
  r = take_of(sell);
  r.taker.identity = maker().identity;
  CHECK(outcome(pending_order(sell), event_of(r)) == "invalid_pubkey");
}

TEST_CASE("conformance/02-27: the second of expiry is closed to takes", "[02-27]") {
  auto o = pending_order(sell);
  CHECK(outcome(o, event_of(take_of(sell), 86'400)) == "invalid_order_status");
  CHECK(std::holds_alternative<transition>(judge(o, event_of(take_of(sell), 86'399))));
}

TEST_CASE("conformance/02-28: the fiat amount must lie in the range", "[02-28]") {
  auto o = range_order(sell, 10, 100);
  for (auto fiat : {std::optional<int64_t>{9}, {101}, {}})
    CHECK(outcome(o, event_of(slice_of(fiat))) == "out_of_range_sats_amount");
  for (int64_t fiat : {10, 100}) {
    auto t = advance(o, event_of(slice_of(fiat)));
    CHECK(phase<waiting_buyer_invoice>(t).trade.fiat_amount == fiat);
    CHECK(shown_order(told(t, 0)).fiat_amount == fiat);
    CHECK(effect<publish_order>(t, 2).fiat_amount == fiat);
    CHECK_FALSE(effect<publish_order>(t, 2).min_amount);
    CHECK(t.next.terms.max_amount == 100);
  }
}

TEST_CASE("take: the fiat amount of a plain order is not read") {
  auto r = take_of(sell);
  r.fiat_amount = 0;
  CHECK(phase<waiting_buyer_invoice>(advance(pending_order(sell), event_of(r))).trade.fiat_amount ==
        20);
}

TEST_CASE("conformance/02-30: the second of two takes loses", "[02-30]") {
  auto first = advance(pending_order(sell), event_of(take_of(sell, good_invoice())));
  auto second = take_of(sell, good_invoice());
  second.taker = stranger();
  CHECK(outcome(first.next, event_of(second)) == "not_allowed_by_status");
  CHECK(outcome(opened(first.next).next, event_of(second)) == "invalid_order_status");
}

TEST_CASE("conformance/02-68: who loses the race to a buy order is told, and no invoice is left",
          "[02-68]") {
  auto first = advance(pending_order(buy), event_of(take_of(buy)));
  auto second = take_of(buy);
  second.taker = stranger();
  second.fresh = escrow_secret(10);
  CHECK(outcome(first.next, event_of(second)) == "not_allowed_by_status"); // LND never heard of 10.
  CHECK(phase<waiting_payment>(opened(first.next)).open.key == escrow_secret());
}

TEST_CASE("conformance/02-31: a market take fixes amount and fees", "[02-31]") {
  auto r = take_of(buy);
  r.price = price(50'000);
  auto t = advance(market_order(buy, 100, 1), event_of(r));
  auto& fixed = phase<opening_escrow>(t).trade;
  CHECK(fixed.amount == sats{198'000});
  CHECK(fixed.fee == sats{594});
  CHECK(fixed.dev_fee == sats{356});
  CHECK(effect<open_hold_invoice>(t, 0).amount == sats{198'594});
}

TEST_CASE("conformance/02-32: the quote keeps the double path's lost sat", "[02-32]") {
  auto r = take_of(sell);
  r.price = price(100'000);
  auto t = advance(market_order(sell, 7), event_of(r));
  auto& fixed = phase<waiting_buyer_invoice>(t).trade;
  CHECK(fixed.amount == sats{6999});
  CHECK(fixed.fee == sats{21});
  CHECK(fixed.hold_amount() == sats{7020});
  CHECK(fixed.payout_amount() == sats{6978});
  CHECK(fixed.dev_fee == sats{13});
  CHECK(routing_fee_limit(fixed.payout_amount(), 0.002) == sats{13});
}

TEST_CASE("take: a market take needs a fresh price and an amount within the limits") {
  auto r = take_of(sell);
  CHECK(outcome(market_order(sell, 20), event_of(r)) == "price_too_stale");
  r.price.what = price_quote::state::stale;
  CHECK(outcome(market_order(sell, 20), event_of(r)) == "price_too_stale");
  r.price = price(21'000'000); // 95 sats.
  CHECK(outcome(market_order(sell, 20), event_of(r)) == "out_of_range_sats_amount");
  r.price = price(1000); // 2000000 sats.
  CHECK(outcome(market_order(sell, 20), event_of(r)) == "out_of_range_sats_amount");
  // The limits themselves are allowed.
  auto p = policy();
  for (auto [least, most] :
       {std::pair{sats{100'000}, sats{1'000'000}}, {sats{10}, sats{100'000}}}) {
    p.min_payment_amount = least;
    p.max_order_amount = most;
    r.price = price(20'000); // 100000 sats.
    CHECK(std::holds_alternative<transition>(judge(market_order(sell, 20), event_of(r), p)));
  }
}

TEST_CASE("take: a fee that leaves the buyer nothing is refused") {
  auto p = policy();
  p.fee = 2; // Both halves: all that is traded.
  CHECK(outcome(pending_order(sell), event_of(take_of(sell)), p) == "out_of_range_sats_amount");
  p.fee = 1.99;
  CHECK(std::holds_alternative<transition>(judge(pending_order(sell), event_of(take_of(sell)), p)));
}

TEST_CASE("take: the first failing check decides") {
  auto o = range_order(buy, 10, 100);
  auto r = take_of(sell, "nonsense");
  r.taker = maker();
  r.taker.trade_index.reset();
  auto late = event_of(r, 90'000);
  CHECK(outcome(o, late) == "invalid_order_kind");
  o.terms.kind = sell;
  CHECK(outcome(o, late) == "invalid_order_status");
  late.at = start;
  CHECK(outcome(o, late) == "invalid_pubkey");
  r.taker = taker();
  r.taker.trade_index.reset();
  CHECK(outcome(o, event_of(r)) == "out_of_range_sats_amount");
  r.fiat_amount = 10;
  CHECK(outcome(o, event_of(r)) == "price_too_stale");
  r.price = price(50'000);
  CHECK(outcome(o, event_of(r)) == "invalid_invoice");
  r.buyer_invoice.reset();
  CHECK(outcome(o, event_of(r)) == "ignored"); // Check 12: no reply.
}

TEST_CASE("conformance/02-67: a trade index of 0 is never stored", "[02-67]") {
  auto r = take_of(sell);
  r.taker.trade_index = 0;
  CHECK_FALSE(advance(pending_order(sell), event_of(r)).uses_index);
  r.taker.trade_index = 6;
  CHECK(advance(pending_order(sell), event_of(r)).uses_index == std::pair{key(102), int64_t{6}});
}

TEST_CASE("take: a refused hold invoice gives the order back and tells the taker") {
  auto fact = escrow_refused{escrow_secret().hash, "memo too large"};
  auto t = advance(opening_order(sell), answer_of(fact));
  CHECK(text_of(decision{t}) ==
        "pending: cant-do(not_allowed_by_status)>taker alarm:hold-invoice-refused");
  auto& sorry = told(t, 0);
  CHECK(sorry.wrapper == envelope::cant_do);
  CHECK(sorry.action == action::cant_do);
  CHECK(sorry.request_id == 500);
  CHECK_FALSE(sorry.trade_index);
  auto u = advance(opening_order(sell, true), answer_of(fact));
  CHECK(text_of(decision{u}) == "waiting-buyer-invoice: "
                                "cant-do(not_allowed_by_status)>taker alarm:hold-invoice-refused");
  CHECK_FALSE(phase<waiting_buyer_invoice>(u).trade.buyer_invoice);
}

TEST_CASE("take: an answer about another hold invoice changes nothing") {
  CHECK(outcome(opening_order(buy), answer_of(escrow_opened{id_of<payment_hash>(1), "x"})) ==
        "ignored");
  CHECK(outcome(opening_order(buy), answer_of(escrow_refused{id_of<payment_hash>(1), "x"})) ==
        "ignored");
}
