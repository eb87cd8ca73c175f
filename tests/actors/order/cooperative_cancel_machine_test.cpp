// SPDX-License-Identifier: MIT
//
// The cooperative cancel of a running trade (T21, T22; spec 03 §1.5): two steps,
// one by each side. Setup of spec 03 §7: the maker is the seller.
#include "tests/actors/order/intent_fixture.hpp"

using namespace mostro;
using namespace mostro::order_fixture;

namespace {

const auto hash = escrow_secret().hash;

order_event cancel_of(const party& who, uint64_t request_id = 7) {
  return event_of(cancel_requested{who, request_id}, 5);
}

order active_sell() { return active_order(pending_order(sell)); }

const std::string first_by_taker =
    "cooperative-cancel-initiated-by-you>taker cooperative-cancel-initiated-by-peer>maker";
const std::string first_by_maker =
    "cooperative-cancel-initiated-by-you>maker cooperative-cancel-initiated-by-peer>taker";

} // namespace

TEST_CASE("conformance/03-16: the first step tells both and keeps the status (T21)", "[03-16]") {
  auto o = active_sell();
  auto t = advance(o, cancel_of(taker()));
  CHECK(text_of(decision{t}) == "active: " + first_by_taker);
  CHECK(told(t, 0).request_id == 7);
  CHECK_FALSE(told(t, 1).request_id);
  auto expected = std::get<active>(o.phase);
  expected.trade.cancel_initiator = trade_role::buyer;
  CHECK(phase<active>(t) == expected);
}

TEST_CASE("conformance/03-17: the first side cannot take the second step", "[03-17]") {
  auto o = after_first_step(active_sell(), trade_role::buyer);
  CHECK(outcome(o, cancel_of(taker())) == "invalid_pubkey");
}

TEST_CASE("conformance/03-18: a stranger takes no step", "[03-18]") {
  CHECK(outcome(active_sell(), cancel_of(stranger())) == "invalid_pubkey");
  CHECK(outcome(after_first_step(active_sell(), trade_role::buyer), cancel_of(stranger())) ==
        "invalid_pubkey");
}

TEST_CASE("conformance/02-62: a stranger's cancel leaves no trace", "[02-62]") {
  for (auto& o :
       {active_sell(), fiat_sent_order(pending_order(sell)), disputed_order(pending_order(sell))})
    CHECK(outcome(o, cancel_of(stranger())) == "invalid_pubkey");
}

TEST_CASE("conformance/03-19: the second step refunds the seller (T22)", "[03-19]") {
  auto o = after_first_step(active_sell(), trade_role::buyer);
  auto t = advance(o, cancel_of(maker(), 9));
  CHECK(text_of(decision{t}) == "canceling-escrow: cancel-hold-invoice");
  CHECK(effect<cancel_hold_invoice>(t, 0) == cancel_hold_invoice{hash, false});
  CHECK(status_of(t.next) == order_status::active);
  CHECK(phase<canceling_escrow>(t).cause == cancel_cause::cooperative);
  CHECK(phase<canceling_escrow>(t).asked_by == trade_role::seller);

  auto u = advance(t.next, answer_of(escrow_canceled{hash}, 6));
  CHECK(text_of(decision{u}) == "cooperatively-canceled: cooperative-cancel-accepted>maker "
                                "cooperative-cancel-accepted>taker publish:canceled");
  CHECK(told(u, 0).request_id == 9);
  CHECK_FALSE(told(u, 1).request_id);
  CHECK(phase<closed>(u).trade->cancel_initiator == trade_role::buyer);
  // After it nothing is released any more.
  CHECK(outcome(u.next, event_of(release_of(maker()))) == "not_allowed_by_status");
}

TEST_CASE(
    "cooperative cancel: who asked is refused when LND has settled the hold invoice already") {
  auto asked = advance(after_first_step(active_sell(), trade_role::buyer), cancel_of(maker(), 9));
  auto t = advance(asked.next, answer_of(escrow_settled{hash, msats{50'150'000}}, 6));
  CHECK(text_of(decision{t}).starts_with("settled(paying): alarm:escrow-settled-unasked"));
  size_t refusals = 0;
  for (auto& e : t.effects)
    if (auto* m = std::get_if<send_message>(&e); m && m->message.action == action::cant_do) {
      ++refusals;
      CHECK(m->to == maker().trade_key);
      CHECK(m->message.request_id == 9);
    }
  CHECK(refusals == 1);
}

