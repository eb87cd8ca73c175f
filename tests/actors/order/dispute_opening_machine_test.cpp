// SPDX-License-Identifier: MIT
//
// Opening, reopening and closing disputes, and the stamps of their revisions
// (spec 03 §2).
#include "tests/actors/order/dispute_fixture.hpp"

#include "actors/order/order_step.hpp"

using namespace mostro;
using namespace mostro::order_fixture;

namespace {

order running(order_status s) {
  auto o = pending_order(sell);
  return s == order_status::active ? active_order(o) : fiat_sent_order(o, next_key());
}

/// What file_dispute and close_dispute make of an order, as a draft of their own.
template <class Change>
transition drafted(const order& before, int64_t late, bool with_id, Change change) {
  auto p = policy();
  auto e = event_of(deadline_reached{}, late);
  if (with_id)
    e.fresh_dispute = fresh_dispute_id();
  order_step::context c{before, e, p};
  order_step::draft d{c};
  change(c, d);
  return d.finish();
}

transition filed(const order& before, int64_t late, bool with_id = true) {
  return drafted(before, late, with_id, [](auto& c, auto& d) {
    order_step::file_dispute(c, d, order_status::fiat_sent, trade_role::buyer);
  });
}

transition ended(const order& before, int64_t late, dispute_status how) {
  return drafted(before, late, true,
                 [how](auto& c, auto& d) { order_step::close_dispute(c, d, how); });
}

} // namespace

TEST_CASE("conformance/03-23: a party opens a dispute, both and the public are told", "[03-23]") {
  auto before = running(order_status::active);
  auto t = advance(before, dispute_by(taker(), 5));
  CHECK(text_of(decision{t}) == "dispute: dispute-initiated-by-peer>maker "
                                "dispute-initiated-by-you>taker publish-dispute");
  REQUIRE(t.next.dispute);
  auto& d = *t.next.dispute;
  CHECK(d.id == fresh_dispute_id());
  CHECK(d.status == dispute_status::initiated);
  CHECK(d.previous == order_status::active);
  CHECK(d.initiator == trade_role::buyer);
  CHECK_FALSE(d.solver);
  CHECK(d.created_at == start + seconds{5});
  CHECK(d.taken_at == unix_time{});
  for (size_t i : {0u, 1u}) {
    CHECK(told(t, i).request_id == 7);
    CHECK(told(t, i).id == before.id);
    CHECK(told(t, i).wrapper == envelope::order);
    CHECK(told(t, i).payload == payload{dispute_payload{fresh_dispute_id(), std::nullopt}});
  }
  CHECK(effect<publish_dispute>(t, 2) ==
        publish_dispute{fresh_dispute_id(), dispute_status::initiated, trade_role::buyer,
                        start + seconds{5}, start + seconds{5}});
  auto& p = phase<disputed>(t);
  CHECK(p.trade == std::get<active>(before.phase).trade);
  CHECK(p.held == std::get<active>(before.phase).held);
  CHECK(t.next.last_stamp == before.last_stamp); // No 38383.
}

TEST_CASE("dispute: the seller's dispute of a fiat-sent order keeps the announced key") {
  auto before = running(order_status::fiat_sent);
  auto t = advance(before, dispute_by(maker()));
  CHECK(text_of(decision{t}) == "dispute: dispute-initiated-by-peer>taker "
                                "dispute-initiated-by-you>maker publish-dispute");
  REQUIRE(t.next.dispute);
  CHECK(t.next.dispute->initiator == trade_role::seller);
  CHECK(t.next.dispute->previous == order_status::fiat_sent);
  CHECK(phase<disputed>(t).next == next_key());
}

TEST_CASE("dispute: in an order of kind buy the maker is the buyer") {
  auto t = advance(active_order(pending_order(buy)), dispute_by(maker()));
  REQUIRE(t.next.dispute);
  CHECK(t.next.dispute->initiator == trade_role::buyer);
}

TEST_CASE("conformance/03-24: a second dispute changes nothing, whoever asks", "[03-24]") {
  auto o = order_in_dispute();
  CHECK(outcome(o, dispute_by(maker())) == "not_allowed_by_status");
  CHECK(outcome(o, dispute_by(taker())) == "not_allowed_by_status");
  CHECK(outcome(o, dispute_by(stranger())) == "not_allowed_by_status");
}

TEST_CASE("dispute: one that is over refuses the next before anything else is looked at") {
  auto d = filed_dispute(reader().identity);
  d.status = dispute_status::seller_refunded;
  auto o = with_dispute(running(order_status::active), d);
  CHECK(outcome(o, dispute_by(maker())) == "not_allowed_by_status");
  CHECK(outcome(o, dispute_by(stranger())) == "not_allowed_by_status");
}

TEST_CASE("conformance/03-25: an order that is not running cannot be disputed", "[03-25]") {
  CHECK(outcome(pending_order(sell), dispute_by(maker())) == "not_allowed_by_status");
  for (auto& o : {waiting_invoice_order(buy), waiting_payment_order(sell, true), paying_order(sell),
                  closed_order(sell, order_status::success, true)})
    for (auto& who : {maker(), taker(), stranger()})
      CHECK(outcome(o, dispute_by(who)) == "not_allowed_by_status");
}

