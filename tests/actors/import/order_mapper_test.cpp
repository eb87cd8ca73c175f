// SPDX-License-Identifier: MIT
//
// Rows of the reference become orders in their phases; what money depends on and
// cannot be read refuses the import (spec 05 §8).
#include "actors/import/order_mapper.hpp"

#include "actors/import/plan_mapper.hpp"
#include "actors/order/order_machine.hpp"
#include "tests/actors/import/row_fixture.hpp"

using namespace mostro;
using namespace mostro::importing;
using namespace mostro::importing_test;

TEST_CASE("import: every live status becomes its phase, published anew and newer") {
  auto [status, change] = GENERATE(table<std::string, row_change>({
      {"pending", {}},
      {"waiting-taker-bond", {}},
      {"waiting-buyer-invoice", {{"hash", {}}, {"preimage", {}}, {"invoice_held_at", 0}}},
      {"waiting-payment", {{"invoice_held_at", 0}}},
      {"active", {}},
      {"fiat-sent", {}},
      {"dispute", {}},
      {"settled-hold-invoice", {}},
  }));
  auto plan = plan_of(taken_row(status, change));
  INFO(status);
  REQUIRE(plan.orders.size() == 1);
  CHECK_FALSE(is_refused(plan));
  auto& one = plan.orders.front();
  bool untaken = status == "pending" || status == "waiting-taker-bond";
  CHECK(to_string(status_of(one.state)) == (untaken ? "pending" : status));
  CHECK(one.state.seq == 1);
  REQUIRE_FALSE(one.effects.empty());
  auto& published = std::get<publish_order>(one.effects.front());
  CHECK(published.status == (untaken ? order_status::pending : order_status::in_progress));
  CHECK(published.created_at == now);
  CHECK(one.state.last_stamp == now);
}

