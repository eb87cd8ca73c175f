// SPDX-License-Identifier: MIT
//
// Whole imports: a SQLite file as the reference leaves it becomes a database, or
// nothing does (spec 05 §8.7, §12).
#include "actors/import/import_run.hpp"

#include "storage/database.hpp"
#include "tests/import/import_fixture.hpp"

using namespace mostro;
using namespace mostro::import_test;

namespace {

importing::import_report import_into(workplace& at, const std::string& password = {}) {
  return importing::import_database(at.settings, {at.file(), secret<std::string>{password}, now});
}

/// Imports, expects success and opens what was written.
std::unique_ptr<storage::database> imported(workplace& at, const std::string& password = {}) {
  auto report = import_into(at, password);
  INFO(report.text);
  REQUIRE(report.done);
  auto db = storage::database::open({at.result()});
  REQUIRE(db);
  return std::move(*db);
}

bool mentions(const importing::import_report& report, const std::string& text) {
  return report.text.find(text) != std::string::npos;
}

/// Refused as a whole: nothing is left behind but the old file and a reason.
void check_refused(workplace& at, const std::string& reason, const std::string& password = {}) {
  auto report = import_into(at, password);
  INFO(report.text);
  CHECK_FALSE(report.done);
  CHECK(mentions(report, reason));
  CHECK_FALSE(fs::exists(at.result()));
  for (auto& entry : fs::directory_iterator(at.directory))
    CHECK(entry.path().filename().string().starts_with("mostro.db"));
}

} // namespace

TEST_CASE("conformance/05-M1: a file of release 0.14 without bonds and fees is imported",
          "[05-M1]") {
  workplace at;
  run_sql(at.file(), std::string{old_schema} + order_sql(blob("11"), "pending") +
                         order_sql(blob("12"), "active", taken()) +
                         order_sql(blob("13"), "success", taken()) +
                         "INSERT INTO users (pubkey, last_trade_index, total_rating, total_reviews,"
                         "created_at) VALUES ('" +
                         hex_of('b') + "', 7, 4.5, 2, 1700000000);");
  auto db = imported(at);
  auto pending_order = *db->find_order(id_of(0x11));
  REQUIRE(pending_order);
  CHECK(std::holds_alternative<pending>(pending_order->phase));
  CHECK(pending_order->maker.identity.hex() == hex_of('b'));
  CHECK(pending_order->last_stamp == now);
  auto running = *db->find_order(id_of(0x12));
  REQUIRE(running);
  auto& held = std::get<active>(running->phase);
  CHECK(held.held.key.preimage == some_preimage());
  CHECK(held.trade.dev_fee == sats{0});
  CHECK(status_of(**db->find_order(id_of(0x13))) == order_status::success);
  CHECK((*db->journal_of(id_of(0x12))).front().cause == "imported");
  CHECK((*db->unpaid_dev_fees()).empty());
  auto user = *db->find_user(*public_key::from_hex(hex_of('b')));
  REQUIRE(user);
  CHECK(user->last_trade_index == 7);
  CHECK(user->total_rating == 4.5);
  auto start = db->recover();
  CHECK(start->open_orders.size() == 2);
  REQUIRE(start->outbox.size() == 2); // The two live orders are published anew.
  for (auto& row : start->outbox)
    CHECK(std::get<publish_order>(row.effect).created_at == now);
}

TEST_CASE("conformance/05-M2: the token columns of old disputes are ignored", "[05-M2]") {
  workplace at;
  run_sql(at.file(), std::string{old_schema} + new_columns +
                         order_sql(blob("21"), "dispute", taken({{"seller_dispute", "1"}})) +
                         "INSERT INTO disputes VALUES (" + blob("22") + "," + blob("21") +
                         ",'in-progress','fiat-sent','" + hex_of('e') +
                         "',1799996000,1799997000,123456,654321);");
  auto db = imported(at);
  auto order = *db->find_order(id_of(0x21));
  REQUIRE(order);
  CHECK(std::holds_alternative<disputed>(order->phase));
  REQUIRE(order->dispute);
  CHECK(order->dispute->status == dispute_status::in_progress);
  CHECK(order->dispute->previous == order_status::fiat_sent);
  CHECK(order->dispute->initiator == trade_role::seller);
  CHECK(order->dispute->solver->hex() == hex_of('e'));
  CHECK(*db->order_of_dispute(order->dispute->id) == order->id);
}

