// SPDX-License-Identifier: MIT
//
// Cancels of one side before the trade is active, and changes of the maker's key
// (T17, T19, T20; spec 03 §1.1-§1.4, §6.4). Setup of spec 03 §7: the maker is the
// seller unless the order is of kind buy; request id 7.
#include "tests/actors/order/intent_fixture.hpp"

using namespace mostro;
using namespace mostro::order_fixture;

namespace {

const auto hash = escrow_secret().hash;
const auto gone = escrow_canceled{hash};
const std::string intent = "canceling-escrow: cancel-hold-invoice";

order_event cancel_of(const party& who, int64_t late = 0) {
  return event_of(cancel_requested{who, 7}, late);
}

/// The request, then LND's answer.
transition canceled_by(const party& who, const order& o) {
  auto t = advance(o, cancel_of(who));
  CHECK(text_of(decision{t}) == intent);
  CHECK_FALSE(effect<cancel_hold_invoice>(t, 0).unless_accepted); // Paid or not: it is refunded.
  CHECK(status_of(t.next) == status_of(o));
  return advance(t.next, answer_of(gone, 1));
}

order market_priced(order o) {
  o.terms.amount = sats{0};
  return o;
}

} // namespace

TEST_CASE("conformance/03-1: the maker takes an untaken order out of the book (T17)", "[03-1]") {
  auto t = advance(pending_order(sell), cancel_of(maker()));
  CHECK(text_of(decision{t}) == "canceled: canceled>maker publish:canceled");
  CHECK(told(t, 0).request_id == 7);
  CHECK(told(t, 0).payload == payload{});
}

TEST_CASE("conformance/03-2: an untaken order is nobody else's to cancel", "[03-2]") {
  for (auto& who : {taker(), stranger()})
    CHECK(outcome(pending_order(sell), cancel_of(who)) == "is_not_your_order");
}

TEST_CASE("conformance/03-3: a canceled order says so to anybody", "[03-3]") {
  for (auto status : {order_status::canceled, order_status::cooperatively_canceled,
                      order_status::canceled_by_admin})
    for (auto& who : {maker(), taker(), stranger()})
      CHECK(outcome(closed_order(sell, status, true), cancel_of(who)) == "order_already_canceled");
}

TEST_CASE("conformance/03-5: what is settled, over or expired cannot be canceled", "[03-5]") {
  for (auto& o :
       {paying_order(sell), unpaid_order(sell, 3), closed_order(sell, order_status::success, true),
        closed_order(sell, order_status::expired, false)})
    for (auto& who : {maker(), taker(), stranger()})
      CHECK(outcome(o, cancel_of(who)) == "not_allowed_by_status");
}

TEST_CASE("conformance/03-6: a take that came first wins over the maker's cancel", "[03-6]") {
  // The order is judged one fact at a time: the cancel meets the take's intent.
  CHECK(outcome(opening_order(sell), cancel_of(maker())) == "not_allowed_by_status");
  CHECK(outcome(opening_order(sell), cancel_of(taker())) == "not_allowed_by_status");
  CHECK(outcome(opening_order(sell), cancel_of(stranger())) == "is_not_your_order");
  CHECK(outcome(opening_order(sell, true), cancel_of(stranger())) == "invalid_pubkey");
}

TEST_CASE("conformance/03-10: a taker leaves a market order before paying (T19)", "[03-10]") {
  auto o = market_priced(waiting_payment_order(sell, true));
  auto t = canceled_by(taker(), o);
  CHECK(text_of(decision{t}) == "pending: canceled>taker new-order>maker publish:pending");
  CHECK(told(t, 0).request_id == 7);
  auto& m22 = told(t, 1);
  CHECK(m22.request_id == 7); // The taker's.
  CHECK_FALSE(m22.trade_index);
  auto& shown = shown_order(m22);
  CHECK(shown.status == order_status::pending);
  CHECK(shown.amount == 0);
  CHECK(shown.seller_trade_pubkey == maker().trade_key.hex());
  CHECK_FALSE(shown.buyer_trade_pubkey);
  CHECK_FALSE(shown.buyer_invoice);
  CHECK(shown.expires_at == o.terms.expires_at.seconds);
  CHECK(effect<publish_order>(t, 2).amount == sats{0});
  CHECK(trade_of(t.next) == nullptr); // Amounts, invoice, keys and clocks went with it.
  CHECK_FALSE(escrow_to_watch(t.next));
}

