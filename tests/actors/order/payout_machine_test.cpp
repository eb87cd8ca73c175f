// SPDX-License-Identifier: MIT
//
// Paying the buyer (T13-T16; spec 02 §4.3-§4.5).
#include "tests/actors/order/outcome_text.hpp"

using namespace mostro;
using namespace mostro::order_fixture;

namespace {

const auto paid_hash = hash_of_payee(50);

transition fail(const order& o, int64_t late = 0) {
  return advance(o, answer_of(payout_failed{paid_hash, "no route"}, late));
}

const payout& payout_of(const transition& t) { return phase<settled>(t).payout; }

/// A second invoice of the same payout with another payment hash.
const std::string& other_invoice() {
  static const std::string text = invoice_text({msats{49'850'000}, 51});
  return text;
}

} // namespace

TEST_CASE("conformance/02-41: three failed attempts ask the buyer for an invoice (T14)",
          "[02-41]") {
  auto first = fail(paying_order(sell), 10);
  CHECK(text_of(decision{first}) == "settled(retry): payment-failed>taker");
  CHECK(told(first, 0).payload == payload{payment_failed_payload{2, 60}});
  CHECK(told(first, 0).request_id == 600); // Paid inline: the release's.
  CHECK(payout_of(first).attempts == 1);
  CHECK(payout_of(first).retry_at == start + seconds{70});
  CHECK(deadline_of(first.next, policy()) == start + seconds{70});

  CHECK(outcome(first.next, event_of(deadline_reached{}, 69)) == "ignored");
  auto again = advance(first.next, event_of(deadline_reached{}, 70));
  CHECK(text_of(decision{again}) == "settled(paying): pay-invoice");
  auto second = fail(again.next, 80);
  CHECK(text_of(decision{second}) == "settled(retry): ");
  again = advance(second.next, event_of(deadline_reached{}, 140));
  auto third = fail(again.next, 150);
  CHECK(text_of(decision{third}) == "settled(exhausted): add-invoice>taker");
  CHECK(payout_of(third).attempts == 3);
  CHECK_FALSE(told(third, 0).request_id);
  auto& m20 = shown_order(told(third, 0));
  CHECK(m20.status == order_status::settled_hold_invoice);
  CHECK(m20.amount == 49'850);
  CHECK(m20.buyer_trade_pubkey == taker().trade_key.hex());
  CHECK(m20.seller_trade_pubkey == maker().trade_key.hex());
  CHECK(m20.buyer_invoice == good_invoice());
  CHECK(m20.created_at == start.seconds);
  CHECK_FALSE(deadline_of(third.next, policy()));
  CHECK(outcome(third.next, event_of(deadline_reached{}, 9000)) == "ignored");
}

TEST_CASE("conformance/02-42: a new invoice is paid, with attempts counted anew (T15)", "[02-42]") {
  auto t = advance(unpaid_order(sell, 3), event_of(invoice_of(taker(), other_invoice()), 200));
  CHECK(text_of(decision{t}) == "settled(paying): invoice-updated>taker pay-invoice");
  CHECK(told(t, 0).request_id == 501);
  CHECK(told(t, 0).payload == payload{});
  CHECK(payout_of(t).attempts == 0);
  CHECK(payout_of(t).claim->hash == hash_of_payee(51));
  CHECK(effect<pay_invoice>(t, 1).bolt11 == other_invoice());

  auto failed = advance(t.next, answer_of(payout_failed{hash_of_payee(51), ""}, 210));
  CHECK(text_of(decision{failed}) == "settled(retry): payment-failed>taker");
  CHECK_FALSE(told(failed, 0).request_id);
  auto paid = advance(t.next, answer_of(payout_succeeded{hash_of_payee(51), {}}, 210));
  CHECK(text_of(decision{paid}) == "success: purchase-completed>taker rate>taker publish:success");
  CHECK_FALSE(told(paid, 0).request_id);
  CHECK(effect<publish_order>(paid, 2).status == order_status::success);
}

TEST_CASE("conformance/02-43: no new invoice while a payment may be on its way", "[02-43]") {
  for (auto& o : {paying_order(sell), resolving_order(sell)}) {
    CHECK(outcome(o, event_of(invoice_of(taker(), other_invoice()))) == "not_allowed_by_status");
    CHECK(outcome(o, event_of(invoice_of(taker(), "nonsense"))) == "invalid_invoice");
    CHECK(outcome(o, event_of(invoice_of(maker(), other_invoice()))) == "invalid_peer");
  }
}

TEST_CASE("conformance/02-44: silence keeps the claim, a late success closes once", "[02-44]") {
  auto o = paying_order(sell);
  CHECK_FALSE(deadline_of(o, policy()));
  CHECK(outcome(o, event_of(deadline_reached{}, 75)) == "ignored");
  auto t = advance(o, answer_of(payout_succeeded{paid_hash, {}}, 4000));
  CHECK(status_of(t.next) == order_status::success);
  CHECK(outcome(t.next, answer_of(payout_succeeded{paid_hash, {}}, 4001)) == "ignored");
}

TEST_CASE("conformance/02-49: an answer about an old claim moves nothing", "[02-49]") {
  auto t = advance(unpaid_order(sell, 3), event_of(invoice_of(taker(), other_invoice()), 200));
  CHECK(outcome(t.next, answer_of(payout_failed{paid_hash, "late"}, 201)) == "ignored");
  CHECK(outcome(t.next, answer_of(payout_succeeded{paid_hash, {}}, 201)) ==
        "ignored alarm:payout-without-claim");
  CHECK(outcome(unpaid_order(sell, 1), answer_of(payout_failed{paid_hash, ""}, 1)) == "ignored");
}

TEST_CASE("payout: a repeated failure of an earlier attempt leaves the retry's claim alone") {
  auto failed = fail(paying_order(sell), 10);
  auto again = advance(failed.next, event_of(deadline_reached{}, 70));
  CHECK(outcome(again.next, event_of(payout_failed{paid_hash, "no route"}, 71)) == "ignored");
}

TEST_CASE("payout: a swap before the attempts are used up pays the new invoice at once") {
  auto t = advance(unpaid_order(buy, 1), event_of(invoice_of(maker(), other_invoice()), 5));
  CHECK(text_of(decision{t}) == "settled(paying): invoice-updated>maker pay-invoice");
  CHECK_FALSE(payout_of(t).retry_at);
}

TEST_CASE("payout: an invoice without amount is paid with the payout") {
  auto open = invoice_text({std::nullopt, 52});
  auto t = advance(unpaid_order(sell, 3), event_of(invoice_of(taker(), open)));
  auto& pay = effect<pay_invoice>(t, 1);
  CHECK(pay.amountless);
  CHECK(pay.amount == sats{49'850});
}

TEST_CASE("payout: an address is resolved first and its invoice becomes the claim") {
  auto r = invoice_of(taker(), "bob@example.com");
  r.probe = destination_probe::reachable;
  auto t = advance(unpaid_order(sell, 3), event_of(r));
  CHECK(text_of(decision{t}) == "settled(resolving): invoice-updated>taker resolve-destination");
  auto& ask = effect<resolve_destination>(t, 1);
  CHECK(ask.destination == "bob@example.com");
  CHECK(ask.amount == sats{49'850});
  CHECK(ask.claims == payout_of(t).claims);
  CHECK(outcome(t.next, answer_of(destination_resolved{ask.claims - 1, good_invoice()})) ==
        "ignored");
  CHECK(outcome(t.next, answer_of(destination_failed{ask.claims - 1, ""})) == "ignored");

  auto u = advance(t.next, answer_of(destination_resolved{ask.claims, good_invoice()}, 3));
  CHECK(text_of(decision{u}) == "settled(paying): pay-invoice");
  CHECK(payout_of(u).claim->bolt11 == good_invoice());
  CHECK(payout_of(u).claim->number > ask.claims);
  CHECK(payout_of(u).claim->claimed_at == start + seconds{3});
  CHECK(payout_of(u).destination == "bob@example.com");
  CHECK(outcome(u.next, answer_of(destination_resolved{ask.claims, other_invoice()})) == "ignored");
}

TEST_CASE("payout: an address that fails or answers wrongly counts as a failed attempt") {
  auto o = resolving_order(sell);
  CHECK(outcome(o, answer_of(destination_failed{1, "timeout"})) ==
        "settled(retry): payment-failed>taker");
  auto wrong = invoice_text({msats{49'850'001}, 53});
  for (auto& text : {wrong, std::string{"nonsense"}, invoice_text({std::nullopt, 54})})
    CHECK(outcome(o, answer_of(destination_resolved{1, text})) ==
          "settled(retry): payment-failed>taker");
  auto t = advance(o, answer_of(destination_failed{1, ""}));
  auto again = advance(t.next, event_of(deadline_reached{}, 60));
  CHECK(text_of(decision{again}) == "settled(resolving): resolve-destination");
  CHECK_FALSE(payout_of(again).retry_at); // Nothing is repeated while it is asked for.
  CHECK_FALSE(deadline_of(again.next, policy()));
}

TEST_CASE("payout: with a single attempt the buyer is told and asked at once") {
  auto p = policy();
  p.payment_attempts = 1;
  auto t = advance(paying_order(sell), answer_of(payout_failed{paid_hash, ""}), p);
  CHECK(text_of(decision{t}) == "settled(exhausted): payment-failed>taker add-invoice>taker");
  CHECK(told(t, 0).payload == payload{payment_failed_payload{0, 60}});
}

TEST_CASE("payout: a settled order without destination asks the buyer in the end") {
  auto o = in_phase(pending_order(buy),
                    waiting_payment{trade_of_take(pending_order(buy), false), open_escrow_of()});
  auto t = advance(o, event_of(escrow_settled{escrow_secret().hash, msats{50'150'000}}));
  CHECK(phase<settled>(t).payout.failed);
  CHECK(phase<settled>(t).payout.retry_at);
  t = advance(t.next, event_of(deadline_reached{}, 60));
  t = advance(t.next, event_of(deadline_reached{}, 120));
  CHECK(text_of(decision{t}) == "settled(exhausted): add-invoice>maker");
}
