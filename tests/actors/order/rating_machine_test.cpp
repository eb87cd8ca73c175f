// SPDX-License-Identifier: MIT
//
// rate-user (spec 03 §5): order of checks, flags, and what is counted.
#include "tests/actors/order/outcome_text.hpp"

using namespace mostro;
using namespace mostro::order_fixture;

namespace {

order_event vote_of(const party& who, int64_t value = 5) {
  return event_of(rating_given{who, 7, value}, 40);
}

order successful() { return closed_order(sell, order_status::success, true); }

ratings_given flags_of(const order& o) {
  if (auto* p = std::get_if<settled>(&o.phase))
    return p->ratings;
  return std::get<closed>(o.phase).ratings;
}

/// The order of `o` where a side shows no identity.
order with_private(order o, trade_role who) {
  if (maker_role(o) == who)
    o.maker.identity = o.maker.trade_key;
  else {
    auto& p = std::get<closed>(o.phase);
    p.trade->taker.identity = p.trade->taker.trade_key;
  }
  return o;
}

} // namespace

TEST_CASE("conformance/03-53: the buyer rates the seller after success", "[03-53]") {
  auto o = successful();
  auto t = advance(o, vote_of(taker()));
  CHECK(text_of(decision{t}) == "success: rate-received>taker");
  CHECK(told(t, 0).request_id == 7);
  CHECK(told(t, 0).id == o.id);
  CHECK(told(t, 0).payload == payload{rating_payload{5}});
  CHECK(effect<send_message>(t, 0).via == taker().via);
  CHECK(flags_of(t.next) == ratings_given{true, false});
  REQUIRE(t.rates);
  CHECK(t.rates->rated_identity == maker().identity);
  CHECK(t.rates->rated_trade_key == maker().trade_key);
  CHECK(t.rates->value == 5);
  CHECK(t.rates->at == start + seconds{40});
}

TEST_CASE("rating: both sides rate each other, each once") {
  auto t = advance(successful(), vote_of(taker(), 1));
  auto u = advance(t.next, vote_of(maker(), 3));
  CHECK(flags_of(u.next) == ratings_given{true, true});
  REQUIRE(u.rates);
  CHECK(u.rates->rated_identity == taker().identity);
  CHECK(u.rates->rated_trade_key == taker().trade_key);
  CHECK(u.rates->value == 3);
  CHECK(told(u, 0).payload == payload{rating_payload{3}});
  CHECK(outcome(u.next, vote_of(maker(), 3)) == "ignored");
}

TEST_CASE("rating: in an order of kind buy the maker is the buyer") {
  auto t = advance(closed_order(buy, order_status::success, true), vote_of(maker()));
  CHECK(flags_of(t.next) == ratings_given{true, false});
  REQUIRE(t.rates);
  CHECK(t.rates->rated_identity == taker().identity);
}

TEST_CASE("conformance/03-54: a second vote counts for nothing", "[03-54]") {
  auto t = advance(successful(), vote_of(taker()));
  CHECK(outcome(t.next, vote_of(taker())) == "ignored");
  CHECK(outcome(t.next, vote_of(taker(), 1)) == "ignored");
}

TEST_CASE("conformance/03-55: before the payout only the seller may rate", "[03-55]") {
  auto o = paying_order(sell);
  CHECK(outcome(o, vote_of(taker())) == "invalid_order_status");
  auto t = advance(o, vote_of(maker()));
  CHECK(text_of(decision{t}) == "settled(paying): rate-received>maker");
  CHECK(flags_of(t.next) == ratings_given{false, true});
  auto& before = std::get<settled>(o.phase);
  CHECK(phase<settled>(t).payout == before.payout);
  CHECK(outcome(t.next, vote_of(maker())) == "ignored");
  // The vote is remembered when the payout has arrived.
  auto paid = advance(t.next, answer_of(payout_succeeded{hash_of_payee(50), msats{1000}}, 60));
  CHECK(status_of(paid.next) == order_status::success);
  CHECK(flags_of(paid.next) == ratings_given{false, true});
  CHECK(outcome(paid.next, vote_of(maker())) == "ignored");
}

TEST_CASE("conformance/03-56: who shows no identity is not rated", "[03-56]") {
  CHECK(outcome(with_private(successful(), trade_role::seller), vote_of(taker())) == "ignored");
  CHECK(outcome(with_private(successful(), trade_role::buyer), vote_of(maker())) == "ignored");
}

TEST_CASE("rating: who shows no identity may rate") {
  auto o = with_private(successful(), trade_role::buyer);
  auto nameless = taker();
  nameless.identity = nameless.trade_key;
  auto t = advance(o, vote_of(nameless, 4));
  REQUIRE(t.rates);
  CHECK(t.rates->rated_identity == maker().identity);
}

TEST_CASE("conformance/03-57: a vote outside of one to five is not counted", "[03-57]") {
  for (int64_t value : {0, 6, -1, 255, 300})
    CHECK(outcome(successful(), vote_of(taker(), value)) == "ignored");
  for (int64_t value : {1, 2, 3, 4, 5})
    CHECK(outcome(successful(), vote_of(taker(), value)) == "success: rate-received>taker");
}

TEST_CASE("conformance/03-58: strangers rate nobody", "[03-58]") {
  CHECK(outcome(active_order(pending_order(sell)), vote_of(stranger())) == "invalid_order_status");
  CHECK(outcome(paying_order(sell), vote_of(stranger())) == "invalid_order_status");
  CHECK(outcome(successful(), vote_of(stranger())) == "ignored");
}

TEST_CASE("rating: the status is judged before anything else") {
  for (auto& o : {active_order(pending_order(sell)), fiat_sent_order(pending_order(sell)),
                  waiting_payment_order(sell, true),
                  closed_order(sell, order_status::canceled_by_admin, true)})
    for (auto& who : {maker(), taker(), stranger()})
      for (int64_t value : {0, 5})
        CHECK(outcome(o, vote_of(who, value)) == "invalid_order_status");
}
