// SPDX-License-Identifier: MIT
//
// The ways out of an intent towards LND: its answer, news of the stream that are
// older or newer than the answer, the same answer again after a crash. An intent
// is never lost, and no hash is ever both settled and canceled.
#include "tests/actors/order/intent_fixture.hpp"

using namespace mostro;
using namespace mostro::order_fixture;

namespace {

const auto hash = escrow_secret().hash;
const auto canceled_now = escrow_canceled{hash};
const auto settled_now = escrow_settled{hash, msats{50'150'000}};
const auto accepted_now = escrow_accepted{hash, msats{50'150'000}};

/// One order for every cause of a cancel and every status that it may show.
std::vector<std::pair<std::string, order>> cancels(const order& o) {
  using status = order_status;
  using cause = cancel_cause;
  auto maker_is = maker_role(o);
  auto taker_is = maker_is == trade_role::buyer ? trade_role::seller : trade_role::buyer;
  return {{"taker WP", canceling_for(cause::taker_cancel, o, status::waiting_payment, taker_is)},
          {"maker WP", canceling_for(cause::maker_cancel, o, status::waiting_payment, maker_is)},
          {"both A", canceling_for(cause::cooperative, o, status::active, trade_role::seller)},
          {"both FS", canceling_for(cause::cooperative, o, status::fiat_sent, trade_role::buyer)},
          {"both D", canceling_for(cause::cooperative, o, status::dispute, trade_role::seller)},
          {"admin D", canceling_for(cause::admin_cancel, o, status::dispute)},
          {"guardian A", canceling_for(cause::guardian, o, status::active)}};
}

std::vector<order> settles(const order& o) {
  return {settling_order(o), settling_in_dispute(o), settling_for_solver(o)};
}

} // namespace

TEST_CASE("intents: only the answer to our cancel ends it, not the stream's news") {
  for (auto kind : {sell, buy})
    for (auto& [name, o] : cancels(pending_order(kind))) {
      INFO(name);
      CHECK(outcome(o, event_of(canceled_now)) == "ignored");
      CHECK(outcome(o, event_of(accepted_now)) == "ignored");
      CHECK(outcome(o, answer_of(escrow_canceled{id_of<payment_hash>(1)})) == "ignored");
      auto t = advance(o, answer_of(canceled_now));
      CHECK((is_closed(t.next) || status_of(t.next) == order_status::pending));
      CHECK(outcome(t.next, event_of(canceled_now)) == "ignored"); // The news come later.
      CHECK(outcome(t.next, answer_of(canceled_now)) == "ignored");
    }
}

TEST_CASE("intents: every cause has its own end") {
  std::map<std::string, std::string> ends{
      {"taker WP", "pending: canceled>taker new-order>maker publish:pending"},
      {"maker WP", "canceled: canceled>maker canceled>taker publish:canceled"},
      {"both A", "cooperatively-canceled: cooperative-cancel-accepted>maker "
                 "cooperative-cancel-accepted>taker publish:canceled"},
      {"both FS", "cooperatively-canceled: cooperative-cancel-accepted>taker "
                  "cooperative-cancel-accepted>maker publish:canceled"},
      {"both D", "cooperatively-canceled: cooperative-cancel-accepted>maker "
                 "cooperative-cancel-accepted>taker publish:canceled publish-dispute"},
      {"admin D", "canceled-by-admin: admin-canceled>solver admin-canceled>maker "
                  "admin-canceled>taker publish:canceled "
                  "publish-dispute"},
      {"guardian A", "canceled: canceled>maker canceled>taker publish:canceled"}};
  for (auto& [name, o] : cancels(pending_order(sell))) {
    INFO(name);
    CHECK(outcome(o, answer_of(canceled_now)) == ends.at(name));
  }
}

TEST_CASE("intents: a cancel that finds the escrow settled finishes the release instead") {
  for (auto& [name, o] : cancels(pending_order(sell)))
    for (auto& e : {answer_of(settled_now), event_of(settled_now)}) {
      INFO(name);
      auto t = advance(o, e);
      REQUIRE(std::holds_alternative<settled>(t.next.phase));
      CHECK(effect<raise_alarm>(t, 0).name == "escrow-settled-unasked");
      CHECK(t.next.dispute.has_value() == o.dispute.has_value());
      if (t.next.dispute)
        CHECK(t.next.dispute->status == dispute_status::settled);
      for (auto& wanted : t.effects) {
        CHECK_FALSE(std::holds_alternative<cancel_hold_invoice>(wanted));
        CHECK_FALSE(std::holds_alternative<settle_hold_invoice>(wanted));
      }
      // The answer that belongs to the cancel comes later, or again after a crash.
      CHECK(outcome(t.next, answer_of(settled_now)) == "ignored");
      CHECK(outcome(t.next, answer_of(canceled_now)) == "ignored");
    }
}

TEST_CASE("intents: a solver's cancel that found a settled escrow is answered") {
  auto o = canceling_for(cancel_cause::admin_cancel, pending_order(sell), order_status::dispute);
  CHECK(outcome(o, answer_of(settled_now)) ==
        "settled(paying): alarm:escrow-settled-unasked released>taker "
        "hold-invoice-payment-settled>maker rate>maker cant-do(not_allowed_by_status)>solver "
        "publish-dispute pay-invoice owe-dev-fee");
}

