// SPDX-License-Identifier: MIT
//
// Hold invoices: opened, settled, canceled and watched, each effect answered once.
#include "tests/actors/escrow/escrow_fixture.hpp"

using namespace mostro;
using namespace mostro::test;
using namespace std::chrono_literals;
using lnd::failure;
using namespace mostro::escrow_test;

TEST_CASE("escrow: a hold invoice is made and reported") {
  fixture f;
  auto row = f.perform(opening());
  CHECK(f.answer_to<escrow_opened>(row).bolt11 == "lnbcrt-hold");
  CHECK(f.lnd->times("add") == 1);
}

TEST_CASE("escrow: a hold invoice that exists already is looked up, not made again") {
  fixture f;
  f.lnd->additions.push_back(failed(failure::already_exists));
  f.lnd->look_ups.push_back(invoice_in(lnd::invoice_state::open));
  auto row = f.perform(opening());
  CHECK(f.answer_to<escrow_opened>(row).bolt11 == "lnbcrt-known");
  CHECK(f.lnd->times("add") == 1);
}

TEST_CASE("escrow: a refused hold invoice is a definite answer") {
  fixture f;
  f.lnd->additions.push_back(failed(failure::refused));
  auto row = f.perform(opening());
  f.answer_to<escrow_refused>(row);
}

TEST_CASE("escrow: while LND is away every effect is tried again and answered once") {
  fixture f;
  for (auto why : {failure::unreachable, failure::not_ready, failure::denied}) {
    f.lnd->additions.push_back(failed(why));
    f.lnd->settlements.push_back(failed(why));
    f.lnd->cancellations.push_back(failed(why));
  }
  auto opened = f.perform(opening());
  auto settled = f.perform(settling());
  auto canceled = f.perform(cancel_hold_invoice{some_hash(), false});
  CHECK(f.news->empty());
  f.system.advance(60s);
  f.answer_to<escrow_opened>(opened);
  f.answer_to<escrow_settled>(settled);
  f.answer_to<escrow_canceled>(canceled);
  CHECK(f.lnd->times("add") == 4);
  CHECK(f.lnd->times("settle") == 4);
  CHECK(f.lnd->times("cancel") == 4);
}

TEST_CASE("escrow: an effect that is asked for again is answered again, not performed again") {
  fixture f;
  auto row = f.perform(settling());
  f.answer_to<escrow_settled>(row);
  f.news->clear();
  f.last_row = row - 1;
  f.perform(settling());
  f.answer_to<escrow_settled>(row);
  CHECK(f.lnd->times("settle") == 1);
}

TEST_CASE("escrow: settling what was canceled says so") {
  fixture f;
  f.lnd->settlements.push_back(failed(failure::already_canceled));
  auto row = f.perform(settling());
  f.answer_to<escrow_canceled>(row);
}

TEST_CASE("escrow: settling what LND calls open or unknown waits, money is not guessed") {
  fixture f;
  f.lnd->settlements = {failed(failure::still_open), failed(failure::not_found)};
  auto row = f.perform(settling());
  CHECK(f.news->empty());
  f.system.advance(10s);
  f.answer_to<escrow_settled>(row);
  CHECK(f.lnd->times("settle") == 3);
}

TEST_CASE("escrow: a guarded cancellation leaves an accepted invoice alone and reports it") {
  fixture f;
  f.lnd->look_ups.push_back(invoice_in(lnd::invoice_state::accepted));
  auto row = f.perform(cancel_hold_invoice{some_hash(), true});
  CHECK(f.answer_to<escrow_accepted>(row).amount_paid == msats{50'150'000});
  CHECK(f.lnd->times("cancel") == 0);
}

TEST_CASE("escrow: a guarded cancellation cancels an open invoice") {
  fixture f;
  f.lnd->look_ups.push_back(invoice_in(lnd::invoice_state::open));
  auto row = f.perform(cancel_hold_invoice{some_hash(), true});
  f.answer_to<escrow_canceled>(row);
  CHECK(f.lnd->times("cancel") == 1);
}

TEST_CASE("escrow: a cancellation that finds the invoice settled says so") {
  fixture f;
  f.lnd->cancellations.push_back(failed(failure::already_settled));
  auto row = f.perform(cancel_hold_invoice{some_hash(), false});
  f.answer_to<escrow_settled>(row);
}

TEST_CASE("escrow: states of a watched invoice reach the order, and a broken stream opens again") {
  fixture f;
  caf::anon_send(f.escrow, watch_escrow{order_id{}, some_hash()});
  f.system.run();
  REQUIRE(f.lnd->invoices.size() == 1);
  f.tell(f.lnd->invoices, invoice_in(lnd::invoice_state::open));
  CHECK(f.news->empty());
  f.end(f.lnd->invoices, failure::unreachable);
  f.system.advance(10s);
  REQUIRE(f.lnd->invoices.size() == 2);
  f.tell(f.lnd->invoices, invoice_in(lnd::invoice_state::accepted));
  REQUIRE(f.news->size() == 1);
  CHECK(std::holds_alternative<escrow_accepted>(f.news->front().what));
  CHECK_FALSE(f.news->front().answers.has_value());
  caf::anon_send(f.escrow, unwatch_escrow{some_hash()});
  f.system.run();
  CHECK_FALSE(f.lnd->invoices.back()->alive);
}

TEST_CASE("escrow: a watched invoice that LND does not know changes nothing") {
  fixture f;
  caf::anon_send(f.escrow, watch_escrow{order_id{}, some_hash()});
  f.system.run();
  f.system.advance(600s); // Every look-up finds nothing.
  CHECK(f.lnd->times("look-up") >= 9);
  CHECK(f.news->empty());
  f.lnd->look_ups.push_back(invoice_in(lnd::invoice_state::settled));
  f.system.advance(61s);
  REQUIRE(f.news->size() == 1);
  CHECK(std::holds_alternative<escrow_settled>(f.news->front().what));
}

TEST_CASE("escrow: a silent stream is made up for by a question every minute") {
  fixture f;
  caf::anon_send(f.escrow, watch_escrow{order_id{}, some_hash()});
  f.system.run();
  f.lnd->look_ups.push_back(invoice_in(lnd::invoice_state::accepted));
  f.system.advance(61s);
  REQUIRE(f.news->size() == 1);
  CHECK(std::holds_alternative<escrow_accepted>(f.news->front().what));
}

TEST_CASE("escrow: the guardian tells the book the height of the chain, again and again") {
  fixture f;
  f.system.advance(59s);
  CHECK(f.chain->empty()); // What arrived before the start goes first.
  f.system.advance(2s);
  REQUIRE(f.chain->size() == 1);
  CHECK(f.chain->back().height == 200u);
  f.lnd->height = 250;
  f.system.advance(300s);
  REQUIRE(f.chain->size() == 2);
  CHECK(f.chain->back().height == 250u);
}

TEST_CASE("escrow: the guardian says when LND cannot tell the height") {
  fixture f;
  f.lnd->reachable = false;
  f.system.advance(61s);
  REQUIRE(f.chain->size() == 1);
  CHECK_FALSE(f.chain->back().height.has_value());
}

TEST_CASE("escrow: the guardian's intervals belong to the setup") {
  escrow_setup setup;
  setup.guardian_patience = 1s;
  setup.guardian_interval = 5s;
  fixture f{setup};
  f.system.advance(11s);
  CHECK(f.chain->size() == 3);
}
