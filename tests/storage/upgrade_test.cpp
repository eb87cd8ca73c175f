// SPDX-License-Identifier: MIT
//
// A database of layout 1 becomes one of layout 2 when it is opened.
#include "tests/storage/fresh_directory.hpp"
#include "tests/storage/invoices.hpp"
#include "tests/storage/samples.hpp"

#include "storage/lmdb_environment.hpp"
#include "storage/record_codec.hpp"
#include "storage/tables.hpp"

#include <fstream>
#include <map>

using namespace mostro;
using namespace mostro::storage;
using namespace mostro::storage::samples;

namespace {

constexpr uint64_t old_layout = 1;
const auto old_mark = big_endian(old_layout);
const first_record old_first{table::meta, as_bytes(layout_key), old_mark};

std::span<const char* const> old_tables() {
  return std::span(table_names).first(tables_of_oldest_layout);
}

/// Reads one of the records that layout 1 wrote.
bytes record_of_layout_1(const std::string& wanted) {
  std::ifstream file(std::string(MOSTRO_VECTORS) + "/records/version_1.txt");
  std::string name, hex;
  while (file >> name >> hex)
    if (name == wanted)
      return bytes_from_hex(hex).value();
  return {};
}

void put_order(transaction& txn, const order& what) {
  txn.put(table::orders, what.id.data, as_bytes(encode(what)));
  txn.put(table::journal, key_within_order(what.id, what.seq), as_bytes(encode(some_entry(what))));
  if (!is_closed(what))
    txn.put(table::open_orders, what.id.data, {});
}

/// Makes what a program of layout 1 leaves: an order with an escrow in its own
/// bytes (0x61), one with an invoice (0x62), a closed one (0x63), a user.
void make_layout_1(const fresh_directory& at, size_t map_size = 1 << 20) {
  std::filesystem::create_directories(at.path());
  auto env = environment::open(at.path(), map_size);
  REQUIRE(env);
  REQUIRE(env->open_tables(old_tables(), old_first));
  transaction txn(*env, transaction::access::write);
  const order held = some_order(old_phases(true)[4], true);
  put_order(txn, held);
  txn.put(table::orders, held.id.data, record_of_layout_1("order-4-full"));
  order invoiced = some_order(pending{}, false, 0x62);
  invoiced.terms.maker_invoice = invoice_with(id_of<payment_hash>(0x90));
  put_order(txn, invoiced);
  put_order(txn, some_order(closed{order_status::success, {}, {}, {}, id_of<payment_hash>(0x91)},
                            false, 0x63));
  txn.put(table::users, some_user().identity.data, record_of_layout_1("user"));
  REQUIRE(txn.commit());
}

bytes mark_of(const fresh_directory& at) {
  auto env = environment::open(at.path(), 1 << 20);
  REQUIRE(env);
  return env->peek(table_names[table::meta], as_bytes(layout_key))->value();
}

void check_upgraded(database& db) {
  using found = std::optional<order_id>;
  CHECK(**db.find_order(id_of<order_id>(0x61)) == some_order(old_phases(true)[4], true));
  CHECK(db.recover()->open_orders.size() == 2);
  CHECK(**db.find_user(some_user().identity) == some_user());
  CHECK(*db.user_of_hash(some_key().hash) == found{id_of<order_id>(0x61)});
  CHECK(*db.user_of_hash(id_of<payment_hash>(0x90)) == found{id_of<order_id>(0x62)});
  CHECK(*db.user_of_hash(id_of<payment_hash>(0x91)) == found{id_of<order_id>(0x63)});
  CHECK(db.recover()->unpaid_dev_fees.empty());
  CHECK(db.recover()->prices.empty());
  CHECK(db.solvers()->empty());
  CHECK(db.trace_of(id_of<order_id>(0x61))->empty());
}

} // namespace

