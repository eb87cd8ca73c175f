// SPDX-License-Identifier: MIT
//
// The refusal table of spec 02 §9.2, row by row, with `not_allowed_by_status`
// wherever the reference is silent because of state (decision 4).
#include "tests/actors/order/intent_fixture.hpp"

using namespace mostro;
using namespace mostro::order_fixture;

namespace {

/// The columns P, WBI, WP, A, FS, D, SHI (paying), S, C, CC, CA, E of a taken sell order.
std::vector<std::pair<std::string, order>> columns() {
  auto p = pending_order(sell);
  return {{"P", p},
          {"WBI", waiting_invoice_order(sell)},
          {"WP", waiting_payment_order(sell, true)},
          {"A", active_order(p)},
          {"FS", fiat_sent_order(p)},
          {"D", disputed_order(p)},
          {"SHI", paying_order(sell)},
          {"S", closed_order(sell, order_status::success, true)},
          {"C", closed_order(sell, order_status::canceled, true)},
          {"CC", closed_order(sell, order_status::cooperatively_canceled, true)},
          {"CA", closed_order(sell, order_status::canceled_by_admin, true)},
          {"E", closed_order(sell, order_status::expired, false)}};
}

const std::map<std::string, std::string> reasons{{"ios", "invalid_order_status"},
                                                 {"nas", "not_allowed_by_status"},
                                                 {"ipe", "invalid_peer"},
                                                 {"ipk", "invalid_pubkey"},
                                                 {"inv", "invalid_invoice"},
                                                 {"inyo", "is_not_your_order"},
                                                 {"oac", "order_already_canceled"},
                                                 {"inyd", "is_not_your_dispute"},
                                                 {"silent", "ignored"}};

/// Checks one row; `ok` is any transition.
void check_row(const std::string& row, const order_fact& fact) {
  std::istringstream cells{row};
  for (auto& [column, o] : columns()) {
    std::string cell;
    REQUIRE(cells >> cell);
    INFO("column " << column);
    auto d = judge(o, dispute_event(fact, 1), policy_of_node());
    if (cell == "ok")
      CHECK(std::holds_alternative<transition>(d));
    else
      CHECK(text_of(d) == reasons.at(cell));
  }
}

} // namespace

TEST_CASE("refusals: take-sell is for pending orders") {
  auto r = take_of(sell);
  r.taker = stranger();
  check_row("ok ios ios ios ios ios ios ios ios ios ios ios", r);
  for (auto& [column, o] : columns()) // Check 3 comes first.
    CHECK(outcome(o, event_of(take_of(buy), 1)) == "invalid_order_kind");
}

TEST_CASE("refusals: add-invoice of anybody but the buyer") {
  // P and E have no buyer yet: silent in the reference.
  for (auto& who : {maker(), stranger()})
    check_row("nas ipe ipe ipe ipe ipe ipe ipe ipe ipe ipe nas", invoice_of(who));
}

TEST_CASE("refusals: add-invoice of the buyer with a bad invoice") {
  check_row("nas inv inv inv inv inv inv inv inv inv inv nas", invoice_of(taker(), "nonsense"));
}

TEST_CASE("refusals: add-invoice of the buyer with a good invoice") {
  check_row("nas ok nas nas nas nas nas nas nas nas nas nas", invoice_of(taker()));
}

TEST_CASE("refusals: a buy maker's add-invoice before the take is judged like any other") {
  auto o = pending_order(buy);
  CHECK(outcome(o, event_of(invoice_of(maker()))) == "not_allowed_by_status");
  CHECK(outcome(o, event_of(invoice_of(maker(), "nonsense"))) == "invalid_invoice");
  CHECK(outcome(o, event_of(invoice_of(maker(), invoice_text({msats{50'000'000}})))) ==
        "invalid_invoice");
  CHECK(outcome(o, event_of(invoice_of(taker()))) == "invalid_peer");
  CHECK(outcome(closed_order(buy, order_status::expired, false), event_of(invoice_of(maker()))) ==
        "not_allowed_by_status");
}

