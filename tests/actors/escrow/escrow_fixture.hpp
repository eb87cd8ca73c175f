// SPDX-License-Identifier: MIT
//
// An escrow and an LN node above a scripted LND, and recorders in place of the
// order book.
#pragma once

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

namespace mostro::escrow_test {

inline order_book_actor::behavior_type
noting_book(order_book_actor::pointer, notes<order_news> news, notes<observe_chain> chain) {
  return {[](const trader_request&) {},
          [news](const order_news& n) { news->push_back(n); },
          [](const order_committed&) {},
          [](const request_finished&) {},
          [](const child_born&) {},
          [](const restart_order&) {},
          [](const stop_intake&) {},
          [chain](const observe_chain& seen) { chain->push_back(seen); },
          [](const set_policy&) {},
          [](const decide_request&) { return request_outcome{}; },
          [](const ask_open_orders&) { return open_orders_told{}; },
          [](const count_orders&) { return orders_counted{}; }};
}

inline payment_hash some_hash() {
  payment_hash out;
  out.data.fill(9);
  return out;
}

inline lnd::call_error failed(failure what) { return {what, lnd::to_string(what)}; }

inline lnd::invoice invoice_in(lnd::invoice_state state) {
  lnd::invoice out;
  out.hash = some_hash();
  out.state = state;
  out.payment_request = "lnbcrt-known";
  out.amount_paid = msats{50'150'000};
  out.htlc_expiry_height = 347;
  return out;
}

inline lnd::payment payment_in(lnd::payment_state state) {
  lnd::payment out;
  out.hash = some_hash();
  out.state = state;
  out.fee = msats{7000};
  out.failure_reason = state == lnd::payment_state::failed ? "NO_ROUTE" : "";
  return out;
}

inline open_hold_invoice opening() {
  return {some_hash(), sats{50'150}, "memo", seconds{1020}, 144};
}
inline settle_hold_invoice settling() { return {some_hash(), {}}; }
inline pay_invoice paying() {
  return {some_hash(), "lnbcrt-payout", sats{49'850}, false, sats{99}, {}};
}

/// A payout of its own payment hash.
inline pay_invoice paying_number(uint8_t number) {
  auto out = paying();
  out.hash.data.fill(number);
  return out;
}

struct fixture {
  std::shared_ptr<scripted_lnd> lnd = std::make_shared<scripted_lnd>();
  deterministic_system system;
  notes<order_news> news = new_notes<order_news>();
  notes<observe_chain> chain = new_notes<observe_chain>();
  escrow_actor escrow;
  outbox_id last_row = 0;

  explicit fixture(escrow_setup setup = {}) { begin_life(std::move(setup)); }

  /// A new process above the same LND: nothing is remembered but what LND knows.
  void begin_life(escrow_setup how = {}) {
    escrow = system.spawn(escrow_behavior, std::move(how));
    ln_node_setup setup;
    setup.client = lnd;
    setup.escrow = escrow;
    auto node = system.spawn(ln_node_behavior, std::move(setup));
    auto book = system.spawn(noting_book, news, chain);
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

} // namespace mostro::escrow_test
