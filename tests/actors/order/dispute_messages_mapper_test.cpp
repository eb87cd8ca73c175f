// SPDX-License-Identifier: MIT
//
// What a solver is told of an order in dispute (spec 03 §3.3).
#include "actors/order/dispute_messages_mapper.hpp"

#include "tests/actors/order/dispute_fixture.hpp"

using namespace mostro;
using namespace mostro::order_fixture;

namespace {

const user_info buyers{4.5, 6, 70};
const user_info sellers{3.25, 2, 30};

solver_dispute_info seen(const order& o) {
  auto* t = trade_of(o);
  REQUIRE(t != nullptr);
  return as_solver_sees(o, *t, *o.dispute, buyers, sellers);
}

} // namespace

TEST_CASE("dispute messages: the solver sees every fact but the preimage") {
  auto o = order_in_dispute();
  o.terms.premium = -3;
  solver_dispute_info expected;
  expected.id = o.id;
  expected.kind = "sell";
  expected.status = "dispute";
  expected.hash = escrow_secret().hash.hex();
  expected.order_previous_status = "active";
  expected.initiator_pubkey = taker().trade_key.hex();
  expected.buyer_pubkey = taker().trade_key.hex();
  expected.seller_pubkey = maker().trade_key.hex();
  expected.initiator_info = buyers;
  expected.counterpart_info = sellers;
  expected.premium = -3;
  expected.payment_method = "cash,wire";
  expected.amount = 50'000;
  expected.fiat_amount = 20;
  expected.fee = 150;
  expected.buyer_invoice = good_invoice();
  expected.invoice_held_at = start.seconds;
  expected.taken_at = start.seconds;
  expected.created_at = start.seconds;
  CHECK(seen(o) == expected);
}

TEST_CASE("dispute messages: every key of the solver's view is on the wire, null or not") {
  auto o = order_in_dispute();
  auto text = to_canonical_json(dispute_taken_by_you(*o.dispute, seen(o), 7));
  for (auto* name : {"hash",
                     "preimage",
                     "order_previous_status",
                     "initiator_pubkey",
                     "buyer_pubkey",
                     "seller_pubkey",
                     "initiator_full_privacy",
                     "counterpart_full_privacy",
                     "initiator_info",
                     "counterpart_info",
                     "premium",
                     "payment_method",
                     "amount",
                     "fiat_amount",
                     "fee",
                     "routing_fee",
                     "buyer_invoice",
                     "invoice_held_at",
                     "taken_at",
                     "created_at"}) {
    INFO(name);
    CHECK(text.find("\"" + std::string{name} + "\":") != std::string::npos);
  }
  CHECK(text.find("\"preimage\":null") != std::string::npos);
  CHECK(text.find("fiat_code") == std::string::npos);
  CHECK(text.find(R"({"dispute":{"version":1,"request_id":7,"trade_index":null,"id":")" +
                  fresh_dispute_id().text() +
                  R"(","action":"admin-took-dispute","payload":{"dispute":[")" +
                  fresh_dispute_id().text() + "\",{") == 0);
}

TEST_CASE("dispute messages: the initiator's side comes first") {
  auto d = filed_dispute();
  d.initiator = trade_role::seller;
  auto info = seen(order_in_dispute(d));
  CHECK(info.initiator_pubkey == maker().trade_key.hex());
  CHECK(info.initiator_info == sellers);
  CHECK(info.counterpart_info == buyers);
}

TEST_CASE("dispute messages: who shows no identity has no reputation") {
  auto o = order_in_dispute();
  o.maker.identity = o.maker.trade_key;
  auto info = seen(o);
  CHECK_FALSE(info.initiator_full_privacy);
  CHECK(info.initiator_info == buyers);
  CHECK(info.counterpart_full_privacy);
  CHECK_FALSE(info.counterpart_info);
}

TEST_CASE("dispute messages: an unknown initiator has no key, and the buyer's place") {
  auto d = filed_dispute();
  d.initiator.reset();
  auto info = seen(order_in_dispute(d));
  CHECK(info.initiator_pubkey.empty());
  CHECK(info.initiator_info == buyers);
  CHECK(info.counterpart_info == sellers);
}

TEST_CASE("dispute messages: in an order of kind buy the maker is the buyer") {
  auto o = pending_order(buy);
  auto t = trade_of_take(o, true);
  auto in_dispute = with_dispute(in_phase(o, disputed{t, held_escrow(), {}}), filed_dispute());
  auto info = seen(in_dispute);
  CHECK(info.kind == "buy");
  CHECK(info.buyer_pubkey == maker().trade_key.hex());
  CHECK(info.seller_pubkey == taker().trade_key.hex());
  CHECK(info.initiator_pubkey == maker().trade_key.hex());
}

TEST_CASE("dispute messages: parties learn the solver's key and nothing of its reputation") {
  auto o = order_in_dispute();
  CHECK(to_canonical_json(dispute_taken_by(o, reader().identity, 9)) ==
        R"({"order":{"version":1,"request_id":9,"trade_index":null,"id":")" + o.id.text() +
            R"(","action":"admin-took-dispute","payload":{"peer":{"pubkey":")" +
            reader().identity.hex() + R"(","reputation":null}}}})");
}

TEST_CASE("dispute messages: the notice of a dispute carries its id and null") {
  auto o = order_in_dispute();
  auto text = to_canonical_json(dispute_initiated_message(o, action::dispute_initiated_by_you,
                                                          fresh_dispute_id(), std::nullopt));
  CHECK(text == R"({"order":{"version":1,"request_id":null,"trade_index":null,"id":")" +
                    o.id.text() +
                    R"(","action":"dispute-initiated-by-you","payload":{"dispute":[")" +
                    fresh_dispute_id().text() + R"(",null]}}})");
}
