// SPDX-License-Identifier: MIT
//
// fiat-sent, release and what follows a settled escrow (T9, T10; spec 02 §4.1,
// §4.2), and the remainder of a range order (spec 02 §5).
#include "tests/actors/order/outcome_text.hpp"

using namespace mostro;
using namespace mostro::order_fixture;

namespace {

const auto hash = escrow_secret().hash;
const auto settled_fact = escrow_settled{hash, msats{50'150'000}};

order range_in_fiat_sent(order_kind kind, int64_t slice, std::optional<next_trade> next = {}) {
  auto o = fiat_sent_order(range_order(kind, 10, 100), next);
  std::get<fiat_sent>(o.phase).trade.fiat_amount = slice;
  return o;
}

/// Release by the seller of a range order, then LND's answer.
transition released(const order& o, payload with) {
  auto seller = o.terms.kind == sell ? maker() : taker();
  auto t = advance(o, event_of(release_of(seller, std::move(with)), 50));
  return advance(t.next, answer_of(settled_fact, 51));
}

} // namespace

TEST_CASE("settlement: fiat-sent names the counterparties (T9)") {
  auto t = advance(active_order(pending_order(sell)), event_of(fiat_sent_of(taker())));
  CHECK(text_of(decision{t}) == "fiat-sent: fiat-sent-ok>maker fiat-sent-ok>taker");
  CHECK(told(t, 0).payload == payload{peer_payload{taker().trade_key.hex(), std::nullopt}});
  CHECK(told(t, 1).payload == payload{peer_payload{maker().trade_key.hex(), std::nullopt}});
  CHECK_FALSE(told(t, 0).request_id);
  CHECK(told(t, 1).request_id == 502);
  CHECK_FALSE(told(t, 0).trade_index);
  CHECK_FALSE(told(t, 1).trade_index);
  auto u = advance(active_order(pending_order(buy)), event_of(fiat_sent_of(maker())));
  CHECK(text_of(decision{u}) == "fiat-sent: fiat-sent-ok>taker fiat-sent-ok>maker");
}

TEST_CASE("conformance/02-36: fiat-sent is the buyer's, once", "[02-36]") {
  auto o = active_order(pending_order(sell));
  CHECK(outcome(o, event_of(fiat_sent_of(maker()))) == "invalid_pubkey");
  CHECK(outcome(o, event_of(fiat_sent_of(stranger()))) == "invalid_pubkey");
  auto sent = fiat_sent_order(pending_order(sell));
  CHECK(outcome(sent, event_of(fiat_sent_of(taker()))) == "invalid_order_status");
}

TEST_CASE("conformance/02-37: a release before fiat-sent settles nothing", "[02-37]") {
  CHECK(outcome(active_order(pending_order(sell)), event_of(release_of(maker()))) ==
        "not_allowed_by_status");
}

TEST_CASE("conformance/02-38: the buyer cannot release", "[02-38]") {
  auto o = fiat_sent_order(pending_order(sell));
  CHECK(outcome(o, event_of(release_of(taker()))) == "invalid_peer");
  CHECK(outcome(o, event_of(release_of(stranger()))) == "invalid_peer");
}

TEST_CASE("conformance/02-39: a release with a text settles nothing and gets no reply", "[02-39]") {
  auto o = fiat_sent_order(pending_order(sell));
  CHECK(outcome(o, event_of(release_of(maker(), text_payload{"thanks"}))) == "ignored");
  CHECK(outcome(o, event_of(release_of(maker(), next_trade_payload{"no key", 1}))) == "ignored");
  auto a = active_order(pending_order(sell));
  CHECK(outcome(a, event_of(fiat_sent_of(taker(), text_payload{"sent"}))) == "ignored");
}