TEST_CASE("conformance/05-M4: a file with the recipient column of bonds is accepted", "[05-M4]") {
  workplace at;
  auto script = std::string{old_schema} + new_columns +
                "CREATE TABLE _sqlx_migrations (version bigint primary key, success integer);"
                "INSERT INTO _sqlx_migrations VALUES (20260813120000, 1);"
                "ALTER TABLE bonds ADD COLUMN payout_recipient_pubkey char(64);" +
                order_sql(blob("41"), "pending") +
                "INSERT INTO bonds (id, order_id, amount_sats, state, payout_recipient_pubkey) "
                "VALUES (" +
                blob("42") + "," + blob("41") + ",900,";
  SECTION("nothing is owed") {
    run_sql(at.file(), script + "'slashed','" + hex_of('f') + "');");
    CHECK((*imported(at)->find_order(id_of(0x41))).has_value());
  }
  SECTION("a payout is owed: the recipient is named, the import is refused") {
    run_sql(at.file(), script + "'pending-payout','" + hex_of('f') + "');");
    check_refused(at, hex_of('f'));
  }
}

TEST_CASE("conformance/05-M6: a UUID that is stored as text is the same id", "[05-M6]") {
  workplace at;
  run_sql(at.file(), std::string{old_schema} +
                         order_sql("'61616161-6161-6161-6161-616161616161'", "pending") +
                         order_sql("'6262626262626262626262626262626A'", "pending"));
  auto db = imported(at);
  CHECK((*db->find_order(id_of(0x61))).has_value());
  CHECK(db->recover()->open_orders.size() == 2);
}

TEST_CASE("conformance/05-M7: rows that were not checkpointed are not lost", "[05-M7]") {
  workplace at;
  auto open = run_sql(at.file(), "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;" +
                                     std::string{old_schema} + order_sql(blob("71"), "pending"));
  REQUIRE(fs::file_size(at.file().string() + "-wal") > 0);
  auto before = fs::file_size(at.file().string() + "-wal");
  CHECK((*imported(at)->find_order(id_of(0x71))).has_value());
  CHECK(fs::file_size(at.file().string() + "-wal") == before); // The original is only read.
}

TEST_CASE("conformance/05-M8: a disputed order without preimage refuses the import and is named",
          "[05-M8]") {
  workplace at;
  run_sql(at.file(), std::string{old_schema} + order_sql(blob("81"), "pending") +
                         order_sql(blob("82"), "dispute", taken({{"preimage", "NULL"}})));
  check_refused(at, id_of(0x82).text());
}

TEST_CASE("conformance/05-M11: a solver of category 0 may read and write", "[05-M11]") {
  workplace at;
  std::string users;
  for (auto [digit, category] : {std::pair{'1', 0}, {'2', 1}, {'3', 2}})
    users += "INSERT INTO users (pubkey, is_solver, category, created_at) VALUES ('" +
             hex_of(digit) + "', 1, " + std::to_string(category) + ", 5);";
  run_sql(at.file(), old_schema + users);
  auto db = imported(at);
  auto standing = [&](char digit) {
    return (*db->find_user(*public_key::from_hex(hex_of(digit))))->solver;
  };
  CHECK(standing('1') == solver_standing::read_write);
  CHECK(standing('2') == solver_standing::read);
  CHECK(standing('3') == solver_standing::read_write);
}

TEST_CASE("conformance/05-M12: the claim of a development fee is cleared, the fee is owed",
          "[05-M12]") {
  workplace at;
  run_sql(
      at.file(),
      std::string{old_schema} + new_columns +
          order_sql(
              blob("c1"), "success",
              taken({{"dev_fee", "60"}, {"dev_fee_payment_hash", "'PENDING-1-1799990000'"}})) +
          order_sql(blob("c2"), "success",
                    taken({{"dev_fee", "60"}, {"dev_fee_payment_hash", "'" + hex_of('9') + "'"}})) +
          order_sql(blob("c3"), "success",
                    taken({{"dev_fee", "60"},
                           {"dev_fee_paid", "1"},
                           {"dev_fee_payment_hash", "'" + hex_of('8') + "'"}})));
  auto fees = *imported(at)->unpaid_dev_fees();
  REQUIRE(fees.size() == 2);
  CHECK(fees[0].order == id_of(0xc1));
  CHECK(fees[0].state == dev_fee_state::owed);
  CHECK(fees[0].amount == sats{60});
  CHECK(fees[1].state == dev_fee_state::sending); // LND's record decides, nothing is sent.
  CHECK(fees[1].hash->hex() == hex_of('9'));
}

TEST_CASE("import: a database that exists already is left alone") {
  workplace at;
  run_sql(at.file(), std::string{old_schema} + order_sql(blob("11"), "pending"));
  imported(at);
  auto report = import_into(at);
  CHECK_FALSE(report.done);
  CHECK(mentions(report, "exists already"));
}

TEST_CASE("import: files that are no database of the reference are refused") {
  workplace at;
  SECTION("there is none") { check_refused(at, "no such file"); }
  SECTION("it has no orders") {
    run_sql(at.file(), "CREATE TABLE other (id integer);");
    check_refused(at, "no table orders");
  }
  SECTION("it is damaged") {
    run_sql(at.file(), std::string{old_schema} + order_sql(blob("11"), "pending"));
    fs::resize_file(at.file(), fs::file_size(at.file()) / 2 + 100);
    check_refused(at, at.file().string());
  }
}
