// SPDX-License-Identifier: MIT
//
// Payouts: asked for before they are sent, sent once, and never given up by guessing.
#include "tests/actors/escrow/escrow_fixture.hpp"

using namespace mostro;
using namespace mostro::test;
using namespace std::chrono_literals;
using lnd::failure;
using namespace mostro::escrow_test;

TEST_CASE("escrow: a payment that LND does not know is sent once") {
  fixture f;
  auto row = f.perform(paying());
  CHECK(f.lnd->times("send") == 0); // It asks before it sends.
  f.end(f.lnd->tracks, failure::not_found);
  REQUIRE(f.lnd->times("send") == 1);
  CHECK(f.lnd->sent.front().bolt11 == "lnbcrt-payout");
  CHECK(f.lnd->sent.front().fee_limit == sats{99});
  CHECK_FALSE(f.lnd->sent.front().amount.has_value());
  f.tell(f.lnd->sends, payment_in(lnd::payment_state::in_flight));
  CHECK(f.news->empty());
  f.tell(f.lnd->sends, payment_in(lnd::payment_state::succeeded));
  CHECK(f.answer_to<payout_succeeded>(row).routing_fee == msats{7000});
  f.end(f.lnd->sends, failure::unreachable);
  f.system.advance(120s);
  CHECK(f.lnd->times("send") == 1);
}

TEST_CASE("escrow: a payment in flight is followed and never sent") {
  fixture f;
  auto row = f.perform(paying());
  f.tell(f.lnd->tracks, payment_in(lnd::payment_state::in_flight));
  f.end(f.lnd->tracks, failure::unreachable);
  f.system.advance(30s);
  REQUIRE(f.lnd->times("track") > 1);
  f.tell(f.lnd->tracks, payment_in(lnd::payment_state::in_flight));
  f.tell(f.lnd->tracks, payment_in(lnd::payment_state::succeeded));
  f.answer_to<payout_succeeded>(row);
  CHECK(f.lnd->times("send") == 0);
}

TEST_CASE("escrow: a payment that succeeded before is not sent") {
  fixture f;
  auto row = f.perform(paying());
  f.tell(f.lnd->tracks, payment_in(lnd::payment_state::succeeded));
  f.answer_to<payout_succeeded>(row);
  f.end(f.lnd->tracks, failure::unreachable);
  f.system.advance(120s);
  CHECK(f.lnd->times("send") == 0);
}

TEST_CASE("escrow: a failure from before our own send leads to a send, one after it is final") {
  fixture f;
  auto row = f.perform(paying());
  f.tell(f.lnd->tracks, payment_in(lnd::payment_state::failed));
  CHECK(f.news->empty());
  f.end(f.lnd->tracks, failure::unreachable);
  REQUIRE(f.lnd->times("send") == 1);
  f.tell(f.lnd->sends, payment_in(lnd::payment_state::failed));
  CHECK(f.answer_to<payout_failed>(row).text == "NO_ROUTE");
  f.system.advance(120s);
  CHECK(f.lnd->times("send") == 1);
}

TEST_CASE("escrow: a send whose stream breaks is asked for, not repeated") {
  fixture f;
  auto row = f.perform(paying());
  f.end(f.lnd->tracks, failure::not_found);
  REQUIRE(f.lnd->times("send") == 1);
  auto tracks = f.lnd->times("track");
  f.end(f.lnd->sends, failure::unreachable);
  CHECK(f.news->empty());
  f.system.advance(5s);
  REQUIRE(f.lnd->times("track") == tracks + 1);
  CHECK(f.lnd->times("send") == 1);
  f.tell(f.lnd->tracks, payment_in(lnd::payment_state::succeeded));
  f.answer_to<payout_succeeded>(row);
  CHECK(f.lnd->times("send") == 1);
}

TEST_CASE("escrow: a send that LND knows already is followed") {
  fixture f;
  auto why = GENERATE(failure::already_exists, failure::already_paid);
  auto row = f.perform(paying());
  f.end(f.lnd->tracks, failure::not_found);
  f.end(f.lnd->sends, why);
  CHECK(f.news->empty());
  f.system.advance(5s);
  f.tell(f.lnd->tracks, payment_in(lnd::payment_state::succeeded));
  f.answer_to<payout_succeeded>(row);
  CHECK(f.lnd->times("send") == 1);
}

TEST_CASE("escrow: a refused payment has failed once LND's record agrees") {
  fixture f;
  auto row = f.perform(paying());
  f.end(f.lnd->tracks, failure::not_found);
  f.end(f.lnd->sends, failure::refused);
  CHECK(f.news->empty());
  f.system.advance(5s);
  f.end(f.lnd->tracks, failure::not_found);
  f.answer_to<payout_failed>(row);
  CHECK(f.lnd->times("send") == 1);
}

TEST_CASE("escrow: a refused payment that arrived after all has not failed") {
  fixture f;
  auto row = f.perform(paying());
  f.end(f.lnd->tracks, failure::not_found);
  f.end(f.lnd->sends, failure::refused);
  f.system.advance(5s);
  f.tell(f.lnd->tracks, payment_in(lnd::payment_state::succeeded));
  f.answer_to<payout_succeeded>(row);
}

TEST_CASE("escrow: one invoice given to two orders is paid for one of them") {
  fixture f;
  auto first = f.perform(paying());
  auto second = f.perform(paying());
  f.answer_to<payout_failed>(second);
  f.end(f.lnd->tracks, failure::not_found);
  f.tell(f.lnd->sends, payment_in(lnd::payment_state::succeeded));
  f.answer_to<payout_succeeded>(first);
  CHECK(f.lnd->times("send") == 1);
}