TEST_CASE("refusals: fiat-sent, status before role") {
  check_row("ios ios ios ok ios ios ios ios ios ios ios ios", fiat_sent_of(taker()));
  for (auto& who : {maker(), stranger()})
    check_row("ios ios ios ipk ios ios ios ios ios ios ios ios", fiat_sent_of(who));
}

TEST_CASE("refusals: release, role before status") {
  check_row("nas nas nas nas ok ok nas nas nas nas nas nas", release_of(maker()));
  for (auto& who : {taker(), stranger()})
    check_row("nas ipe ipe ipe ipe ipe ipe ipe ipe ipe ipe nas", release_of(who));
}

TEST_CASE("refusals: cancel") {
  check_row("ok ok ok ok ok ok nas nas oac oac oac nas", cancel_requested{maker(), 1});
  check_row("inyo ok ok ok ok ok nas nas oac oac oac nas", cancel_requested{taker(), 1});
  check_row("inyo ipk ipk ipk ipk ipk nas nas oac oac oac nas", cancel_requested{stranger(), 1});
}

TEST_CASE("refusals: a dispute of a third party or outside of a running trade") {
  for (auto& who : {maker(), taker()})
    check_row("nas nas nas ok ok nas nas nas nas nas nas nas", dispute_requested{who, 1});
  check_row("nas nas nas ipk ipk nas nas nas nas nas nas nas", dispute_requested{stranger(), 1});
}

TEST_CASE("refusals: a rating before the end") {
  check_row("nas ios ios ios ios ios ok ok ios ios ios nas", rating_given{maker(), 1, 5});
  check_row("nas ios ios ios ios ios ios ok ios ios ios nas", rating_given{taker(), 1, 5});
  check_row("nas ios ios ios ios ios ios silent ios ios ios nas", rating_given{stranger(), 1, 5});
}

TEST_CASE("refusals: a new trade key after the take, a bond invoice without bonds") {
  check_row("ok ios ios ios ios ios ios ios ios ios ios ios", trade_key_changed{maker(), 1});
  check_row("silent ios ios ios ios ios ios ios ios ios ios ios", trade_key_changed{taker(), 1});
  for (auto& who : {maker(), taker(), stranger()})
    check_row("nas nas nas nas nas nas nas nas nas nas nas nas", bond_invoice_offered{who});
}

TEST_CASE("refusals: only a dispute is settled or canceled by a solver, and only by its own") {
  check_row("inyd inyd inyd inyd inyd ok inyd inyd inyd inyd inyd inyd",
            admin_settle_requested{writer(), {}});
  check_row("inyd inyd inyd inyd inyd ok inyd inyd inyd inyd inyd inyd",
            admin_cancel_requested{writer(), {}});
  for (auto& by : {reader(), second_writer(), node_operator()})
    check_row("inyd inyd inyd inyd inyd inyd inyd inyd inyd inyd inyd inyd",
              admin_settle_requested{by, {}});
}

TEST_CASE("refusals: an intent refuses every conflicting request") {
  auto r = take_of(sell, good_invoice());
  r.taker = stranger();
  auto canceling = canceling_order(sell, order_status::waiting_payment, true);
  for (auto& o : {opening_order(sell), opening_order(sell, true), canceling,
                  settling_order(pending_order(sell))}) {
    CHECK(outcome(o, event_of(invoice_of(taker()))) == "not_allowed_by_status");
    CHECK(outcome(o, event_of(fiat_sent_of(taker()))) == "not_allowed_by_status");
    CHECK(outcome(o, event_of(release_of(maker()))) == "not_allowed_by_status");
    CHECK(outcome(o, event_of(cancel_requested{maker(), 1})) == "not_allowed_by_status");
    CHECK(outcome(o, event_of(cancel_requested{taker(), 1})) == "not_allowed_by_status");
  }
  CHECK(outcome(opening_order(sell), event_of(r)) == "not_allowed_by_status");
}
