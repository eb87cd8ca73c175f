// SPDX-License-Identifier: MIT
//
// Settled escrows of orders in dispute: released by the seller after all (T11), by
// a solver (T12), or in LND by hand; and the development fee of every settlement.
#include "tests/actors/order/intent_fixture.hpp"

using namespace mostro;
using namespace mostro::order_fixture;

namespace {

const auto hash = escrow_secret().hash;
const auto settled_now = escrow_settled{hash, msats{50'150'000}};

/// A slice of 30 of 10..100, in dispute by the seller.
order disputed_range(order_kind kind, std::optional<next_trade> next = {}) {
  auto o = disputed_order(range_order(kind, 10, 100), next);
  o.dispute->initiator = trade_role::seller;
  return o;
}

size_t dev_fees_owed(const transition& t) {
  return static_cast<size_t>(std::count_if(t.effects.begin(), t.effects.end(), [](auto& e) {
    return std::holds_alternative<owe_dev_fee>(e);
  }));
}

} // namespace

TEST_CASE("conformance/03-28: the seller may release in a dispute (T11)", "[03-28]") {
  auto o = disputed_order(pending_order(sell));
  auto t = advance(o, event_of(release_of(maker())));
  CHECK(text_of(decision{t}) == "settling-escrow: settle-hold-invoice");
  CHECK(status_of(t.next) == order_status::dispute);
  CHECK(t.next.dispute == o.dispute);
  auto u = advance(t.next, answer_of(settled_now, 1));
  CHECK(text_of(decision{u}) ==
        "settled(paying): released>taker hold-invoice-payment-settled>maker rate>maker "
        "publish-dispute pay-invoice owe-dev-fee");
  CHECK(told(u, 1).request_id == 600);
  CHECK(effect<publish_dispute>(u, 3).status == dispute_status::settled);
  CHECK(u.next.dispute->status == dispute_status::settled);
}

TEST_CASE("dispute settlement: nobody but the seller releases") {
  auto o = disputed_order(pending_order(sell));
  for (auto& who : {taker(), stranger()})
    CHECK(outcome(o, event_of(release_of(who))) == "invalid_peer");
  CHECK(outcome(o, event_of(release_of(maker(), text_payload{"x"}))) == "ignored");
}

TEST_CASE("conformance/02-53: the child of a disputed slice has no dispute", "[02-53]") {
  auto t = advance(disputed_range(sell), event_of(release_of(maker(), next_key_payload())));
  auto u = advance(t.next, answer_of(settled_now, 1));
  REQUIRE(u.child);
  auto& born = u.child->born;
  CHECK_FALSE(born.dispute);
  CHECK(born.terms.max_amount == 70);

  // Taken and paid like any order, it can be disputed by the seller again.
  auto child = active_order(born);
  party seller = born.maker;
  CHECK(status_of(advance(child, dispute_by(seller)).next) == order_status::dispute);
  CHECK_FALSE(trade_of(child)->cancel_initiator);
}

TEST_CASE("dispute settlement: a buy range takes the key of fiat-sent along through the dispute") {
  auto o = disputed_range(buy, next_key());
  auto t = advance(o, event_of(release_of(taker())));
  CHECK(advance(t.next, answer_of(settled_now, 1)).child->born.maker.trade_key == key(4));
}

TEST_CASE("conformance/02-65: a solver's settle pays the buyer and makes no child (T12)",
          "[02-65]") {
  auto o = disputed_range(buy, next_key());
  auto t = advance(o, settle_by(writer()), policy_of_node());
  CHECK(text_of(decision{t}) == "settling-escrow: settle-hold-invoice");
  auto u = advance(t.next, answer_of(settled_now, 11));
  CHECK(text_of(decision{u}) == "settled(paying): admin-settled>solver "
                                "admin-settled>taker admin-settled>maker publish-dispute "
                                "pay-invoice owe-dev-fee");
  CHECK(status_of(u.next) == order_status::settled_hold_invoice);
  CHECK_FALSE(u.child);
  CHECK(told(u, 0).request_id == 7);
  CHECK_FALSE(told(u, 1).request_id);
  CHECK_FALSE(told(u, 2).request_id);
  for (size_t i = 0; i < 3; ++i) {
    CHECK(told(u, i).trade_index == 3);
    CHECK(told(u, i).payload == payload{});
  }
}

TEST_CASE("dispute settlement: LND settled by hand ends the dispute like a release") {
  auto t = advance(disputed_order(pending_order(sell)), event_of(settled_now));
  CHECK(text_of(decision{t}) ==
        "settled(paying): alarm:escrow-settled-unasked released>taker "
        "hold-invoice-payment-settled>maker rate>maker publish-dispute pay-invoice owe-dev-fee");
  CHECK(t.next.dispute->status == dispute_status::settled);
}

TEST_CASE("dispute settlement: whatever settles an escrow owes the development fee once") {
  auto p = pending_order(sell);
  for (auto& o : {settling_order(p), settling_in_dispute(p), settling_for_solver(p),
                  active_order(p), fiat_sent_order(p)}) {
    auto t = advance(o, event_of(settled_now));
    CHECK(dev_fees_owed(t) == 1);
    CHECK(effect<owe_dev_fee>(t, t.effects.size() - 1) == owe_dev_fee{o.id, sats{90}});
  }
  auto free = settling_order(p);
  std::get<settling_escrow>(free.phase).trade.dev_fee = sats{0};
  CHECK(dev_fees_owed(advance(free, event_of(settled_now))) == 0);
}

TEST_CASE("dispute settlement: ratings given before the payout are kept when it arrives") {
  auto o = paying_order(sell);
  std::get<settled>(o.phase).ratings.by_seller = true;
  auto t = advance(o, answer_of(payout_succeeded{hash_of_payee(50), msats{1}}));
  CHECK(phase<closed>(t).ratings == ratings_given{false, true});
}
