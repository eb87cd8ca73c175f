// SPDX-License-Identifier: MIT
//
// Bytes that were written once must be read for ever, as the same values: what
// a record did not have yet gets its default.
#include "storage/record_codec.hpp"
#include "tests/storage/samples.hpp"

#include "messages/overloaded.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <map>

using namespace mostro;
using namespace mostro::storage;
using namespace mostro::storage::samples;

namespace {

const std::string folder = std::string(MOSTRO_VECTORS) + "/records/";

/// Lines of `name hex`.
std::map<std::string, bytes> golden_records(const std::string& file_name) {
  std::map<std::string, bytes> out;
  std::ifstream file(folder + file_name);
  std::string name, hex;
  while (file >> name >> hex) {
    auto parsed = bytes_from_hex(hex);
    REQUIRE(parsed);
    out[name] = *parsed;
  }
  return out;
}

outbox_row row_with(const order_effect& effect) {
  return {258, id_of<order_id>(0x61), effect, R"({"id":"signed"})"};
}

const char* name_of_phase(const order_phase& phase) {
  return std::visit(overloaded{
                        [](const pending&) { return "pending"; },
                        [](const opening_escrow&) { return "opening-escrow"; },
                        [](const waiting_buyer_invoice&) { return "waiting-buyer-invoice"; },
                        [](const waiting_payment&) { return "waiting-payment"; },
                        [](const active&) { return "active"; },
                        [](const fiat_sent&) { return "fiat-sent"; },
                        [](const disputed&) { return "disputed"; },
                        [](const settling_escrow&) { return "settling-escrow"; },
                        [](const canceling_escrow&) { return "canceling-escrow"; },
                        [](const settled&) { return "settled"; },
                        [](const closed&) { return "closed"; },
                    },
                    phase);
}

/// The orders of layout 2, each with a name that stays.
std::map<std::string, order> newer_orders() {
  std::map<std::string, order> out;
  for (const bool full : {false, true})
    for (const order_phase& phase : phases(full)) {
      order& one = out[std::string("order-") + name_of_phase(phase) + (full ? "-full" : "-bare")];
      one = some_order(phase, full);
      if (full)
        one.dispute = some_dispute(true);
    }
  return out;
}

/// The effects of layout 2, each with a name that stays.
std::map<std::string, outbox_row> newer_rows() {
  std::map<std::string, outbox_row> out;
  const auto all = newer_effects();
  for (size_t i = 0; i < all.size(); ++i)
    out["effect-" + std::to_string(200 + i) + '-' + name_of(all[i])] = row_with(all[i]);
  return out;
}

user_record some_solver() {
  user_record out = some_user();
  out.solver = solver_standing::read_write;
  return out;
}

/// What layout 2 added, encoded.
std::map<std::string, std::string> newer_records() {
  std::map<std::string, std::string> out;
  for (const auto& [name, value] : newer_orders())
    out[name] = encode(value);
  for (const auto& [name, row] : newer_rows())
    out[name] = encode(row);
  out["user-solver"] = encode(some_solver());
  out["dev-fee-bare"] = encode(some_dev_fee(false));
  out["dev-fee-full"] = encode(some_dev_fee(true));
  out["price"] = encode(some_price());
  out["trace"] = encode(some_line(), 7);
  out["reference"] = encode_reference("disputes", some_dispute(true).id.data, some_order().id);
  return out;
}

} // namespace

TEST_CASE("records: orders and journals of layout 1 decode, with defaults for what was added") {
  const auto golden = golden_records("version_1.txt");
  REQUIRE(golden.size() == 58);
  for (const bool full : {false, true}) {
    const auto all = old_phases(full);
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
}

TEST_CASE("records: effects and everything else of layout 1 decode to the same values") {
  const auto golden = golden_records("version_1.txt");
  const auto wanted = old_effects();
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

TEST_CASE("records: bytes written by layout 2 decode to the same values") {
  const auto golden = golden_records("version_2.txt");
  REQUIRE(golden.size() == newer_records().size());
  for (const auto& [name, value] : newer_orders()) {
    INFO(name);
    auto decoded = decode_order(value.id, golden.at(name));
    REQUIRE(decoded);
    CHECK(*decoded == value);
  }
  for (const auto& [name, row] : newer_rows()) {
    INFO(name);
    auto decoded = decode_outbox_row(row.id, golden.at(name));
    REQUIRE(decoded);
    CHECK(*decoded == row);
  }
  CHECK(*decode_user(some_user().identity, golden.at("user-solver")) == some_solver());
  CHECK(*decode_dev_fee(some_order().id, golden.at("dev-fee-bare")) == some_dev_fee(false));
  CHECK(*decode_dev_fee(some_order().id, golden.at("dev-fee-full")) == some_dev_fee(true));
  CHECK(*decode_price("VES", golden.at("price")) == some_price());
  CHECK(*decode_trace(some_order().id, 7, golden.at("trace")) == some_line());
  CHECK(*decode_reference("disputes", some_dispute(true).id.data, golden.at("reference")) ==
        some_order().id);
}

// Not run by ctest: writes the file that the test above reads. A changed line in
// a committed file is a broken database; new lines are fine.
TEST_CASE("records: write the golden file", "[.write-golden]") {
  std::ofstream file(folder + "version_2.txt");
  for (const auto& [name, record] : newer_records())
    file << name << ' ' << to_hex(as_bytes(record)) << '\n';
}
