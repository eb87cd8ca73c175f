// SPDX-License-Identifier: MIT
//
// fiat-sent, release and what follows a settled escrow (T9, T10; spec 02 §4.1,
// §4.2).
#include "tests/actors/order/outcome_text.hpp"

using namespace mostro;
using namespace mostro::order_fixture;

namespace {

const auto hash = escrow_secret().hash;
const auto settled_fact = escrow_settled{hash, msats{50'150'000}};

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
  CHECK(text_of(decision{u}) ==
        "settled(paying): released>taker "
        "hold-invoice-payment-settled>maker rate>maker pay-invoice owe-dev-fee");
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

TEST_CASE("settlement: a development fee of a single sat is owed, none is not") {
  auto o = fiat_sent_order(pending_order(sell));
  std::get<fiat_sent>(o.phase).trade.dev_fee = sats{1};
  auto t = advance(advance(o, event_of(release_of(maker()))).next, answer_of(settled_fact, 2));
  CHECK(effect<owe_dev_fee>(t, 4).amount == sats{1});
  std::get<fiat_sent>(o.phase).trade.dev_fee = sats{0};
  t = advance(advance(o, event_of(release_of(maker()))).next, answer_of(settled_fact, 2));
  CHECK(t.effects.size() == 4);
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

TEST_CASE("settlement: a release that finds no escrow is refused, goes back and alarms") {
  auto t = advance(settling_order(pending_order(sell)), answer_of(escrow_canceled{hash}));
  CHECK(text_of(decision{t}) ==
        "fiat-sent(vanished): hold-invoice-payment-canceled>maker "
        "hold-invoice-payment-canceled>taker cant-do(not_allowed_by_status)>maker "
        "alarm:release-found-no-escrow");
  auto asked = advance(fiat_sent_order(pending_order(sell)), event_of(release_of(maker())));
  auto request = phase<settling_escrow>(asked).request_id;
  REQUIRE(request);
  auto u = advance(asked.next, answer_of(escrow_canceled{hash}));
  CHECK_FALSE(told(u, 0).request_id);
  CHECK(told(u, 2).request_id == request);
}

TEST_CASE("settlement: an escrow that LND settled unasked completes the release and alarms") {
  for (auto& o : {active_order(pending_order(sell)), fiat_sent_order(pending_order(sell))})
    CHECK(outcome(o, event_of(settled_fact)) ==
          "settled(paying): alarm:escrow-settled-unasked released>taker "
          "hold-invoice-payment-settled>maker rate>maker pay-invoice owe-dev-fee");
  auto t = advance(waiting_payment_order(sell, true), event_of(settled_fact));
  CHECK(phase<settled>(t).escrow.amount_paid == msats{50'150'000});
}

TEST_CASE("settlement: an order that is no range stores no next key") {
  auto t = advance(active_order(pending_order(buy)),
                   event_of(fiat_sent_of(maker(), next_key_payload())));
  CHECK_FALSE(phase<fiat_sent>(t).next);
}
