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

TEST_CASE("conformance/02-47: a claim that was never sent is sent with the same invoice",
          "[02-47]") {
  fixture f;
  f.perform(paying());
  f.end(f.lnd->tracks, failure::unreachable); // The process dies before it knows more.
  f.system.end(f.escrow, caf::exit_reason::kill);
  f.begin_life();
  f.last_row = 0; // The outbox names the same row again.
  auto row = f.perform(paying());
  f.end(f.lnd->tracks, failure::not_found);
  REQUIRE(f.lnd->times("send") == 1);
  CHECK(f.lnd->sent.front().bolt11 == paying().bolt11);
  f.tell(f.lnd->sends, payment_in(lnd::payment_state::succeeded));
  f.answer_to<payout_succeeded>(row);
}

TEST_CASE("conformance/02-48: a payout that was sent before a crash is resolved, never sent again",
          "[02-48]") {
  auto end = GENERATE(lnd::payment_state::succeeded, lnd::payment_state::in_flight);
  fixture f;
  f.perform(paying());
  f.end(f.lnd->tracks, failure::not_found);
  REQUIRE(f.lnd->times("send") == 1);
  f.system.end(f.escrow, caf::exit_reason::kill);
  f.begin_life();
  f.last_row = 0;
  auto row = f.perform(paying());
  f.tell(f.lnd->tracks, payment_in(end));
  if (end == lnd::payment_state::in_flight) {
    CHECK(f.news->empty());
    f.tell(f.lnd->tracks, payment_in(lnd::payment_state::succeeded));
  }
  f.answer_to<payout_succeeded>(row);
  CHECK(f.lnd->times("send") == 1);
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

TEST_CASE("escrow: every payout bounds the time that it may be locked") {
  fixture f;
  f.perform(paying());
  f.end(f.lnd->tracks, failure::not_found);
  REQUIRE(f.lnd->sent.size() == 1);
  CHECK(f.lnd->sent.front().cltv_limit == 1008);
  CHECK(f.lnd->sent.front().timeout == seconds{60});
}

TEST_CASE("escrow: a payout beyond the payee's limit waits and goes when one is resolved") {
  escrow_setup setup;
  setup.limits = {2, 64};
  fixture f{setup};
  auto first = f.perform(paying_number(1));
  f.end(f.lnd->tracks, failure::not_found);
  f.perform(paying_number(2));
  f.end(f.lnd->tracks, failure::not_found);
  auto third = f.perform(paying_number(3));
  f.end(f.lnd->tracks, failure::not_found);
  CHECK(f.lnd->times("send") == 2);
  f.system.advance(3600s);
  CHECK(f.lnd->times("send") == 2);
  CHECK(f.news->empty()); // Waiting is no failure.

  auto tracks = f.lnd->times("track");
  f.tell(f.lnd->sends, payment_in(lnd::payment_state::in_flight));
  CHECK(f.lnd->times("track") == tracks);
  f.lnd->sends.front()->tell(payment_in(lnd::payment_state::failed));
  f.system.run();
  f.answer_to<payout_failed>(first);
  REQUIRE(f.lnd->times("track") == tracks + 1); // Its record is asked again before it goes.
  CHECK(f.lnd->tracks.back()->hash == paying_number(3).hash);
  CHECK(f.lnd->times("send") == 2);
  f.end(f.lnd->tracks, failure::not_found);
  REQUIRE(f.lnd->times("send") == 3);
  f.tell(f.lnd->sends, payment_in(lnd::payment_state::succeeded));
  f.answer_to<payout_succeeded>(third);
}

TEST_CASE("escrow: payouts that a restart finds in flight take their place among the limits") {
  escrow_setup setup;
  setup.limits = {1, 64};
  fixture f{setup};
  f.perform(paying_number(1));
  f.tell(f.lnd->tracks, payment_in(lnd::payment_state::in_flight));
  f.perform(paying_number(2));
  f.end(f.lnd->tracks, failure::not_found);
  CHECK(f.lnd->times("send") == 0);
}

TEST_CASE("escrow: a success that the stream does not tell is found by a question") {
  fixture f;
  auto row = f.perform(paying());
  f.end(f.lnd->tracks, failure::not_found);
  f.tell(f.lnd->sends, payment_in(lnd::payment_state::in_flight));
  f.system.advance(61s);
  REQUIRE(f.lnd->times("track") == 2);
  CHECK(f.news->empty());
  f.tell(f.lnd->tracks, payment_in(lnd::payment_state::succeeded));
  f.answer_to<payout_succeeded>(row);
  CHECK(f.lnd->times("send") == 1);
  CHECK_FALSE(f.lnd->sends.back()->alive);
}

TEST_CASE("escrow: a question that finds the payment in flight leaves it alone") {
  fixture f;
  f.perform(paying());
  f.end(f.lnd->tracks, failure::not_found);
  for (int i = 0; i < 5; ++i) {
    f.system.advance(60s);
    f.tell(f.lnd->tracks, payment_in(lnd::payment_state::in_flight));
  }
  CHECK(f.lnd->times("send") == 1);
  CHECK(f.news->empty());
  CHECK(f.lnd->sends.back()->alive);
}

TEST_CASE(
    "escrow: an end that only questions know twice means a dead stream, not a failed payout") {
  fixture f;
  auto row = f.perform(paying());
  f.end(f.lnd->tracks, failure::not_found);
  f.system.advance(61s);
  f.tell(f.lnd->tracks, payment_in(lnd::payment_state::failed)); // Perhaps of an older attempt.
  CHECK(f.lnd->sends.back()->alive);
  f.system.advance(60s);
  f.tell(f.lnd->tracks, payment_in(lnd::payment_state::failed));
  CHECK_FALSE(f.lnd->sends.back()->alive);
  CHECK(f.news->empty());
  f.system.advance(5s); // It begins again with LND's record, and with the same invoice.
  f.tell(f.lnd->tracks, payment_in(lnd::payment_state::failed));
  f.end(f.lnd->tracks, failure::unreachable);
  REQUIRE(f.lnd->times("send") == 2);
  CHECK(f.lnd->sent[1].bolt11 == f.lnd->sent[0].bolt11);
  f.tell(f.lnd->sends, payment_in(lnd::payment_state::succeeded));
  f.answer_to<payout_succeeded>(row);
}

TEST_CASE("conformance/05-M5: an imported payout without an invoice is asked about, never sent",
          "[05-M5]") {
  fixture f;
  auto without_invoice = paying();
  without_invoice.bolt11.clear();
  auto row = f.perform(without_invoice);
  SECTION("LND paid it: it is over") {
    f.tell(f.lnd->tracks, payment_in(lnd::payment_state::succeeded));
    CHECK(f.answer_to<payout_succeeded>(row).routing_fee == msats{7000});
  }
  SECTION("it failed at LND: a new invoice may be fetched") {
    f.tell(f.lnd->tracks, payment_in(lnd::payment_state::failed));
    f.end(f.lnd->tracks, failure::unreachable);
    f.answer_to<payout_failed>(row);
  }
  SECTION("LND does not know it: only after a long time of asking it was never sent") {
    // Ends whatever asks: the follower of the payment, and the questions beside it.
    auto say_unknown = [&] {
      for (size_t i = 0; i < f.lnd->tracks.size(); ++i)
        if (f.lnd->tracks[i]->alive)
          f.lnd->tracks[i]->end({false, escrow_test::failed(failure::not_found)});
      f.system.run();
    };
    auto asked = [&] { return f.lnd->times("track"); };
    for (; asked() < 100; f.system.advance(33s)) {
      say_unknown();
      REQUIRE(f.news->empty());
    }
    for (int i = 0; i < 200 && f.news->empty(); ++i) {
      say_unknown();
      f.system.advance(33s);
    }
    f.answer_to<payout_failed>(row);
  }
  CHECK(f.lnd->times("send") == 0);
}
