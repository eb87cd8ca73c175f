// SPDX-License-Identifier: MIT
#include "storage/record_codec.hpp"
#include "tests/storage/samples.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <map>

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

/// Name, decoded-equal check input: every golden record.
std::map<std::string, std::string> encoded_samples() {
  std::map<std::string, std::string> out;
  for (bool full : {false, true}) {
    const auto all = phases(full);
    for (size_t i = 0; i < all.size(); ++i)
      out["order-" + std::to_string(i) + (full ? "-full" : "-bare")] =
          encode(some_order(all[i], full));
    out[full ? "journal-full" : "journal-bare"] = encode(some_entry(some_order(), full));
  }
  const auto wanted = effects();
  for (size_t i = 0; i < wanted.size(); ++i)
    out["effect-" + std::to_string(100 + i)] = encode(row_with(wanted[i]));
  out["user"] = encode(some_user());
  out["inbound"] = encode(inbound_row{id_of<event_id>(0x81), {1700000003}, "{}"});
  out["seen"] = encode_seen(id_of<event_id>(0x81), {1700000003});
  out["cursor"] = encode_named_time("cursors", {"wss://relay.example", {1700000004}});
  out["number"] = encode_number("last-outbox-id", 258);
  return out;
}

const std::string golden_path = std::string(MOSTRO_VECTORS) + "/records/version_1.txt";

/// Lines of `name hex`.
std::map<std::string, bytes> golden_records() {
  std::map<std::string, bytes> out;
  std::ifstream file(golden_path);
  std::string name, hex;
  while (file >> name >> hex) {
    auto parsed = bytes_from_hex(hex);
    REQUIRE(parsed);
    out[name] = *parsed;
  }
  return out;
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

TEST_CASE("records: any flipped byte, any cut and any foreign key is damage") {
  const order value = some_order(phases(true)[8], true);
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

TEST_CASE("records: bytes written by version 1 still decode to the same values") {
  const auto golden = golden_records();
  REQUIRE(golden.size() == encoded_samples().size());
  for (bool full : {false, true}) {
    const auto all = phases(full);
    for (size_t i = 0; i < all.size(); ++i) {
      const order value = some_order(all[i], full);
      auto decoded = decode_order(
          value.id, golden.at("order-" + std::to_string(i) + (full ? "-full" : "-bare")));
      REQUIRE(decoded);
      CHECK(*decoded == value);
    }
    const auto entry = some_entry(some_order(), full);
    auto decoded = decode_journal_entry(entry.order, entry.seq,
                                        golden.at(full ? "journal-full" : "journal-bare"));
    REQUIRE(decoded);
    CHECK(*decoded == entry);
  }
  const auto wanted = effects();
  for (size_t i = 0; i < wanted.size(); ++i) {
    auto row = decode_outbox_row(258, golden.at("effect-" + std::to_string(100 + i)));
    REQUIRE(row);
    CHECK(*row == row_with(wanted[i]));
  }
  CHECK(*decode_user(some_user().identity, golden.at("user")) == some_user());
  CHECK(decode_inbound(id_of<event_id>(0x81), golden.at("inbound"))->event_json == "{}");
  CHECK(*decode_seen(id_of<event_id>(0x81), golden.at("seen")) == unix_time{1700000003});
  CHECK(*decode_number("last-outbox-id", golden.at("number")) == 258);
}

// Not run by ctest: writes the file that the test above reads. A changed line in
// a committed file is a broken database; new lines are fine.
TEST_CASE("records: write the golden file", "[.write-golden]") {
  std::ofstream file(golden_path);
  for (const auto& [name, record] : encoded_samples())
    file << name << ' ' << to_hex(as_bytes(record)) << '\n';
}
