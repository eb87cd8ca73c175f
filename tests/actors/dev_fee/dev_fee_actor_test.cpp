// SPDX-License-Identifier: MIT
//
// The development fees above a scripted LND: kept before sent, never a second
// invoice while the first is undecided, published once.
#include "tests/actors/dev_fee/dev_fee_fixture.hpp"

using namespace mostro;
using namespace mostro::test;
using namespace mostro::dev_fee_test;
using namespace std::chrono_literals;
using lnd::failure;

TEST_CASE("dev fee: an owed fee is resolved, kept, sent, paid and published") {
  fixture f;
  f.owe(1);
  f.will_resolve(1);
  f.begin_life();
  REQUIRE(f.world->asked.size() == 1);
  CHECK(f.world->asked.front().destination == destination);
  CHECK(f.world->asked.front().amount == sats{60});
  CHECK(f.world->asked.front().comment ==
        "mostro-dev-fee order=" + owed_fee().order.text() + " node=npub1node");
  CHECK(f.stored().state == dev_fee_state::sending);
  REQUIRE(f.lnd->sent.size() == 1);
  CHECK(f.lnd->sent.front().bolt11 == invoice_of({.number = 1}));
  CHECK(f.lnd->sent.front().fee_limit == sats{10});
  CHECK_FALSE(f.lnd->sent.front().amount);
  CHECK(f.lnd->sent.front().cltv_limit == 1008);
  f.tell_send(lnd::payment_state::in_flight);
  CHECK(f.published->empty());
  f.tell_send(lnd::payment_state::succeeded);
  CHECK(f.stored().state == dev_fee_state::paid);
  CHECK(f.stored().routing_fee == msats{2000});
  REQUIRE(f.published->size() == 1);
  CHECK(std::get<publish_dev_fee>(f.published->front().effect) ==
        publish_dev_fee{owed_fee().order, sats{60}, hash_number(1), destination});
  f.pass(600s);
  CHECK(f.published->size() == 1);
  CHECK(f.lnd->sent.size() == 1);
}

TEST_CASE("dev fee: a fee that is filed later is found by the next tick") {
  fixture f;
  f.begin_life();
  CHECK(f.world->asked.empty());
  f.owe(1);
  f.will_resolve(1);
  f.pass(61s);
  CHECK(f.lnd->sent.size() == 1);
}

TEST_CASE("conformance/02-64: a send without answer is paid once by LND's record and published",
          "[02-64]") {
  fixture f;
  f.owe(1);
  f.will_resolve(1);
  f.begin_life();
  f.end_send(failure::unreachable); // The call timed out; LND took the payment.
  CHECK(f.stored().state == dev_fee_state::sending);
  f.will_resolve(2);
  f.pass(61s);
  f.tell_record(lnd::payment_state::in_flight);
  f.pass(60s);
  f.tell_record(lnd::payment_state::succeeded);
  CHECK(f.stored().state == dev_fee_state::paid);
  CHECK(f.stored().hash == hash_number(1));
  CHECK(f.published->size() == 1);
  CHECK(f.world->asked.size() == 1); // No second invoice.
  CHECK(f.lnd->sent.size() == 1);
}

TEST_CASE("conformance/05-D2: after a crash the record of the kept hash decides", "[05-D2]") {
  fixture f;
  f.owe(1);
  f.will_resolve(1);
  f.begin_life();
  f.end_life();
  f.will_resolve(2);
  f.begin_life();
  f.tell_record(lnd::payment_state::succeeded);
  CHECK(f.stored().state == dev_fee_state::paid);
  CHECK(f.stored().hash == hash_number(1));
  CHECK(f.world->asked.size() == 1);
  CHECK(f.published->size() == 1);
}

// The reference's PENDING marker stands for a resolution under way. Ours is memory
// only: a crash leaves the fee owed, and 20 s bound the question.
TEST_CASE("conformance/05-D3: a resolution holds the fee for its time limit, not longer",
          "[05-D3]") {
  fixture f;
  f.owe(1);
  f.begin_life(); // The server is silent.
  REQUIRE(f.world->asked.size() == 1);
  f.pass(59s);
  CHECK(f.world->asked.size() == 1);
  CHECK(f.stored().state == dev_fee_state::owed);
  f.will_resolve(1);
  f.pass(2s);
  CHECK(f.world->asked.size() == 2);
  CHECK(f.lnd->sent.size() == 1);
  // The late answer of the first question is not used.
  caf::anon_send(f.payee, http_answered{});
  f.system.run();
  CHECK(f.stored().hash == hash_number(1));
  CHECK(f.lnd->sent.size() == 1);
}

