// SPDX-License-Identifier: MIT
//
// Orders as the operator is shown them.
#include "tests/actors/order/dispute_fixture.hpp"

#include "actors/admin/order_view_mapper.hpp"
#include "messages/nostr/keys.hpp"

using namespace mostro;
using namespace mostro::order_fixture;
using namespace mostro::admin;

TEST_CASE("order view: an order in the book shows what the maker offers") {
  auto view = to_view(range_order(sell, 10, 100));
  CHECK(view.id == "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa");
  CHECK(view.status == "pending");
  CHECK(view.phase == "pending");
  CHECK(view.kind == "sell");
  CHECK(view.fiat_amount == 0);
  CHECK(view.min_amount == 10);
  CHECK(view.max_amount == 100);
  CHECK(view.amount_sats == 0);
  CHECK(view.duty_since == 0);
  CHECK(view.payment_method == "cash,wire");
}

TEST_CASE("order view: a taken order shows what was agreed") {
  auto details = to_details(active_order(pending_order(sell)));
  CHECK(details.order.amount_sats == 50'000);
  CHECK(details.order.fee_sats == 150);
  CHECK(details.order.fiat_amount == 20);
  CHECK(details.order.duty_since == start.seconds);
  CHECK(details.seller_key == maker().trade_key.hex());
  CHECK(details.buyer_key == taker().trade_key.hex());
  REQUIRE(details.escrow);
  CHECK(details.escrow->state == "held");
  CHECK(details.escrow->hash == escrow_secret().hash.hex());
  CHECK(details.escrow->amount_paid_msats == 50'150'000);
  CHECK_FALSE(details.payout);
  CHECK_FALSE(details.dispute);
}

TEST_CASE("order view: every phase tells its escrow and its payout") {
  auto states = [](const order& o) {
    auto d = to_details(o);
    return std::string{phase_name(o.phase)} + " " + (d.escrow ? d.escrow->state : "-") + " " +
           (d.payout ? d.payout->state : "-");
  };
  CHECK(states(pending_order(sell)) == "pending - -");
  CHECK(states(opening_order(sell)) == "opening-escrow opening -");
  CHECK(states(waiting_invoice_order(sell)) == "waiting-buyer-invoice - -");
  CHECK(states(waiting_invoice_order(buy)) == "waiting-buyer-invoice held -");
  CHECK(states(waiting_payment_order(sell, true)) == "waiting-payment open -");
  CHECK(states(fiat_sent_order(pending_order(sell))) == "fiat-sent held -");
  CHECK(states(order_in_dispute()) == "disputed held -");
  CHECK(states(settling_order(pending_order(sell))) == "settling-escrow settling -");
  CHECK(states(canceling_order(sell, order_status::waiting_payment, true)) ==
        "canceling-escrow canceling -");
  CHECK(states(paying_order(sell)) == "settled settled paying");
  CHECK(states(resolving_order(sell)) == "settled settled resolving");
  CHECK(states(unpaid_order(sell, 1)) == "settled settled waiting");
  CHECK(states(unpaid_order(sell, 3)) == "settled settled failed");
  CHECK(states(closed_order(sell, order_status::success, true)) == "closed over -");
  auto vanished = active_order(pending_order(sell));
  std::get<active>(vanished.phase).held.vanished = true;
  CHECK(states(vanished) == "active vanished -");
}

TEST_CASE("order view: a paid order names the payment and its fee") {
  auto o = closed_order(sell, order_status::success, true);
  std::get<closed>(o.phase).paid_with = hash_of_payee(50);
  std::get<closed>(o.phase).routing_fee = msats{1234};
  CHECK(to_view(o).duty_since == 0);
  auto payout = to_details(o).payout;
  REQUIRE(payout);
  CHECK(payout->state == "paid");
  CHECK(payout->hash == hash_of_payee(50).hex());
  CHECK(payout->routing_fee_msats == 1234);
}

TEST_CASE("order view: a dispute names its solver and who opened it") {
  auto open = to_dispute_view(order_in_dispute());
  REQUIRE(open);
  CHECK(open->status == "initiated");
  CHECK(open->initiator == "buyer");
  CHECK(open->solver.empty());
  CHECK(open->order_status == "dispute");
  auto taken = to_dispute_view(order_in_dispute(filed_dispute(writer().identity)));
  CHECK(taken->status == "in-progress");
  CHECK(taken->solver == nostr::to_npub(writer().identity));
  auto unclear = filed_dispute();
  unclear.initiator.reset();
  CHECK(to_dispute_view(order_in_dispute(unclear))->initiator == "unknown");
  CHECK(to_view(order_in_dispute()).dispute_status == "initiated");
}

TEST_CASE("order view: neither preimage nor invoice nor identity is shown") {
  auto o = paying_order(sell);
  auto d = to_details(o);
  std::string all = d.order.id + d.buyer_key + d.seller_key + d.escrow->hash + d.payout->hash;
  CHECK(all.find(to_hex(escrow_secret().preimage.reveal())) == std::string::npos);
  CHECK(all.find(good_invoice()) == std::string::npos);
  CHECK(all.find(maker().identity.hex()) == std::string::npos);
  CHECK(all.find(taker().identity.hex()) == std::string::npos);
}

TEST_CASE("order view: bytes that are no text are replaced") {
  auto o = pending_order(sell);
  o.terms.payment_method = "cash\xFF";
  CHECK(to_view(o).payment_method == "cash\xEF\xBF\xBD");
}