TEST_CASE("conformance/03-11: a fixed price stays when the taker leaves", "[03-11]") {
  auto t = canceled_by(taker(), waiting_payment_order(sell, true));
  CHECK(shown_order(told(t, 1)).amount == 50'000);
  CHECK(effect<publish_order>(t, 2).amount == sats{50'000});
  CHECK(t.next.terms == pending_order(sell).terms);
}

TEST_CASE("conformance/03-12: the seller of a buy order leaves, the maker stays", "[03-12]") {
  auto o = waiting_payment_order(buy, true);
  o.terms.maker_invoice = "bob@example.com";
  auto t = canceled_by(taker(), o);
  CHECK(text_of(decision{t}) == "pending: canceled>taker new-order>maker publish:pending");
  auto& shown = shown_order(told(t, 1));
  CHECK(shown.buyer_trade_pubkey == maker().trade_key.hex());
  CHECK_FALSE(shown.seller_trade_pubkey);
  CHECK(shown.buyer_invoice == "bob@example.com"); // The maker's own is kept (02-70).
  CHECK(t.next.terms.maker_invoice == "bob@example.com");
}

TEST_CASE("conformance/03-13: the maker leaves before the trade is active (T20)", "[03-13]") {
  auto t = advance(waiting_invoice_order(sell), cancel_of(maker())); // No invoice to cancel yet.
  CHECK(text_of(decision{t}) == "canceled: canceled>maker canceled>taker publish:canceled");
  CHECK(told(t, 0).request_id == 7);
  CHECK_FALSE(told(t, 1).request_id);
  for (auto& o : {waiting_invoice_order(buy), waiting_payment_order(buy, false),
                  waiting_payment_order(sell, true)}) {
    auto u = canceled_by(maker(), o);
    CHECK(text_of(decision{u}) == "canceled: canceled>maker canceled>taker publish:canceled");
    CHECK(told(u, 0).request_id == 7);
    CHECK_FALSE(told(u, 1).request_id);
  }
}

TEST_CASE("cancel: a taker who owes an invoice leaves at once, one who has paid is refunded") {
  auto t = advance(waiting_invoice_order(sell), cancel_of(taker()));
  CHECK(text_of(decision{t}) == "pending: canceled>taker new-order>maker publish:pending");
  auto u = canceled_by(taker(), waiting_invoice_order(buy));
  CHECK(text_of(decision{u}) == "pending: canceled>taker new-order>maker publish:pending");
}

TEST_CASE("conformance/03-14: a stranger cancels no taken order", "[03-14]") {
  for (auto& o :
       {waiting_payment_order(sell, true), waiting_invoice_order(sell), waiting_invoice_order(buy)})
    CHECK(outcome(o, cancel_of(stranger())) == "invalid_pubkey");
}

TEST_CASE("conformance/03-15: nobody is told of a cancel before LND has answered", "[03-15]") {
  auto t = advance(waiting_payment_order(sell, true), cancel_of(taker()));
  CHECK(text_of(decision{t}) == intent); // No message, no event.
  CHECK(status_of(t.next) == order_status::waiting_payment);
  for (auto& who : {maker(), taker()})
    CHECK(outcome(t.next, cancel_of(who)) == "not_allowed_by_status");
  CHECK(outcome(t.next, event_of(deadline_reached{}, 5000)) == "ignored");
}

TEST_CASE("conformance/02-69: a maker's cancel is an intent until LND answers", "[02-69]") {
  auto o = waiting_payment_order(sell, true);
  auto t = advance(o, cancel_of(maker()));
  CHECK(text_of(decision{t}) == intent);
  auto& p = phase<canceling_escrow>(t);
  CHECK(p.cause == cancel_cause::maker_cancel);
  CHECK(p.asked_by == trade_role::seller);
  CHECK(p.request_id == 7);
  CHECK(p.trade == *trade_of(o));
  // A payment that arrives meanwhile does not revive the trade: LND refunds it.
  CHECK(outcome(t.next, event_of(escrow_accepted{hash, msats{1}}, 1)) == "ignored");
  CHECK(status_of(advance(t.next, answer_of(gone, 2)).next) == order_status::canceled);
}

TEST_CASE("conformance/03-66: a maker changes its trade key while nobody took the order",
          "[03-66]") {
  for (auto kind : {sell, buy}) {
    party same{key(8), maker().identity, 20, transport::gift_wrap};
    auto o = pending_order(kind);
    auto t = advance(o, event_of(trade_key_changed{same, 7}));
    CHECK(t.effects.size() == 1); // Not published again.
    auto& mail = effect<send_message>(t, 0);
    CHECK(mail.to == key(8));
    CHECK(mail.via == transport::gift_wrap);
    CHECK(mail.message.action == action::trade_pubkey);
    CHECK(mail.message.request_id == 7);
    CHECK(mail.message.payload == payload{});
    CHECK(t.next.maker == party{key(8), maker().identity, 3, transport::gift_wrap});
    CHECK(t.next.terms == o.terms);
    // The new key is the maker's from now on, the old one a stranger's.
    CHECK(outcome(t.next, cancel_of(maker())) == "is_not_your_order");
    CHECK(status_of(advance(t.next, cancel_of(same)).next) == order_status::canceled);
  }
  party other{key(8), taker().identity, 20, transport::nip44};
  CHECK(outcome(pending_order(sell), event_of(trade_key_changed{other, 7})) == "ignored");
  party same{key(8), maker().identity, 20, transport::nip44};
  auto changed = event_of(trade_key_changed{same, 7});
  CHECK(outcome(active_order(pending_order(sell)), changed) == "invalid_order_status");
  CHECK(outcome(closed_order(sell, order_status::canceled, true), changed) ==
        "invalid_order_status");
  CHECK(outcome(opening_order(sell), changed) == "not_allowed_by_status");
}