TEST_CASE("conformance/02-40: a release settles, tells, pays and succeeds (T10, T13)", "[02-40]") {
  auto o = fiat_sent_order(pending_order(sell));
  auto t = advance(o, event_of(release_of(maker())));
  CHECK(text_of(decision{t}) == "settling-escrow: settle-hold-invoice");
  CHECK(effect<settle_hold_invoice>(t, 0).hash == hash);
  CHECK(effect<settle_hold_invoice>(t, 0).preimage == escrow_secret().preimage);
  CHECK(status_of(t.next) == order_status::fiat_sent);

  auto u = advance(t.next, answer_of(settled_fact, 2));
  CHECK(text_of(decision{u}) == "settled(paying): released>taker "
                                "hold-invoice-payment-settled>maker rate>maker pay-invoice");
  CHECK_FALSE(told(u, 0).request_id);
  CHECK(told(u, 1).request_id == 600);
  CHECK_FALSE(told(u, 2).request_id);
  for (size_t i = 0; i < 3; ++i)
    CHECK(told(u, i).payload == payload{});
  auto& pay = effect<pay_invoice>(u, 3);
  CHECK(pay.hash == hash_of_payee(50));
  CHECK(pay.bolt11 == good_invoice());
  CHECK(pay.amount == sats{49'850});
  CHECK_FALSE(pay.amountless);
  CHECK(pay.fee_limit == sats{99});
  CHECK(pay.invoice_expires_at == start + seconds{86'400});
  CHECK(phase<settled>(u).payout.claim->hash == pay.hash);
  CHECK_FALSE(u.child);

  auto v = advance(u.next, answer_of(payout_succeeded{pay.hash, msats{1500}}, 3));
  CHECK(text_of(decision{v}) == "success: purchase-completed>taker rate>taker publish:success");
  CHECK(told(v, 0).request_id == 600);
  CHECK(told(v, 1).request_id == 600);
  CHECK(phase<closed>(v).routing_fee == msats{1500});
  CHECK(phase<closed>(v).paid_with == pay.hash);
}

TEST_CASE("conformance/02-45: settled before the commit: the replayed answer pays once",
          "[02-45]") {
  auto o = settling_order(pending_order(sell));
  auto t = advance(o, event_of(settled_fact)); // The stream's word is enough.
  CHECK(std::count_if(t.effects.begin(), t.effects.end(),
                      [](auto& e) { return std::holds_alternative<pay_invoice>(e); }) == 1);
  CHECK(outcome(t.next, answer_of(settled_fact, 1)) == "ignored");
}

TEST_CASE("conformance/02-46: the settled state and the claim are one decision", "[02-46]") {
  auto t = advance(settling_order(pending_order(buy)), answer_of(settled_fact));
  CHECK(phase<settled>(t).payout.claim);
}

TEST_CASE("settlement: while LND is asked to settle every request waits outside") {
  auto o = settling_order(pending_order(sell));
  CHECK(outcome(o, event_of(release_of(maker()))) == "not_allowed_by_status");
  CHECK(outcome(o, event_of(release_of(taker()))) == "invalid_peer");
  CHECK(outcome(o, event_of(fiat_sent_of(taker()))) == "not_allowed_by_status");
  CHECK(outcome(o, event_of(cancel_requested{maker(), 1})) == "not_allowed_by_status");
  CHECK(outcome(o, event_of(escrow_canceled{hash})) == "ignored"); // Perhaps older news.
}

TEST_CASE("settlement: a release that finds no escrow goes back and alarms") {
  auto t = advance(settling_order(pending_order(sell)), answer_of(escrow_canceled{hash}));
  CHECK(text_of(decision{t}) ==
        "fiat-sent(vanished): hold-invoice-payment-canceled>maker "
        "hold-invoice-payment-canceled>taker alarm:release-found-no-escrow");
}

TEST_CASE("settlement: an escrow that LND settled unasked completes the release and alarms") {
  for (auto& o : {active_order(pending_order(sell)), fiat_sent_order(pending_order(sell))})
    CHECK(outcome(o, event_of(settled_fact)) ==
          "settled(paying): alarm:escrow-settled-unasked released>taker "
          "hold-invoice-payment-settled>maker rate>maker pay-invoice");
  auto t = advance(waiting_payment_order(sell, true), event_of(settled_fact));
  CHECK(phase<settled>(t).escrow.amount_paid == msats{50'150'000});
}

TEST_CASE("conformance/02-50: the remainder of a range order is a new order", "[02-50]") {
  auto t = released(range_in_fiat_sent(sell, 30), next_key_payload());
  CHECK(text_of(decision{t}) ==
        "settled(paying): released>taker hold-invoice-payment-settled>maker rate>maker "
        "pay-invoice child[new-order>next publish:pending]");
  auto& born = t.child->born;
  CHECK(born.id == id_of<order_id>(0xcc));
  CHECK(born.seq == 1);
  CHECK(born.maker == party{key(4), maker().identity, 11, transport::nip44});
  CHECK(born.terms.min_amount == 10);
  CHECK(born.terms.max_amount == 70);
  CHECK(born.terms.fiat_amount == 0);
  CHECK(born.terms.created_at == start + seconds{51});
  CHECK(born.terms.expires_at == t.next.terms.expires_at);
  CHECK(born.terms.range_parent == t.next.id);
  CHECK(born.terms.is_market_priced());
  CHECK_FALSE(born.terms.maker_invoice);
  CHECK(std::holds_alternative<pending>(born.phase));
  auto& m23 = std::get<send_message>(t.child->effects[0]);
  CHECK(m23.to == key(4));
  CHECK(m23.message.id == born.id);
  CHECK(m23.message.request_id == 600);
  CHECK(m23.message.trade_index == 11);
  CHECK_FALSE(shown_order(m23.message).seller_trade_pubkey);
  CHECK(std::get<publish_order>(t.child->effects[1]).created_at == born.last_stamp);
  CHECK(std::get<publish_order>(t.child->effects[1]).max_amount == 70);

  auto single = released(range_in_fiat_sent(sell, 90), next_key_payload());
  CHECK_FALSE(single.child->born.terms.is_range());
  CHECK(single.child->born.terms.fiat_amount == 10);
  CHECK_FALSE(released(range_in_fiat_sent(sell, 95), next_key_payload()).child);
  CHECK_FALSE(released(range_in_fiat_sent(sell, 100), next_key_payload()).child);
}

TEST_CASE("conformance/02-51: a sell range released without next trade has no child", "[02-51]") {
  auto t = released(range_in_fiat_sent(sell, 30), {});
  CHECK_FALSE(t.child);
  CHECK(phase<settled>(t).payout.claim);
}

TEST_CASE("conformance/02-52: a buy range takes the next key of fiat-sent", "[02-52]") {
  auto o = active_order(range_order(buy, 10, 100));
  auto sent = advance(o, event_of(fiat_sent_of(maker(), next_key_payload())));
  auto t = released(sent.next, next_trade_payload{key(5).hex(), 99}); // The seller's is not used.
  REQUIRE(t.child);
  CHECK(t.child->born.maker.trade_key == key(4));
  CHECK(t.child->born.maker.trade_index == 11);
  CHECK(t.child->born.terms.max_amount == 70);
  auto& m23 = std::get<send_message>(t.child->effects[0]);
  CHECK(m23.to == key(4));
  CHECK(m23.message.trade_index == 11);
}

TEST_CASE("settlement: a taker's next key never makes the child, whoever settles") {
  auto o = active_order(range_order(sell, 10, 100));
  auto sent = advance(o, event_of(fiat_sent_of(taker(), next_trade_payload{key(5).hex(), 8})));
  CHECK_FALSE(released(sent.next, {}).child);
  CHECK_FALSE(advance(sent.next, event_of(settled_fact, 50)).child);
}

TEST_CASE("settlement: the child of a maker in full-privacy mode is private too") {
  auto o = range_in_fiat_sent(sell, 30);
  o.maker.identity = o.maker.trade_key;
  auto t = advance(o, event_of(release_of(o.maker, next_key_payload()), 50));
  t = advance(t.next, answer_of(settled_fact, 51));
  CHECK(t.child->born.maker.is_private());
}

TEST_CASE("settlement: an order that is past its expiry bears no child") {
  auto o = range_in_fiat_sent(sell, 30);
  auto t = advance(o, event_of(release_of(maker(), next_key_payload()), 50));
  CHECK_FALSE(advance(t.next, answer_of(settled_fact, 86'400)).child);
}

TEST_CASE("settlement: an order that is no range stores no next key") {
  auto t = advance(active_order(pending_order(buy)),
                   event_of(fiat_sent_of(maker(), next_key_payload())));
  CHECK_FALSE(phase<fiat_sent>(t).next);
}
