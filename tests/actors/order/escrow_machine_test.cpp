// SPDX-License-Identifier: MIT
//
// The escrow while it is waited for or held: acceptance (T6, T7, T8), waiting
// timeouts (T25, T26), a vanished escrow (T31, T32), and the ends of an untaken
// order (T17, T27).
#include "tests/actors/order/outcome_text.hpp"

using namespace mostro;
using namespace mostro::order_fixture;

namespace {

const auto hash = escrow_secret().hash;
const auto accepted = escrow_accepted{hash, msats{50'150'000}};
const std::string now_active = "active: buyer-took-order>maker hold-invoice-payment-accepted>taker";

void check_active_messages(const transition& t, bool invoice_shown, int64_t h, int64_t b) {
  auto& m7 = shown_order(told(t, 0));
  auto& m8 = shown_order(told(t, 1));
  CHECK(m7.status == order_status::active);
  CHECK(m8.status == order_status::active);
  CHECK(m7.amount == h);
  CHECK(m8.amount == b);
  bool maker_sells = t.next.terms.kind == sell;
  for (auto* m : {&m7, &m8}) {
    CHECK(m->seller_trade_pubkey == (maker_sells ? maker() : taker()).trade_key.hex());
    CHECK(m->buyer_trade_pubkey == (maker_sells ? taker() : maker()).trade_key.hex());
  }
  CHECK_FALSE(m7.buyer_invoice);
  CHECK(m8.buyer_invoice.has_value() == invoice_shown);
  CHECK_FALSE(told(t, 0).trade_index);
  CHECK_FALSE(told(t, 1).trade_index);
}

} // namespace

TEST_CASE("conformance/02-33: an accepted escrow with a known invoice is active (T6)", "[02-33]") {
  auto t = advance(waiting_payment_order(sell, true), event_of(accepted, 60));
  CHECK(text_of(decision{t}) == now_active);
  check_active_messages(t, false, 50'150, 49'850);
  CHECK(told(t, 0).request_id == 500);
  CHECK(told(t, 1).request_id == 500);
  CHECK(phase<active>(t).held.held_at == start + seconds{60});
  CHECK(phase<active>(t).held.amount_paid == msats{50'150'000});
}

TEST_CASE("conformance/02-34: a replayed acceptance sends nothing again", "[02-34]") {
  CHECK(outcome(waiting_invoice_order(buy), event_of(accepted)) == "ignored");
  CHECK(outcome(active_order(pending_order(sell)), event_of(accepted)) == "ignored");
}

