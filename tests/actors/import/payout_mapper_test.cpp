// SPDX-License-Identifier: MIT
//
// Payouts that the reference left undecided are asked about at LND, and never
// paid a second time (spec 05 §8.1, §12 M5).
#include "actors/import/payout_mapper.hpp"

#include "actors/order/order_machine.hpp"
#include "tests/actors/import/row_fixture.hpp"

using namespace mostro;
using namespace mostro::importing;
using namespace mostro::importing_test;

namespace {

/// An invoice of the buyer for `amount`.
std::string invoice_for(std::optional<msats> amount, char hash) {
  bolt11::invoice out;
  out.network = bolt11::network::regtest;
  out.amount = amount;
  out.timestamp = now;
  out.payment_hash = *payment_hash::from_hex(hex_of(hash));
  out.payment_secret = bytes32{};
  bytes32 key{};
  key[31] = 5;
  auto text = bolt11::encode(out, secret_key{key});
  REQUIRE(text);
  return *text;
}

row_change paying(const std::string& destination) {
  return {{"buyer_invoice", destination},
          {"payout_payment_hash", hex_of('9')},
          {"payout_claimed_at", 1'799'999'000}};
}

const settled& settled_of(const import_plan& plan) {
  return std::get<settled>(plan.orders.at(0).state.phase);
}

std::optional<pay_invoice> question_in(const import_plan& plan) {
  for (auto& effect : plan.orders.at(0).effects)
    if (auto* pay = std::get_if<pay_invoice>(&effect))
      return *pay;
  return std::nullopt;
}

order_event answered(order_fact what) {
  order_event out;
  out.what = std::move(what);
  out.at = now + seconds{60};
  out.answers = 1;
  return out;
}

} // namespace

TEST_CASE("conformance/05-M5: an imported payout that LND has paid ends the order, once",
          "[05-M5]") {
  auto destination = GENERATE(std::string{"bob@example.com"}, invoice_for(msats{49'850'000}, '9'));
  auto plan = plan_of(taken_row("settled-hold-invoice", paying(destination)));
  CHECK_FALSE(is_refused(plan));
  auto pay = question_in(plan);
  REQUIRE(pay);
  CHECK(pay->hash.hex() == hex_of('9'));
  CHECK(pay->amount == sats{49'850});
  // Only an invoice with that very hash may be sent again; of an address only the hash is known.
  CHECK(pay->bolt11 == (destination == "bob@example.com" ? "" : destination));
  CHECK_FALSE(settled_of(plan).payout.retry_at);
  CHECK(settled_of(plan).payout.claim->claimed_at == unix_time{1'799'999'000});

  auto& o = plan.orders.at(0).state;
  auto judged = decide(o, answered(payout_succeeded{pay->hash, msats{7}}), facts().policy);
  auto& over = std::get<transition>(judged);
  CHECK(status_of(over.next) == order_status::success);
  for (auto& effect : over.effects)
    CHECK_FALSE(std::holds_alternative<pay_invoice>(effect));
}

TEST_CASE("import: a payout that failed at LND is tried again as the settings say") {
  auto plan = plan_of(taken_row("settled-hold-invoice", paying("bob@example.com")));
  auto& o = plan.orders.at(0).state;
  auto hash = question_in(plan)->hash;
  auto judged = decide(o, answered(payout_failed{hash, "no route"}), facts().policy);
  auto& next = std::get<settled>(std::get<transition>(judged).next.phase);
  CHECK_FALSE(next.payout.claim);
  CHECK(next.payout.retry_at);
}

TEST_CASE("import: an invoice of another hash or amount is never sent for a claimed payout") {
  auto destination = GENERATE(invoice_for(msats{49'850'000}, '8'), invoice_for(msats{1'000}, '9'));
  auto plan = plan_of(taken_row("settled-hold-invoice", paying(destination)));
  CHECK(question_in(plan)->bolt11.empty());
}

TEST_CASE("import: a settled order without a payout under way is paid at the start") {
  SECTION("attempts are left") {
    auto plan = plan_of(taken_row("settled-hold-invoice", {{"payment_attempts", 1}}));
    CHECK(settled_of(plan).payout.retry_at == now);
    CHECK_FALSE(question_in(plan));
  }
  SECTION("they are used up: the buyer has to give an invoice") {
    auto plan = plan_of(
        taken_row("settled-hold-invoice", {{"payment_attempts", 3}, {"failed_payment", 1}}));
    CHECK_FALSE(settled_of(plan).payout.retry_at);
    CHECK(settled_of(plan).payout.failed);
  }
}

TEST_CASE("import: the payout hash of an order that is not settled means nothing") {
  auto plan = plan_of(taken_row("success", {{"payout_payment_hash", hex_of('9')}}));
  auto& over = std::get<closed>(plan.orders.at(0).state.phase);
  CHECK_FALSE(over.paid_with);
  CHECK_FALSE(is_refused(plan));
  CHECK_FALSE(question_in(plan));
}