TEST_CASE("intents: a buy maker's next key survives a cancel that found a settled escrow") {
  auto o = canceling_for(cancel_cause::cooperative, range_order(buy, 10, 100),
                         order_status::fiat_sent, trade_role::seller);
  std::get<canceling_escrow>(o.phase).next = next_key();
  CHECK(advance(o, answer_of(settled_now)).child);
  auto sold = canceling_for(cancel_cause::cooperative, range_order(sell, 10, 100),
                            order_status::fiat_sent, trade_role::seller);
  std::get<canceling_escrow>(sold.phase).next = next_key(); // The taker's: not the maker's.
  CHECK_FALSE(advance(sold, answer_of(settled_now)).child);
}

TEST_CASE("intents: an answer that leads nowhere asks again instead of being lost") {
  for (auto& [name, o] : cancels(pending_order(sell))) {
    INFO(name);
    auto t = advance(o, answer_of(accepted_now));
    CHECK(text_of(decision{t}) == "canceling-escrow: cancel-hold-invoice");
    CHECK(t.next.phase == o.phase);
  }
}

TEST_CASE("intents: while LND is asked to cancel nothing else is decided") {
  for (auto& [name, o] : cancels(pending_order(sell))) {
    INFO(name);
    CHECK(outcome(o, event_of(release_of(maker()))) == "not_allowed_by_status");
    CHECK(outcome(o, event_of(fiat_sent_of(taker()))) == "not_allowed_by_status");
    CHECK(outcome(o, event_of(invoice_of(taker()))) == "not_allowed_by_status");
    CHECK(outcome(o, dispute_by(taker())) == "not_allowed_by_status");
    CHECK(outcome(o, event_of(cancel_requested{maker(), 1})) == "not_allowed_by_status");
    CHECK(outcome(o, event_of(cancel_requested{taker(), 1})) == "not_allowed_by_status");
    CHECK(outcome(o, event_of(deadline_reached{}, 90'000)) == "ignored");
    CHECK(outcome(o, chain_at(9'000'000, 90'000)) == "ignored");
    CHECK_FALSE(deadline_of(o, policy()));
    CHECK_FALSE(escrow_to_watch(o));
  }
}

TEST_CASE("intents: while LND is asked to settle nothing else is decided") {
  for (auto& o : settles(pending_order(sell))) {
    CHECK(outcome(o, event_of(release_of(maker()))) == "not_allowed_by_status");
    CHECK(outcome(o, event_of(cancel_requested{maker(), 1})) == "not_allowed_by_status");
    CHECK(outcome(o, event_of(cancel_requested{taker(), 1})) == "not_allowed_by_status");
    CHECK(outcome(o, dispute_by(taker())) == "not_allowed_by_status");
    CHECK(outcome(o, chain_at(9'000'000, 90'000)) == "ignored");
    CHECK(outcome(o, event_of(canceled_now)) == "ignored"); // Perhaps older news.
    CHECK(outcome(o, event_of(accepted_now)) == "ignored");
  }
}

TEST_CASE("intents: settled is settled, whether the stream or the answer comes first") {
  for (auto& o : settles(pending_order(sell))) {
    auto by_answer = advance(o, answer_of(settled_now));
    auto by_stream = advance(o, event_of(settled_now));
    CHECK(by_answer.next == by_stream.next);
    CHECK(by_answer.effects == by_stream.effects);
    CHECK(outcome(by_stream.next, answer_of(settled_now)) == "ignored");
  }
}

TEST_CASE("intents: a settle that finds no escrow goes back to where the order was") {
  auto p = pending_order(sell);
  const std::string told_both =
      "hold-invoice-payment-canceled>maker hold-invoice-payment-canceled>taker ";
  const std::string to_seller = "cant-do(not_allowed_by_status)>maker ";
  const std::string alarm = "alarm:release-found-no-escrow";
  CHECK(outcome(settling_order(p), answer_of(canceled_now)) ==
        "fiat-sent(vanished): " + told_both + to_seller + alarm);
  auto t = advance(settling_in_dispute(p), answer_of(canceled_now));
  CHECK(text_of(decision{t}) == "dispute(vanished): " + told_both + to_seller + alarm);
  CHECK(t.next.dispute == filed_dispute(writer().identity)); // The solver can still close it.
  CHECK_FALSE(escrow_to_watch(t.next));
  CHECK(outcome(settling_for_solver(p), answer_of(canceled_now)) ==
        "dispute(vanished): " + told_both + "cant-do(not_allowed_by_status)>solver " + alarm);
}

TEST_CASE("intents: a vanished escrow is neither settled nor canceled again") {
  auto o = disputed_order(pending_order(sell));
  auto t = advance(o, event_of(canceled_now));
  CHECK(text_of(decision{t}) == "dispute(vanished): hold-invoice-payment-canceled>maker "
                                "hold-invoice-payment-canceled>taker alarm:escrow-vanished");
  CHECK(t.next.dispute == o.dispute);
  CHECK(outcome(t.next, event_of(canceled_now)) == "ignored");
  CHECK(outcome(t.next, event_of(release_of(maker()))) == "not_allowed_by_status");
  auto u =
      advance(after_first_step(t.next, trade_role::buyer), event_of(cancel_requested{maker(), 7}));
  CHECK(is_closed(u.next));
  auto v = advance(t.next, cancel_by(writer()), policy_of_node());
  CHECK(status_of(v.next) == order_status::canceled_by_admin);
}