TEST_CASE("conformance/02-35: take-buy, acceptance, then add-invoice (T7, T8)", "[02-35]") {
  auto o = waiting_payment_order(buy, false);
  auto t = advance(o, event_of(accepted, 300));
  CHECK(text_of(decision{t}) ==
        "waiting-buyer-invoice: add-invoice>maker waiting-buyer-invoice>taker add-invoice>maker");
  auto& p = phase<waiting_buyer_invoice>(t);
  CHECK(p.trade.duty_since == start + seconds{300});
  CHECK(p.held->held_at == start + seconds{300});
  auto& m9 = shown_order(told(t, 0));
  CHECK(m9.status == order_status::waiting_buyer_invoice);
  CHECK(m9.amount == 49'850);
  CHECK_FALSE(m9.buyer_trade_pubkey);
  CHECK_FALSE(m9.seller_trade_pubkey);
  CHECK(m9.created_at == start.seconds);
  CHECK(m9.expires_at == start.seconds + 86'400);
  CHECK(told(t, 0).request_id == 500);
  CHECK(told(t, 1).request_id == 500);
  CHECK(told(t, 1).payload == payload{});
  CHECK(told(t, 2).payload == payload{peer_payload{"", user_info{4.5, 6, 70}}});
  CHECK_FALSE(told(t, 2).request_id);

  auto u = advance(t.next, event_of(invoice_of(maker()), 310));
  CHECK(text_of(decision{u}) ==
        "active: buyer-took-order>taker hold-invoice-payment-accepted>maker");
  check_active_messages(u, true, 50'150, 49'850);
  CHECK_FALSE(told(u, 0).request_id);
  CHECK(told(u, 1).request_id == 501);
  CHECK(shown_order(told(u, 1)).buyer_invoice == good_invoice());
}

TEST_CASE("conformance/02-54: a sell maker who does not pay in time loses the order (T26)",
          "[02-54]") {
  auto o = waiting_payment_order(sell, true);
  CHECK(deadline_of(o, policy()) == start + seconds{901});
  CHECK(outcome(o, event_of(deadline_reached{}, 900)) == "ignored");
  auto t = advance(o, event_of(deadline_reached{}, 901));
  CHECK(text_of(decision{t}) == "canceling-escrow: cancel-hold-invoice(unless-accepted)");
  CHECK(status_of(t.next) == order_status::waiting_payment);
  auto u = advance(t.next, answer_of(escrow_canceled{hash}, 902));
  CHECK(text_of(decision{u}) == "canceled: canceled>maker canceled>taker publish:canceled");
  for (size_t i : {0u, 1u}) {
    CHECK_FALSE(told(u, i).request_id);
    CHECK(told(u, i).payload == payload{});
  }
}

TEST_CASE("conformance/02-55: a buy order whose seller does not pay is published again (T25)",
          "[02-55]") {
  auto o = waiting_payment_order(buy, false);
  o.terms.amount = sats{0};
  auto t = advance(o, event_of(deadline_reached{}, 901));
  auto u = advance(t.next, answer_of(escrow_canceled{hash}, 902));
  CHECK(text_of(decision{u}) == "pending: new-order>maker canceled>taker publish:pending");
  auto& m22 = told(u, 0);
  CHECK_FALSE(m22.request_id);
  CHECK_FALSE(m22.trade_index);
  auto& shown = shown_order(m22);
  CHECK(shown.status == order_status::pending);
  CHECK(shown.amount == 0);
  CHECK(shown.buyer_trade_pubkey == maker().trade_key.hex());
  CHECK_FALSE(shown.seller_trade_pubkey);
  CHECK(shown.expires_at == start.seconds + 86'400);
  CHECK(effect<publish_order>(u, 2).amount == sats{0});
  CHECK(trade_of(u.next) == nullptr);
}

TEST_CASE("escrow: a sell order whose buyer brings no invoice is published again (T25)") {
  auto t = advance(waiting_invoice_order(sell), event_of(deadline_reached{}, 901));
  CHECK(text_of(decision{t}) == "pending: new-order>maker canceled>taker publish:pending");
  auto& shown = shown_order(told(t, 0));
  CHECK(shown.amount == 50'000);
  CHECK(shown.seller_trade_pubkey == maker().trade_key.hex());
  CHECK_FALSE(shown.buyer_trade_pubkey);
}

TEST_CASE("escrow: a buy maker who brings no invoice loses the order, the seller is refunded") {
  auto t = advance(waiting_invoice_order(buy), event_of(deadline_reached{}, 901));
  CHECK(text_of(decision{t}) == "canceling-escrow: cancel-hold-invoice");
  CHECK(effect<cancel_hold_invoice>(t, 0).hash == hash);
  auto u = advance(t.next, answer_of(escrow_canceled{hash}, 902));
  CHECK(text_of(decision{u}) == "canceled: canceled>maker canceled>taker publish:canceled");
}

TEST_CASE("conformance/02-56: a payment that was under way wins over the timeout", "[02-56]") {
  auto with = canceling_order(sell, order_status::waiting_payment, true);
  CHECK(outcome(with, answer_of(accepted, 902)) == now_active);
  auto without = canceling_order(buy, order_status::waiting_payment, false);
  auto t = advance(without, answer_of(accepted, 902));
  CHECK(text_of(decision{t}) ==
        "waiting-buyer-invoice: add-invoice>maker waiting-buyer-invoice>taker add-invoice>maker");
  CHECK(phase<waiting_buyer_invoice>(t).trade.duty_since == start + seconds{902});
}

TEST_CASE("conformance/02-57: until LND has answered the cancel nothing changes", "[02-57]") {
  auto o = canceling_order(sell, order_status::waiting_payment, true);
  CHECK(outcome(o, event_of(deadline_reached{}, 1800)) == "ignored");
  CHECK(outcome(o, event_of(escrow_canceled{hash}, 902)) == "ignored"); // A stream's news.
  CHECK(outcome(o, event_of(accepted, 902)) == "ignored");
  CHECK_FALSE(deadline_of(o, policy()));
}

TEST_CASE("conformance/02-58: the seller's payment restarts the clock", "[02-58]") {
  auto t = advance(waiting_payment_order(buy, false), event_of(accepted, 890));
  CHECK(outcome(t.next, event_of(deadline_reached{}, 910)) == "ignored");
  CHECK(deadline_of(t.next, policy()) == start + seconds{890 + 901});
  CHECK(status_of(advance(t.next, event_of(invoice_of(maker()), 910)).next) ==
        order_status::active);
}

TEST_CASE("conformance/02-63: create and cancel within one second get rising stamps (T17)",
          "[02-63]") {
  auto t = advance(pending_order(sell), event_of(cancel_requested{maker(), 44}));
  CHECK(text_of(decision{t}) == "canceled: canceled>maker publish:canceled");
  CHECK(told(t, 0).request_id == 44);
  CHECK(effect<publish_order>(t, 1).created_at == start + seconds{1});
}

TEST_CASE("conformance/02-70: a buy maker's address survives a seller's timeout", "[02-70]") {
  auto o = pending_order(buy);
  o.terms.maker_invoice = "bob@example.com";
  auto t = advance(o, event_of(take_of(buy)));
  t = advance(t.next, answer_of(escrow_opened{hash, "lnbc-hold"}));
  t = advance(t.next, event_of(deadline_reached{}, 901));
  t = advance(t.next, answer_of(escrow_canceled{hash}, 902));
  CHECK(t.next.terms.maker_invoice == "bob@example.com");
  t = advance(t.next, event_of(take_of(buy), 1000));
  t = advance(t.next, answer_of(escrow_opened{hash, "lnbc-hold"}, 1001));
  auto u = advance(t.next, event_of(accepted, 1002));
  CHECK(text_of(decision{u}) ==
        "active: buyer-took-order>taker hold-invoice-payment-accepted>maker");
  CHECK(phase<active>(u).trade.buyer_invoice == "bob@example.com");
}

TEST_CASE("escrow: an untaken order expires without a word to anybody (T27)") {
  auto o = pending_order(sell);
  CHECK(deadline_of(o, policy()) == start + seconds{86'400});
  CHECK(outcome(o, event_of(deadline_reached{}, 86'399)) == "ignored");
  CHECK(outcome(o, event_of(deadline_reached{}, 86'401)) == "expired: publish:canceled");
}

TEST_CASE("escrow: an active order whose escrow vanished is canceled (T31)") {
  auto t = advance(active_order(pending_order(sell)), event_of(escrow_canceled{hash}, 80'000));
  CHECK(text_of(decision{t}) ==
        "canceled: hold-invoice-payment-canceled>maker hold-invoice-payment-canceled>taker "
        "alarm:escrow-vanished canceled>maker canceled>taker publish:canceled");
}

TEST_CASE("escrow: a vanished escrow under fiat-sent alarms and keeps the status (T32)") {
  auto t = advance(fiat_sent_order(pending_order(sell)), event_of(escrow_canceled{hash}, 80'000));
  CHECK(text_of(decision{t}) == "fiat-sent(vanished): hold-invoice-payment-canceled>maker "
                                "hold-invoice-payment-canceled>taker alarm:escrow-vanished");
  CHECK(outcome(t.next, event_of(escrow_canceled{hash}, 80'001)) == "ignored");
  CHECK_FALSE(escrow_to_watch(t.next));
}

TEST_CASE("escrow: late news of Lightning change nothing on a closed order") {
  for (auto& o : {closed_order(sell, order_status::canceled, true),
                  closed_order(sell, order_status::success, true)})
    for (auto& fact : {order_fact{accepted}, order_fact{escrow_canceled{hash}},
                       order_fact{escrow_settled{hash, {}}}, order_fact{deadline_reached{}},
                       order_fact{payout_succeeded{hash_of_payee(50), {}}},
                       order_fact{payout_failed{hash_of_payee(50), ""}}})
      CHECK(outcome(o, event_of(fact)) == "ignored");
}
