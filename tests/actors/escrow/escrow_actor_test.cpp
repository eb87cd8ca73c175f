// SPDX-License-Identifier: MIT
//
// The escrow above a scripted LND: every effect is idempotent, "unreachable" is
// never an answer, and a payment is never sent beside one that may still arrive.
#include "actors/escrow/escrow_actor.hpp"

#include "actors/ln_node/ln_node_actor.hpp"
#include "tests/support/deterministic_system.hpp"
#include "tests/support/recorders.hpp"
#include "tests/support/scripted_lnd.hpp"

#include <catch2/catch.hpp>

using namespace mostro;
using namespace mostro::test;
using namespace std::chrono_literals;
using lnd::failure;

namespace {

order_book_actor::behavior_type noting_book(order_book_actor::pointer, notes<order_news> news) {
  return {[](const trader_request&) {},  [news](const order_news& n) { news->push_back(n); },
          [](const order_committed&) {}, [](const request_finished&) {},
          [](const child_born&) {},      [](const restart_order&) {},
          [](const stop_intake&) {},     [](const count_orders&) { return orders_counted{}; }};
}

payment_hash some_hash() {
  payment_hash out;
  out.data.fill(9);
  return out;
}

lnd::call_error failed(failure what) { return {what, lnd::to_string(what)}; }

lnd::invoice invoice_in(lnd::invoice_state state) {
  lnd::invoice out;
  out.hash = some_hash();
  out.state = state;
  out.payment_request = "lnbcrt-known";
  out.amount_paid = msats{50'150'000};
  return out;
}

lnd::payment payment_in(lnd::payment_state state) {
  lnd::payment out;
  out.hash = some_hash();
  out.state = state;
  out.fee = msats{7000};
  out.failure_reason = state == lnd::payment_state::failed ? "NO_ROUTE" : "";
  return out;
}

open_hold_invoice opening() { return {some_hash(), sats{50'150}, "memo", seconds{1020}, 144}; }
settle_hold_invoice settling() { return {some_hash(), {}}; }
pay_invoice paying() { return {some_hash(), "lnbcrt-payout", sats{49'850}, false, sats{99}, {}}; }

struct fixture {
  std::shared_ptr<scripted_lnd> lnd = std::make_shared<scripted_lnd>();
  deterministic_system system;
  notes<order_news> news = new_notes<order_news>();
  escrow_actor escrow = system.spawn(escrow_behavior, escrow_setup{});
  outbox_id last_row = 0;

  fixture() {
    ln_node_setup setup;
    setup.client = lnd;
    setup.escrow = escrow;
    auto node = system.spawn(ln_node_behavior, std::move(setup));
    auto book = system.spawn(noting_book, news);
    caf::anon_send(escrow, escrow_attached{node, book});
    system.run();
  }

  /// Asks for an effect under a new row.
  outbox_id perform(order_effect what) {
    storage::outbox_row row;
    row.id = ++last_row;
    row.effect = std::move(what);
    caf::anon_send(escrow, perform_effect{std::move(row)});
    system.run();
    return last_row;
  }

  /// The fact that answered a row; fails the test unless there is exactly one answer.
  template <class Fact>
  Fact answer_to(outbox_id row) {
    std::vector<order_fact> facts;
    for (auto& n : *news)
      if (n.answers == row)
        facts.push_back(n.what);
    REQUIRE(facts.size() == 1);
    REQUIRE(std::holds_alternative<Fact>(facts.front()));
    return std::get<Fact>(facts.front());
  }

  /// Ends the newest stream of a kind.
  template <class Streams>
  void end(Streams& all, failure why) {
    REQUIRE_FALSE(all.empty());
    all.back()->end({false, failed(why)});
    system.run();
  }
  template <class Streams, class State>
  void tell(Streams& all, const State& state) {
    REQUIRE_FALSE(all.empty());
    all.back()->tell(state);
    system.run();
  }
};

} // namespace

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

TEST_CASE("escrow: a silent stream is made up for by a question every minute") {
  fixture f;
  caf::anon_send(f.escrow, watch_escrow{order_id{}, some_hash()});
  f.system.run();
  f.lnd->look_ups.push_back(invoice_in(lnd::invoice_state::accepted));
  f.system.advance(61s);
  REQUIRE(f.news->size() == 1);
  CHECK(std::holds_alternative<escrow_accepted>(f.news->front().what));
}
