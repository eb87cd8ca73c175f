// SPDX-License-Identifier: MIT
//
// Databases as the reference makes them, built with its columns (spec 05 §8), and
// rows to fill them with.
#pragma once

#include "actors/config/settings.hpp"
#include "messages/order.hpp"
#include "tests/import/sql_script.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>

namespace mostro::import_test {

namespace fs = std::filesystem;

constexpr unix_time now{1'800'000'000};
/// 64 hex characters of one digit.
inline std::string hex_of(char digit) { return std::string(64, digit); }

inline preimage some_preimage() {
  bytes32 out;
  out.fill(0x21);
  return preimage{out};
}

/// A uuid of one byte: as SQL blob, as an id.
inline std::string blob(const std::string& byte) {
  std::string out = "x'";
  for (int i = 0; i < 16; ++i)
    out += byte;
  return out + "'";
}
inline order_id id_of(uint8_t byte) {
  order_id out;
  out.data.fill(byte);
  return out;
}

/// The oldest schema: no development fee, no bonds, dispute tokens (release 0.14).
inline constexpr auto old_schema = R"(
CREATE TABLE orders (id char(36) primary key not null, kind varchar(4) not null,
  event_id char(64) not null, hash char(64), preimage char(64), creator_pubkey char(64),
  cancel_initiator_pubkey char(64), dispute_initiator_pubkey char(64), buyer_pubkey char(64),
  master_buyer_pubkey char(64), seller_pubkey char(64), master_seller_pubkey char(64),
  status varchar(10) not null, price_from_api integer not null, premium integer not null,
  payment_method varchar(500) not null, amount integer not null, min_amount integer default 0,
  max_amount integer default 0, buyer_dispute integer not null default 0,
  seller_dispute integer not null default 0, buyer_cooperativecancel integer not null default 0,
  seller_cooperativecancel integer not null default 0, fee integer not null default 0,
  routing_fee integer not null default 0, fiat_code varchar(5) not null,
  fiat_amount integer not null, buyer_invoice text, range_parent_id char(36),
  invoice_held_at integer default 0, taken_at integer default 0, created_at integer not null,
  buyer_sent_rate integer default 0, seller_sent_rate integer default 0,
  payment_attempts integer default 0, failed_payment integer default 0,
  expires_at integer not null, trade_index_seller integer, trade_index_buyer integer,
  next_trade_pubkey char(64), next_trade_index integer);
CREATE TABLE disputes (id char(36) primary key not null, order_id char(36) unique not null,
  status varchar(10) not null, order_previous_status varchar(10) not null,
  solver_pubkey char(64), created_at integer not null, taken_at integer default 0,
  buyer_token integer, seller_token integer);
CREATE TABLE users (pubkey char(64) primary key not null, is_admin integer not null default 0,
  admin_password char(64), is_solver integer not null default 0,
  is_banned integer not null default 0, category integer not null default 0,
  last_trade_index integer not null default 0, total_reviews integer not null default 0,
  total_rating real not null default 0, last_rating integer not null default 0,
  max_rating integer not null default 0, min_rating integer not null default 0,
  created_at integer not null);
)";

/// What later releases added.
inline constexpr auto new_columns = R"(
ALTER TABLE orders ADD COLUMN dev_fee integer default 0;
ALTER TABLE orders ADD COLUMN dev_fee_paid integer default 0;
ALTER TABLE orders ADD COLUMN dev_fee_payment_hash char(64);
ALTER TABLE orders ADD COLUMN payout_payment_hash char(64);
ALTER TABLE orders ADD COLUMN payout_claimed_at integer;
CREATE TABLE bonds (id char(36) primary key, order_id char(36), pubkey char(64), role text,
  amount_sats integer, state text, hash char(64), preimage char(64), created_at integer);
)";

/// One sell order in SQL: columns and values that every row has, and those of the test.
inline std::string order_sql(const std::string& id, const std::string& status,
                             std::map<std::string, std::string> more = {}) {
  std::map<std::string, std::string> all{{"id", id},
                                         {"kind", "'sell'"},
                                         {"event_id", "''"},
                                         {"creator_pubkey", "'" + hex_of('a') + "'"},
                                         {"seller_pubkey", "'" + hex_of('a') + "'"},
                                         {"master_seller_pubkey", "'" + hex_of('b') + "'"},
                                         {"status", "'" + status + "'"},
                                         {"price_from_api", "0"},
                                         {"premium", "0"},
                                         {"payment_method", "'bank'"},
                                         {"amount", "50000"},
                                         {"min_amount", "NULL"},
                                         {"max_amount", "NULL"},
                                         {"fee", "150"},
                                         {"fiat_code", "'USD'"},
                                         {"fiat_amount", "30"},
                                         {"created_at", "1799990000"},
                                         {"expires_at", "1800086400"}};
  for (auto& [column, value] : more)
    all[column] = value;
  std::string names, values;
  for (auto& [column, value] : all) {
    names += (names.empty() ? "" : ",") + column;
    values += (values.empty() ? "" : ",") + value;
  }
  return "INSERT INTO orders (" + names + ") VALUES (" + values + ");";
}

/// The columns of a taken order with a held escrow.
inline std::map<std::string, std::string> taken(std::map<std::string, std::string> more = {}) {
  std::map<std::string, std::string> out{{"buyer_pubkey", "'" + hex_of('c') + "'"},
                                         {"master_buyer_pubkey", "'" + hex_of('d') + "'"},
                                         {"hash", "'" + hash_of(some_preimage()).hex() + "'"},
                                         {"preimage", "'" + to_hex(some_preimage().reveal()) + "'"},
                                         {"taken_at", "1799995000"},
                                         {"invoice_held_at", "1799995100"},
                                         {"buyer_invoice", "'bob@example.com'"}};
  for (auto& [column, value] : more)
    out[column] = value;
  return out;
}

/// A folder with settings that are good enough for an import, removed at the end.
struct workplace {
  fs::path directory;
  mostro::settings settings;

  workplace() {
    auto name = (fs::temp_directory_path() / "mostro-import-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()));
    directory = name;
    settings.directory = directory;
    settings.policy.payment_attempts = 3;
  }
  workplace(const workplace&) = delete;
  ~workplace() {
    std::error_code ec;
    fs::remove_all(directory, ec);
  }
  fs::path file() const { return directory / "mostro.db"; }
  fs::path result() const { return directory / "mostro.lmdb"; }
};

} // namespace mostro::import_test