TEST_CASE("storage: a database of layout 1 opens, keeps everything and learns the hashes") {
  fresh_directory at;
  make_layout_1(at);
  check_upgraded(*at.open());
  const auto expected = big_endian(layout_version);
  CHECK(mark_of(at) == bytes(expected.begin(), expected.end()));
  check_upgraded(*at.open());
}

TEST_CASE("storage: an upgraded database takes everything that layout 2 can hold") {
  fresh_directory at;
  make_layout_1(at);
  {
    auto db = at.open();
    auto next = decide(disputed_order(0x61, 2), {owe_dev_fee{id_of<order_id>(0x61), sats{7}}});
    next.rates = rating_vote{some_user().identity, id_of<public_key>(1), 5, {1700000000}};
    write_one(*db, next);
    write_one(*db, set_solver{some_user().identity, solver_standing::read, {}});
    write_one(*db, keep_prices{{some_price()}});
    write_one(*db, note_trace{{some_line()}});
  }
  auto db = at.open();
  CHECK(*db->order_of_dispute(some_dispute(true).id) == std::optional{id_of<order_id>(0x61)});
  CHECK(db->recover()->unpaid_dev_fees.size() == 1);
  CHECK(db->recover()->prices.size() == 1);
  CHECK(db->solvers()->front().total_reviews == some_user().total_reviews + 1);
  CHECK(db->trace_of(id_of<order_id>(0x61))->size() == 1);
}

TEST_CASE("storage: an upgrade that was interrupted is done again") {
  fresh_directory at;
  make_layout_1(at);
  {
    // The tables are there, the mark is not raised.
    auto env = environment::open(at.path(), 1 << 20);
    REQUIRE(env);
    REQUIRE(env->open_tables(table_names, old_first, tables_of_oldest_layout));
  }
  CHECK(mark_of(at) == bytes(old_mark.begin(), old_mark.end()));
  check_upgraded(*at.open());
}

TEST_CASE("storage: an upgrade finds room in a map that is full") {
  fresh_directory at;
  make_layout_1(at, 1);
  check_upgraded(*at.open(1));
}

TEST_CASE("storage: a table of layout 1 that is missing is damage, before and after an upgrade") {
  fresh_directory at;
  std::filesystem::create_directories(at.path());
  {
    auto env = environment::open(at.path(), 1 << 20);
    REQUIRE(env);
    REQUIRE(env->open_tables(old_tables().first(old_tables().size() - 1), old_first));
  }
  auto opened = database::open({at.path(), 1 << 20});
  REQUIRE_FALSE(opened);
  CHECK(opened.why().code == errc::damaged);
  CHECK(opened.why().text.find("stamps is missing") != std::string::npos);
}

TEST_CASE("storage: a table of layout 2 that is missing is damage") {
  fresh_directory at;
  std::filesystem::create_directories(at.path());
  {
    const auto mark = big_endian(layout_version);
    auto env = environment::open(at.path(), 1 << 20);
    REQUIRE(env);
    REQUIRE(env->open_tables(old_tables(), {table::meta, as_bytes(layout_key), mark}));
  }
  auto opened = database::open({at.path(), 1 << 20});
  REQUIRE_FALSE(opened);
  CHECK(opened.why().text.find("disputes is missing") != std::string::npos);
}

TEST_CASE("storage: a damaged order stops the upgrade, and nothing is marked") {
  fresh_directory at;
  make_layout_1(at);
  {
    auto env = environment::open(at.path(), 1 << 20);
    REQUIRE(env);
    REQUIRE(env->open_tables(old_tables(), {}));
    transaction txn(*env, transaction::access::write);
    txn.put(table::orders, id_of<order_id>(0x64).data, as_bytes("garbage"));
    REQUIRE(txn.commit());
  }
  auto opened = database::open({at.path(), 1 << 20});
  REQUIRE_FALSE(opened);
  CHECK(opened.why().code == errc::damaged);
  CHECK(mark_of(at) == bytes(old_mark.begin(), old_mark.end()));
}
