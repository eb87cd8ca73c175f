// SPDX-License-Identifier: MIT
//
// The CLTV guardian (T29, T30, spec 02 §6.2): margin 24, delta 144, so without a
// height the escrow is due 72,000 seconds after it was held.
#include "tests/actors/order/intent_fixture.hpp"

using namespace mostro;
using namespace mostro::order_fixture;

namespace {

const auto hash = escrow_secret().hash;
constexpr int64_t window = (144 - 24) * 600;
constexpr int64_t half_margin_window = (144 - 12) * 600;

/// The same order, its HTLCs expiring at `height`.
order expiring_at(order o, uint32_t height) {
  std::visit(
      [height](auto& p) {
        if constexpr (requires { p.held.key; })
          p.held.expires_at_height = height;
      },
      o.phase);
  return o;
}

order active_sell() { return active_order(pending_order(sell)); }
order sent_sell(std::optional<next_trade> next = {}) {
  return fiat_sent_order(pending_order(sell), next);
}
order disputed_sell() { return disputed_order(pending_order(sell)); }

const std::string intent = "canceling-escrow: cancel-hold-invoice";
const std::string automatic_dispute =
    "dispute: publish-dispute dispute-initiated-by-you>taker dispute-initiated-by-peer>maker "
    "alarm:dispute-deadline-near";

} // namespace

TEST_CASE("conformance/02-59: an active trade is canceled before its HTLC expires (T29)",
          "[02-59]") {
  auto o = expiring_at(active_sell(), 1024);
  auto t = advance(o, chain_at(1000, 60));
  CHECK(text_of(decision{t}) == intent);
  CHECK(effect<cancel_hold_invoice>(t, 0) == cancel_hold_invoice{hash, false});
  CHECK(status_of(t.next) == order_status::active);
  CHECK(phase<canceling_escrow>(t).cause == cancel_cause::guardian);
  CHECK_FALSE(t.next.dispute);
  auto u = advance(t.next, answer_of(escrow_canceled{hash}, 61));
  CHECK(text_of(decision{u}) == "canceled: canceled>maker canceled>taker publish:canceled");
  CHECK_FALSE(told(u, 0).request_id);
  CHECK_FALSE(told(u, 1).request_id);
}

TEST_CASE("conformance/02-59: after fiat-sent it becomes a dispute, the escrow untouched (T30)",
          "[02-59]") {
  auto o = expiring_at(sent_sell(next_key()), 1024);
  auto t = advance(o, chain_at(1000, 60));
  CHECK(text_of(decision{t}) == automatic_dispute);
  auto& p = phase<disputed>(t);
  CHECK(p.held == std::get<fiat_sent>(o.phase).held);
  CHECK(p.next == next_key());
  CHECK(p.deadline_alarms == 1);
  REQUIRE(t.next.dispute);
  CHECK(t.next.dispute->status == dispute_status::initiated);
  CHECK(t.next.dispute->initiator == trade_role::buyer);
  CHECK(t.next.dispute->previous == order_status::fiat_sent);
  CHECK(effect<publish_dispute>(t, 0).initiator == trade_role::buyer);
  for (size_t i : {1u, 2u}) {
    CHECK_FALSE(told(t, i).request_id);
    CHECK(told(t, i).payload == payload{dispute_payload{fresh_dispute_id(), std::nullopt}});
  }
  CHECK(escrow_to_watch(t.next) == hash);
}

TEST_CASE("conformance/02-60: one block earlier the guardian does nothing", "[02-60]") {
  for (auto& o : {active_sell(), sent_sell(), disputed_sell()})
    CHECK(outcome(expiring_at(o, 1025), chain_at(1000, window * 2)) == "ignored");
}

TEST_CASE("guardian: without a height or an expiry the clock decides") {
  for (auto& e : {chain_at({}, window - 1), chain_at(1000, window - 1)})
    CHECK(outcome(active_sell(), e) == "ignored");
  for (auto& e : {chain_at({}, window), chain_at(1000, window)})
    CHECK(outcome(active_sell(), e) == intent);
  CHECK(outcome(expiring_at(active_sell(), 1024), chain_at({}, window - 1)) == "ignored");
  CHECK(outcome(expiring_at(active_sell(), 1024), chain_at({}, window)) == intent);
  CHECK(outcome(sent_sell(), chain_at({}, window - 1)) == "ignored");
  CHECK(outcome(sent_sell(), chain_at({}, window)) == automatic_dispute);
}

TEST_CASE("guardian: a margin that leaves nothing of the delta is replaced by half of it") {
  auto p = policy();
  p.escrow_deadline_margin_blocks = 144;
  CHECK(outcome(expiring_at(active_sell(), 1073), chain_at(1000), p) == "ignored");
  CHECK(outcome(expiring_at(active_sell(), 1072), chain_at(1000), p) == intent);
}