TEST_CASE("conformance/03-26: a stranger cannot dispute", "[03-26]") {
  CHECK(outcome(running(order_status::active), dispute_by(stranger())) == "invalid_pubkey");
  CHECK(outcome(running(order_status::fiat_sent), dispute_by(stranger())) == "invalid_pubkey");
}

TEST_CASE("dispute: without an id for it none is opened, and the party is told") {
  CHECK(outcome(running(order_status::active), event_of(dispute_requested{taker(), 7})) ==
        "dispute_creation_error");
}

TEST_CASE("conformance/03-28: a release ends the dispute as settled", "[03-28]") {
  auto o = order_in_dispute(filed_dispute(reader().identity));
  auto asked = advance(o, event_of(release_of(maker()), 20));
  CHECK(text_of(decision{asked}) == "settling-escrow: settle-hold-invoice");
  CHECK(status_of(asked.next) == order_status::dispute);
  CHECK(asked.next.dispute == o.dispute); // Nothing is over before LND says so.
  auto t = advance(asked.next, answer_of(escrow_settled{escrow_secret().hash, {}}, 21));
  CHECK(status_of(t.next) == order_status::settled_hold_invoice);
  REQUIRE(t.next.dispute);
  CHECK(t.next.dispute->status == dispute_status::settled);
  CHECK(t.next.dispute->solver == reader().identity);
  CHECK(text_of(t.effects).find("publish-dispute") != std::string::npos);
}

TEST_CASE("conformance/03-29: two revisions of one second get two stamps", "[03-29]") {
  auto opened = advance(running(order_status::active), dispute_by(taker(), 5));
  auto first = effect<publish_dispute>(opened, 2);
  auto taken = advance(opened.next, take_by(reader(), solver_standing::none, 5));
  auto second = effect<publish_dispute>(taken, 3);
  CHECK(first.created_at == start + seconds{5});
  CHECK(second.created_at == start + seconds{6});
  CHECK(second.opened_at == first.opened_at);
  // The clock went back: stamps still rise. Later they follow the clock again.
  auto again = advance(taken.next, take_by(reader(), solver_standing::read, 1));
  CHECK(effect<publish_dispute>(again, 3).created_at == start + seconds{7});
  auto later = advance(again.next, take_by(reader(), solver_standing::read, 60));
  CHECK(effect<publish_dispute>(later, 3).created_at == start + seconds{60});
}

TEST_CASE("dispute: filing makes a new one, once") {
  auto none = filed(running(order_status::fiat_sent), 9, false);
  CHECK_FALSE(none.next.dispute);
  CHECK(none.effects.empty());
  auto t = filed(running(order_status::fiat_sent), 9);
  REQUIRE(t.next.dispute);
  CHECK(t.next.dispute->id == fresh_dispute_id());
  CHECK(t.next.dispute->previous == order_status::fiat_sent);
  CHECK(t.next.dispute->initiator == trade_role::buyer);
  CHECK(t.next.dispute->created_at == start + seconds{9});
  CHECK(text_of(t.effects) == "publish-dispute");
}

TEST_CASE("dispute: filing reopens one that is over, with its old id and date") {
  auto old = filed_dispute(reader().identity);
  old.id = id_of<dispute_id>(0xd9);
  old.initiator = trade_role::seller;
  old.status = dispute_status::settled;
  old.last_stamp = start + seconds{100};
  auto t = filed(with_dispute(running(order_status::fiat_sent), old), 90, false);
  REQUIRE(t.next.dispute);
  dispute expected;
  expected.id = old.id;
  expected.status = dispute_status::initiated;
  expected.previous = order_status::fiat_sent;
  expected.initiator = trade_role::buyer;
  expected.created_at = start;
  expected.last_stamp = start + seconds{101};
  CHECK(*t.next.dispute == expected);
  CHECK(effect<publish_dispute>(t, 0).created_at == start + seconds{101});
  CHECK(effect<publish_dispute>(t, 0).status == dispute_status::initiated);
}

TEST_CASE("dispute: filing leaves one that runs as it is, and shows it again") {
  auto live = filed_dispute(reader().identity);
  auto t = filed(with_dispute(running(order_status::fiat_sent), live), 90);
  live.last_stamp = start + seconds{90};
  CHECK(t.next.dispute == live);
  CHECK(effect<publish_dispute>(t, 0).status == dispute_status::in_progress);
}

TEST_CASE("dispute: closing keeps the solver, and happens once") {
  auto o = order_in_dispute(filed_dispute(reader().identity));
  auto t = ended(o, 30, dispute_status::seller_refunded);
  REQUIRE(t.next.dispute);
  CHECK(t.next.dispute->status == dispute_status::seller_refunded);
  CHECK(t.next.dispute->solver == reader().identity);
  auto shown = effect<publish_dispute>(t, 0);
  CHECK(shown.status == dispute_status::seller_refunded);
  CHECK(shown.initiator == trade_role::buyer);
  CHECK(shown.opened_at == start);
  CHECK(shown.created_at == start + seconds{30});
  auto again = ended(t.next, 40, dispute_status::settled);
  CHECK(again.next.dispute == t.next.dispute);
  CHECK(again.effects.empty());
  auto none = ended(running(order_status::active), 40, dispute_status::settled);
  CHECK_FALSE(none.next.dispute);
  CHECK(none.effects.empty());
}
