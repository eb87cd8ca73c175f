// SPDX-License-Identifier: MIT
#include "storage/record_codec.hpp"
#include "tests/storage/samples.hpp"

#include <catch2/catch.hpp>

using namespace mostro;
using namespace mostro::storage;
using namespace mostro::storage::samples;

namespace {

order back_and_forth(const order& value) {
  auto decoded = decode_order(value.id, as_bytes(encode(value)));
  REQUIRE(decoded);
  return *decoded;
}

outbox_row row_with(const order_effect& effect, uint64_t id = 258) {
  return {id, id_of<order_id>(0x61), effect, R"({"id":"signed"})"};
}

} // namespace

TEST_CASE("records: an order in every phase round trips, bare and with all optional parts") {
  for (bool full_terms : {false, true})
    for (bool full_phase : {false, true})
      for (const order_phase& phase : phases(full_phase)) {
        const order value = some_order(phase, full_terms, 0x61, 7);
        CHECK(back_and_forth(value) == value);
      }
}

TEST_CASE("records: each optional of the terms and of the trade is kept apart from zero") {
  for (unsigned present = 0; present < 64; ++present) {
    order value = some_order(active{some_trade(false), some_escrow(true)});
    auto& phase = std::get<active>(value.phase);
    if (present & 1)
      value.terms.min_amount = 0;
    if (present & 2)
      value.terms.max_amount = 0;
    if (present & 4)
      value.terms.maker_invoice = "";
    if (present & 8)
      value.terms.range_parent = order_id{};
    if (present & 16)
      phase.trade.buyer_invoice = "";
    if (present & 32)
      phase.trade.request_id = 0;
    CHECK(back_and_forth(value) == value);
  }
}

TEST_CASE("records: each optional of payout, closed and settling is kept apart from zero") {
  for (unsigned present = 0; present < 8; ++present) {
    settled paid{some_trade(false), some_escrow(false), some_payout(false)};
    closed over{order_status::success, {}, {}, {}, {}};
    settling_escrow settling{
        some_trade(false), some_escrow(false), order_status::fiat_sent, {}, {}};
    if (present & 1) {
      paid.payout.claim = payout_claim{};
      over.trade = some_trade(false);
      settling.request_id = 0;
    }
    if (present & 2) {
      paid.payout.retry_at = unix_time{};
      over.escrow = some_escrow(false);
      settling.next = next_trade{};
    }
    if (present & 4) {
      paid.payout.request_id = 0;
      over.paid_with = payment_hash{};
    }
    for (const order_phase& phase : {order_phase{paid}, order_phase{over}, order_phase{settling}})
      CHECK(back_and_forth(some_order(phase)) == some_order(phase));
  }
}

TEST_CASE("records: every status that an order can show round trips") {
  for (int i = 0; i <= static_cast<int>(order_status::waiting_maker_bond); ++i) {
    const order value = some_order(closed{static_cast<order_status>(i), {}, {}, {}, {}});
    CHECK(back_and_forth(value) == value);
  }
}

TEST_CASE("records: every effect and every payload that is sent round trips") {
  for (const order_effect& effect : effects()) {
    const outbox_row row = row_with(effect);
    auto decoded = decode_outbox_row(row.id, as_bytes(encode(row)));
    INFO(name_of(effect));
    REQUIRE(decoded);
    CHECK(*decoded == row);
    auto of = decode_outbox_order(row.id, as_bytes(encode(row)));
    REQUIRE(of);
    CHECK(*of == row.order);
  }
}

TEST_CASE("records: journal, user, inbound, seen and named times round trip") {
  for (bool full : {false, true}) {
    const auto entry = some_entry(some_order(), full);
    auto decoded = decode_journal_entry(entry.order, entry.seq, as_bytes(encode(entry)));
    REQUIRE(decoded);
    CHECK(*decoded == entry);
  }
  auto user = decode_user(some_user().identity, as_bytes(encode(some_user())));
  REQUIRE(user);
  CHECK(*user == some_user());
  const auto id = id_of<event_id>(0x81);
  auto inbound = decode_inbound(id, as_bytes(encode(inbound_row{id, {-5}, "{}"})));
  REQUIRE(inbound);
  CHECK(inbound->received_at == unix_time{-5});
  CHECK(inbound->event_json == "{}");
  auto seen = decode_seen(id, as_bytes(encode_seen(id, {12})));
  REQUIRE(seen);
  CHECK(*seen == unix_time{12});
}