TEST_CASE("guardian: a dispute raises one alarm when due and one at half the margin") {
  auto o = expiring_at(disputed_sell(), 1024);
  auto t = advance(o, chain_at(1000));
  CHECK(text_of(decision{t}) == "dispute: alarm:dispute-deadline-near");
  CHECK(t.next.dispute == o.dispute);
  CHECK(phase<disputed>(t).held == std::get<disputed>(o.phase).held);
  CHECK(outcome(t.next, chain_at(1011)) == "ignored");
  auto u = advance(t.next, chain_at(1012));
  CHECK(text_of(decision{u}) == "dispute: alarm:dispute-deadline-imminent");
  CHECK(outcome(u.next, chain_at(1013)) == "ignored");
  CHECK(outcome(u.next, chain_at(2000)) == "ignored");
  CHECK(outcome(o, chain_at(1012)) == "dispute: alarm:dispute-deadline-imminent");
  CHECK(outcome(disputed_sell(), chain_at({}, window)) == "dispute: alarm:dispute-deadline-near");
  CHECK(outcome(disputed_sell(), chain_at({}, half_margin_window)) ==
        "dispute: alarm:dispute-deadline-imminent");
}

TEST_CASE("guardian: an escrow that vanished after fiat-sent becomes a dispute at once") {
  auto o = sent_sell();
  std::get<fiat_sent>(o.phase).held.vanished = true;
  auto t = advance(o, chain_at(1));
  CHECK(text_of(decision{t}) == "dispute(vanished): publish-dispute "
                                "dispute-initiated-by-you>taker dispute-initiated-by-peer>maker");
  CHECK(outcome(t.next, chain_at(5000, window * 2)) == "ignored"); // It was alarmed already.
}

TEST_CASE("guardian: without an id for a dispute none is filed and nothing changes") {
  auto e = event_of(chain_observed{1000});
  CHECK(outcome(expiring_at(sent_sell(), 1024), e) == "ignored");
}

TEST_CASE("guardian: it reopens a dispute that is over, under its old id") {
  auto o = expiring_at(sent_sell(), 1024);
  o.dispute = filed_dispute(writer().identity);
  o.dispute->status = dispute_status::seller_refunded;
  o.dispute->id = id_of<dispute_id>(0xd7);
  auto t = advance(o, chain_at(1000, 60));
  CHECK(t.next.dispute->id == id_of<dispute_id>(0xd7));
  CHECK(t.next.dispute->status == dispute_status::initiated);
  CHECK_FALSE(t.next.dispute->solver);
  CHECK(told(t, 1).payload == payload{dispute_payload{id_of<dispute_id>(0xd7), std::nullopt}});
}

TEST_CASE("guardian: orders without a held escrow and those with an intent are left alone") {
  auto p = pending_order(sell);
  for (auto& o :
       {p, opening_order(sell), waiting_payment_order(sell, true), waiting_invoice_order(buy),
        settling_order(p), canceling_for(cancel_cause::guardian, p, order_status::active),
        paying_order(sell), closed_order(sell, order_status::canceled, true)})
    CHECK(outcome(o, chain_at(10'000'000, window * 2)) == "ignored");
}

TEST_CASE("guardian: the expiry height is kept with the acceptance, or learnt once later") {
  auto t = advance(waiting_payment_order(sell, true),
                   event_of(escrow_accepted{hash, msats{50'150'000}, 1024}, 60));
  CHECK(phase<active>(t).held.expires_at_height == 1024);
  CHECK(outcome(t.next, event_of(escrow_accepted{hash, msats{1}, 2000})) == "ignored");

  auto late = event_of(escrow_accepted{hash, msats{1}, 1024}, 70);
  for (auto& o :
       {active_sell(), sent_sell(next_key()), disputed_sell(), waiting_invoice_order(buy)}) {
    auto u = advance(o, late);
    CHECK(u.effects.empty());
    CHECK(status_of(u.next) == status_of(o));
    CHECK(outcome(u.next, late) == "ignored");
    if (!std::holds_alternative<waiting_buyer_invoice>(o.phase))
      CHECK(u.next.phase == expiring_at(o, 1024).phase);
  }
  CHECK(outcome(active_sell(), event_of(escrow_accepted{id_of<payment_hash>(1), {}, 9})) ==
        "ignored");
  auto gone = sent_sell();
  std::get<fiat_sent>(gone.phase).held.vanished = true;
  CHECK(outcome(gone, late) == "ignored");
}