TEST_CASE("conformance/02-61: cancel by the buyer twice, then by the seller", "[02-61]") {
  auto t = advance(active_sell(), cancel_of(taker()));
  CHECK(outcome(t.next, cancel_of(taker())) == "invalid_pubkey");
  t = advance(t.next, cancel_of(maker()));
  t = advance(t.next, answer_of(escrow_canceled{hash}, 6));
  CHECK(status_of(t.next) == order_status::cooperatively_canceled);
}

TEST_CASE("conformance/03-20: the first step is possible after fiat-sent", "[03-20]") {
  auto t = advance(fiat_sent_order(pending_order(sell), next_key()), cancel_of(maker()));
  CHECK(text_of(decision{t}) == "fiat-sent: " + first_by_maker);
  CHECK(phase<fiat_sent>(t).trade.cancel_initiator == trade_role::seller);
  CHECK(phase<fiat_sent>(t).next == next_key());
  // It binds nobody: the seller may still release.
  CHECK(outcome(t.next, event_of(release_of(maker()))) == "settling-escrow: settle-hold-invoice");
}

TEST_CASE("conformance/03-21: coming to terms ends the dispute for the seller", "[03-21]") {
  auto o = after_first_step(disputed_order(pending_order(sell)), trade_role::buyer);
  auto t = advance(o, cancel_of(maker()));
  CHECK(status_of(t.next) == order_status::dispute);
  CHECK(t.next.dispute == o.dispute); // Until LND has answered.
  auto u = advance(t.next, answer_of(escrow_canceled{hash}, 6));
  CHECK(text_of(decision{u}) ==
        "cooperatively-canceled: cooperative-cancel-accepted>maker "
        "cooperative-cancel-accepted>taker publish:canceled publish-dispute");
  auto& event = effect<publish_dispute>(u, 3);
  CHECK(event.status == dispute_status::seller_refunded);
  CHECK(event.initiator == trade_role::buyer);
  CHECK(u.next.dispute->status == dispute_status::seller_refunded);
  CHECK(u.next.dispute->solver == writer().identity);
}

TEST_CASE("cooperative cancel: the first step in a dispute keeps the dispute") {
  auto o = disputed_order(pending_order(sell), next_key());
  auto t = advance(o, cancel_of(taker()));
  CHECK(text_of(decision{t}) == "dispute: " + first_by_taker);
  CHECK(t.next.dispute == o.dispute);
  CHECK(phase<disputed>(t).next == next_key());
}

TEST_CASE("conformance/03-22: a range that is canceled cooperatively has no remainder", "[03-22]") {
  auto o = fiat_sent_order(range_order(buy, 10, 100), next_key());
  auto t = advance(after_first_step(o, trade_role::seller), cancel_of(maker()));
  CHECK(phase<canceling_escrow>(t).next == next_key()); // LND may still say: settled.
  auto u = advance(t.next, answer_of(escrow_canceled{hash}, 6));
  CHECK(status_of(u.next) == order_status::cooperatively_canceled);
  CHECK_FALSE(u.child);
}

TEST_CASE("cooperative cancel: the sides are the roles, whoever made the order") {
  auto o = active_order(pending_order(buy)); // The maker buys.
  auto t = advance(o, cancel_of(maker()));
  CHECK(text_of(decision{t}) == "active: " + first_by_maker);
  CHECK(trade_of(t.next)->cancel_initiator == trade_role::buyer);
  auto u = advance(t.next, cancel_of(taker()));
  u = advance(u.next, answer_of(escrow_canceled{hash}, 6));
  CHECK(text_of(decision{u}) == "cooperatively-canceled: cooperative-cancel-accepted>taker "
                                "cooperative-cancel-accepted>maker publish:canceled");
}

TEST_CASE("cooperative cancel: where LND canceled the escrow before nothing is asked") {
  auto o = after_first_step(fiat_sent_order(pending_order(sell)), trade_role::buyer);
  std::get<fiat_sent>(o.phase).held.vanished = true;
  auto t = advance(o, cancel_of(maker()));
  CHECK(text_of(decision{t}) == "cooperatively-canceled: cooperative-cancel-accepted>maker "
                                "cooperative-cancel-accepted>taker publish:canceled");
}