TEST_CASE("import: a trade keeps its parties, amounts and clocks") {
  auto plan = plan_of(taken_row("fiat-sent", {{"cancel_initiator_pubkey", hex_of('c')},
                                              {"next_trade_pubkey", hex_of('e')},
                                              {"next_trade_index", 9}}));
  auto& sent = std::get<fiat_sent>(plan.orders.at(0).state.phase);
  CHECK(sent.trade.taker.trade_key.hex() == hex_of('c'));
  CHECK(sent.trade.taker.identity.hex() == hex_of('d'));
  CHECK(sent.trade.amount == sats{50'000});
  CHECK(sent.trade.fee == sats{150});
  CHECK(sent.trade.cancel_initiator == trade_role::buyer);
  CHECK(sent.trade.duty_since == now - seconds{5000});
  CHECK(sent.held.held_at == now - seconds{4900});
  CHECK(sent.held.key == some_key());
  REQUIRE(sent.next);
  CHECK(sent.next->index == 9);
}

TEST_CASE("import: a market order and a range order keep what the maker offered") {
  auto plan = plan_of(taken_row(
      "active",
      {{"price_from_api", 1}, {"min_amount", 10}, {"max_amount", 100}, {"fiat_amount", 30}}));
  auto& o = plan.orders.at(0).state;
  CHECK(o.terms.is_market_priced());
  CHECK(o.terms.is_range());
  CHECK(o.terms.fiat_amount == 0);
  CHECK(trade_of(o)->fiat_amount == 30);
}

TEST_CASE("import: a live row that money depends on and that cannot be read refuses everything") {
  auto [status, change] = GENERATE(table<std::string, row_change>({
      {"active", {{"preimage", {}}}},
      {"active", {{"preimage", hex_of('7')}}}, // Of another hash.
      {"fiat-sent", {{"hash", std::string{"zz"}}}},
      {"waiting-payment", {{"hash", {}}, {"preimage", {}}}},
      {"waiting-buyer-invoice", {}}, // A sell order has no escrow yet.
      {"active", {{"buyer_pubkey", {}}}},
      {"active", {{"amount", 0}}},
      {"active", {{"fee", 50'000}}},
      {"active", {{"master_buyer_pubkey", std::string{"sealed"}}}},
      {"pending", {{"creator_pubkey", hex_of('e')}}},
      {"pending", {{"id", std::string{"no uuid"}}}},
      {"waiting-maker-bond", {}},
      {"in-progress", {}},
      {"who-knows", {}},
  }));
  auto plan = plan_of(taken_row(status, change));
  INFO(status);
  CHECK(plan.orders.empty());
  REQUIRE(is_refused(plan));
  CHECK_FALSE(plan.findings.front().mend.empty());
}

TEST_CASE("import: a finished row that cannot be read is left out and named") {
  auto plan = plan_of(taken_row("canceled", {{"id", std::string{"no uuid"}}}));
  CHECK(plan.orders.empty());
  CHECK_FALSE(is_refused(plan));
  REQUIRE(plan.findings.size() == 1);
  CHECK(plan.findings.front().row == "order row 5");
}

TEST_CASE("import: a buy order that waits for its invoice holds the seller's payment") {
  auto plan = plan_of(taken_row(
      "waiting-buyer-invoice",
      {{"kind", std::string{"buy"}}, {"creator_pubkey", hex_of('c')}, {"buyer_invoice", {}}}));
  auto& o = plan.orders.at(0).state;
  CHECK(o.maker.trade_key.hex() == hex_of('c'));
  auto& waiting = std::get<waiting_buyer_invoice>(o.phase);
  REQUIRE(waiting.held);
  CHECK(waiting.held->amount_paid == to_msats(sats{50'150}));
  CHECK(waiting.trade.taker.trade_key.hex() == hex_of('a'));
}

TEST_CASE("import: a dispute that the guardian filed before it turned the order is kept") {
  import_source from{{taken_row("fiat-sent", {})}, {dispute_row("initiated")}, {}, {}};
  auto plan = plan_import(from, facts());
  auto& o = plan.orders.at(0).state;
  CHECK(std::holds_alternative<disputed>(o.phase));
  CHECK(o.dispute->status == dispute_status::initiated);
  REQUIRE(plan.orders.at(0).effects.size() == 2);
  CHECK(std::get<publish_dispute>(plan.orders.at(0).effects[1]).created_at == now);
}

TEST_CASE("import: a dispute that its order has outlived is closed") {
  auto [status, end] = GENERATE(table<std::string, dispute_status>(
      {{"success", dispute_status::settled},
       {"settled-hold-invoice", dispute_status::settled},
       {"cooperatively-canceled", dispute_status::seller_refunded}}));
  import_source from{{taken_row(status, {})}, {dispute_row("in-progress")}, {}, {}};
  CHECK(plan_import(from, facts()).orders.at(0).state.dispute->status == end);
}

TEST_CASE("import: a disputed order without a row gets a dispute that solvers can take") {
  auto plan = plan_of(taken_row("dispute", {{"buyer_dispute", 1}}));
  auto& filed = plan.orders.at(0).state.dispute;
  REQUIRE(filed);
  CHECK(filed->initiator == trade_role::buyer);
  CHECK(filed->status == dispute_status::initiated);
}

TEST_CASE("import: live bonds refuse, requested ones are named, finished ones are left behind") {
  auto [state, refuses, named] =
      GENERATE(table<std::string, bool, bool>({{"locked", true, true},
                                               {"pending-payout", true, true},
                                               {"unheard-of", true, true},
                                               {"requested", false, true},
                                               {"released", false, false},
                                               {"forfeited", false, false}}));
  column_row bond{1, {{"id", id_blob(9)}, {"state", state}, {"amount_sats", int64_t{900}}}};
  auto plan = plan_import({{taken_row("pending", {})}, {}, {}, {bond}}, facts());
  INFO(state);
  CHECK(is_refused(plan) == refuses);
  CHECK(plan.findings.empty() != named);
}
