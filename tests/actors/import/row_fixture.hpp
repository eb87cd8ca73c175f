// SPDX-License-Identifier: MIT
//
// Rows of the reference's tables as values, for tests of the pure mapping.
#pragma once

#include "actors/import/plan_mapper.hpp"

#include <catch2/catch.hpp>

namespace mostro::importing_test {

using namespace mostro::importing;

constexpr unix_time now{1'800'000'000};

inline std::string hex_of(char digit) { return std::string(64, digit); }

inline escrow_key some_key() {
  bytes32 out;
  out.fill(0x21);
  return {hash_of(preimage{out}), preimage{out}};
}

inline bytes id_blob(uint8_t byte) { return bytes(16, byte); }

/// A value of a test's change: none is NULL.
struct changed_value {
  changed_value() = default;
  changed_value(int value) : to(int64_t{value}) {}
  changed_value(std::string value) : to(std::move(value)) {}
  column_value to;
};
using row_change = std::map<std::string, changed_value>;

/// A sell order with taker, escrow and Lightning address, whatever its status.
inline column_row taken_row(const std::string& status, const row_change& change) {
  column_row out{5,
                 {{"id", id_blob(1)},
                  {"kind", "sell"},
                  {"status", status},
                  {"creator_pubkey", hex_of('a')},
                  {"seller_pubkey", hex_of('a')},
                  {"master_seller_pubkey", hex_of('b')},
                  {"buyer_pubkey", hex_of('c')},
                  {"master_buyer_pubkey", hex_of('d')},
                  {"hash", some_key().hash.hex()},
                  {"preimage", to_hex(some_key().preimage.reveal())},
                  {"amount", int64_t{50'000}},
                  {"fee", int64_t{150}},
                  {"fiat_code", "USD"},
                  {"fiat_amount", int64_t{30}},
                  {"payment_method", "bank"},
                  {"buyer_invoice", "bob@example.com"},
                  {"taken_at", now.seconds - 5000},
                  {"invoice_held_at", now.seconds - 4900},
                  {"created_at", now.seconds - 6000},
                  {"expires_at", now.seconds + 6000}}};
  for (auto& [column, value] : change)
    out.columns[column] = value.to;
  return out;
}

inline column_row dispute_row(const std::string& status) {
  return {1,
          {{"id", id_blob(2)},
           {"order_id", id_blob(1)},
           {"status", status},
           {"order_previous_status", "active"},
           {"created_at", now.seconds - 100}}};
}

inline import_facts facts() { return {now, order_policy{}, transport::nip44}; }

inline import_plan plan_of(column_row order) {
  return plan_import({{std::move(order)}, {}, {}, {}}, facts());
}

} // namespace mostro::importing_test