TEST_CASE("conformance/05-D3: a crash while resolving leaves the fee owed", "[05-D3]") {
  fixture f;
  f.owe(1);
  f.begin_life();
  f.end_life();
  f.will_resolve(1);
  f.begin_life();
  CHECK(f.stored().hash == hash_number(1));
  CHECK(f.lnd->sent.size() == 1);
}

TEST_CASE("dev fee: a failed payment is owed again and gets another invoice") {
  fixture f;
  f.owe(1);
  f.will_resolve(1);
  f.begin_life();
  f.tell_send(lnd::payment_state::failed);
  CHECK(f.stored().state == dev_fee_state::owed);
  f.will_resolve(2);
  f.pass(61s);
  CHECK(f.stored().hash == hash_number(2));
  f.tell_send(lnd::payment_state::succeeded);
  CHECK(f.stored().state == dev_fee_state::paid);
  CHECK(f.published->size() == 1);
}

TEST_CASE("dev fee: while its own send streams a failure in the record is not believed") {
  fixture f;
  f.owe(1);
  f.will_resolve(1);
  f.begin_life();
  f.pass(61s);
  f.tell_record(lnd::payment_state::failed);
  CHECK(f.stored().state == dev_fee_state::sending);
  f.pass(60s);
  f.tell_record(lnd::payment_state::succeeded);
  CHECK(f.stored().state == dev_fee_state::paid);
}

TEST_CASE("dev fee: what LND never saw is sent again with the same invoice") {
  fixture f;
  f.owe(1);
  f.will_resolve(1);
  f.begin_life();
  f.end_life();
  f.begin_life();
  f.record_is_missing();
  REQUIRE(f.lnd->sent.size() == 2);
  CHECK(f.lnd->sent[1].bolt11 == f.lnd->sent[0].bolt11);
  CHECK(f.world->asked.size() == 1);
}

TEST_CASE("dev fee: what LND never saw is owed again after an hour") {
  fixture f;
  f.owe(1);
  f.will_resolve(1);
  f.begin_life();
  f.end_send(failure::unreachable);
  f.pass(3660s);
  f.will_resolve(2);
  f.world->invoices.front() = invoice_of({.number = 2, .made_at = f.clock.environment().now()});
  f.record_is_missing();
  CHECK(f.stored().state == dev_fee_state::owed);
  f.pass(61s);
  CHECK(f.stored().hash == hash_number(2));
}

TEST_CASE("dev fee: an invoice of another amount is not paid") {
  fixture f;
  f.owe(1);
  f.world->invoices.push_back(invoice_of({.amount = sats{6000}}));
  f.begin_life();
  CHECK(f.stored().state == dev_fee_state::owed);
  CHECK(f.lnd->sent.empty());
  CHECK(f.world->history.empty());
}

TEST_CASE("dev fee: a fee that is held for ever delays no other") {
  fixture f;
  f.owe(1);
  f.will_resolve(1);
  f.begin_life();
  f.tell_send(lnd::payment_state::in_flight);
  f.owe(2);
  f.will_resolve(2);
  f.pass(61s);
  REQUIRE(f.lnd->sends.size() == 2);
  f.tell_send(lnd::payment_state::succeeded);
  CHECK(f.stored(2).state == dev_fee_state::paid);
  CHECK(f.stored(1).state == dev_fee_state::sending);
}

TEST_CASE("dev fee: a tick begins a few, and never more than ten are undecided") {
  fixture f;
  for (uint8_t number = 1; number <= 14; ++number) {
    f.owe(number);
    f.will_resolve(number);
  }
  f.begin_life();
  CHECK(f.lnd->sent.size() == 4);
  for (int tick = 0; tick < 5; ++tick)
    f.pass(61s);
  CHECK(f.lnd->sent.size() == 10);
  CHECK(f.world->asked.size() == 10);
}