TEST_CASE("records: each optional of disputes and admin requests is kept apart from zero") {
  for (unsigned present = 0; present < 64; ++present) {
    order value = disputed_order(0x61, 3, false);
    canceling_escrow giving_up;
    giving_up.trade = some_trade(false);
    giving_up.escrow = some_escrow(false);
    settling_escrow settling;
    settling.trade = some_trade(false);
    settling.held = some_escrow(false);
    if (present & 1) {
      value.dispute->initiator = trade_role::buyer;
      giving_up.asked_by = trade_role::buyer;
      giving_up.trade.cancel_initiator = trade_role::seller;
    }
    if (present & 2) {
      value.dispute->solver = public_key{};
      giving_up.request_id = 0;
    }
    if (present & 4) {
      giving_up.by_admin = some_caller(false);
      settling.by_admin = some_caller(true);
    }
    if (present & 8)
      giving_up.next = next_trade{};
    if (present & 16)
      giving_up.trade.ln_node.emplace();
    if (present & 32)
      std::get<disputed>(value.phase).next = next_trade{};
    CHECK(back_and_forth(value) == value);
    value.phase = giving_up;
    CHECK(back_and_forth(value) == value);
    value.phase = settling;
    CHECK(back_and_forth(value) == value);
    value.dispute.reset();
    CHECK(back_and_forth(value) == value);
  }
}

TEST_CASE("records: every word of disputes, standings, causes and ratings round trips") {
  for (int i = 0; i <= static_cast<int>(dispute_status::released); ++i) {
    order value = disputed_order();
    value.dispute->status = static_cast<dispute_status>(i);
    CHECK(back_and_forth(value) == value);
  }
  for (int i = 0; i <= static_cast<int>(cancel_cause::guardian); ++i) {
    canceling_escrow phase;
    phase.trade = some_trade(true);
    phase.escrow = some_escrow(true);
    phase.cause = static_cast<cancel_cause>(i);
    CHECK(back_and_forth(some_order(phase)) == some_order(phase));
  }
  for (int i = 0; i <= static_cast<int>(solver_standing::admin); ++i) {
    user_record user = some_user();
    user.solver = static_cast<solver_standing>(i);
    CHECK(*decode_user(user.identity, as_bytes(encode(user))) == user);
  }
  for (const bool by_buyer : {false, true})
    for (const bool by_seller : {false, true}) {
      closed over{order_status::success, {}, {}, {}, {}, {by_buyer, by_seller}};
      CHECK(back_and_forth(some_order(over)) == some_order(over));
    }
}

TEST_CASE("records: development fees, prices, trace lines and references round trip") {
  for (const bool full : {false, true})
    for (const auto state : {dev_fee_state::owed, dev_fee_state::sending, dev_fee_state::paid}) {
      dev_fee_payment fee = some_dev_fee(full);
      fee.state = state;
      auto decoded = decode_dev_fee(fee.order, as_bytes(encode(fee)));
      REQUIRE(decoded);
      CHECK(*decoded == fee);
    }
  auto price = decode_price("VES", as_bytes(encode(some_price())));
  REQUIRE(price);
  CHECK(*price == some_price());
  CHECK_FALSE(decode_price("ARS", as_bytes(encode(some_price()))));
  auto line = decode_trace(some_line().order, 7, as_bytes(encode(some_line(), 7)));
  REQUIRE(line);
  CHECK(*line == some_line());
  CHECK_FALSE(decode_trace(some_line().order, 8, as_bytes(encode(some_line(), 7))));
  const auto hash = id_of<payment_hash>(0x31);
  const std::string to = encode_reference("payment_hashes", hash.data, id_of<order_id>(0x61));
  auto of = decode_reference("payment_hashes", hash.data, as_bytes(to));
  REQUIRE(of);
  CHECK(*of == id_of<order_id>(0x61));
}

TEST_CASE("records: any flipped byte, any cut and any foreign key is damage") {
  const order value = some_order(phases(true)[9], true);
  const std::string sound = encode(value);
  for (size_t i = 0; i < sound.size(); ++i) {
    std::string bad = sound;
    bad[i] = static_cast<char>(bad[i] ^ 0x10);
    auto flipped = decode_order(value.id, as_bytes(bad));
    REQUIRE_FALSE(flipped);
    CHECK(flipped.why().code == errc::damaged);
    CHECK_FALSE(decode_order(value.id, as_bytes(sound).first(i)));
  }
  auto moved = decode_order(id_of<order_id>(0x63), as_bytes(sound));
  REQUIRE_FALSE(moved);
  CHECK(moved.why().text.find("orders/63636363") != std::string::npos);
}

TEST_CASE("records: the record format is refused by number when it is newer") {
  std::string newer = encode(some_order());
  newer[0] = 2;
  auto decoded = decode_order(some_order().id, as_bytes(newer));
  REQUIRE_FALSE(decoded);
  CHECK(decoded.why().text.find("record format 2") != std::string::npos);
}
