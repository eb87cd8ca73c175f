// SPDX-License-Identifier: MIT
//
// Lists of orders, in pages.
#include "tests/storage/fresh_directory.hpp"
#include "tests/storage/samples.hpp"

#include "storage/lmdb_environment.hpp"
#include "storage/tables.hpp"

using namespace mostro;
using namespace mostro::storage;
using namespace mostro::storage::samples;

namespace {

/// Orders 1..9: those with odd numbers are closed, those with 4 and 8 active.
void fill(database& db) {
  for (uint8_t number = 9; number >= 1; --number) {
    order_phase phase = pending{};
    if (number % 2 == 1)
      phase = closed{number < 5 ? order_status::success : order_status::expired, {}, {}, {}, {}};
    else if (number % 4 == 0)
      phase = active{some_trade(false), some_escrow(false)};
    write_one(db, decide(some_order(phase, false, number)));
  }
}

std::vector<int> numbers(const database& db, const order_filter& which) {
  auto listed = db.list_orders(which);
  REQUIRE(listed);
  std::vector<int> out;
  for (const order& one : *listed)
    out.push_back(one.id.data[0]);
  return out;
}

order_filter all_orders() {
  order_filter out;
  out.open_only = false;
  return out;
}

} // namespace

TEST_CASE("storage: a list has the open orders by id, or all of them") {
  fresh_directory at;
  {
    auto db = at.open();
    CHECK(numbers(*db, {}).empty());
    fill(*db);
  }
  auto db = at.open();
  CHECK(numbers(*db, {}) == std::vector{2, 4, 6, 8});
  CHECK(numbers(*db, all_orders()) == std::vector{1, 2, 3, 4, 5, 6, 7, 8, 9});
  CHECK(db->list_orders({})->front() == some_order(pending{}, false, 2));
}

TEST_CASE("storage: a list is filtered by what orders show") {
  fresh_directory at;
  auto db = at.open();
  fill(*db);
  order_filter which;
  which.status = order_status::active;
  CHECK(numbers(*db, which) == std::vector{4, 8});
  which.status = order_status::success;
  CHECK(numbers(*db, which).empty());
  which.open_only = false;
  CHECK(numbers(*db, which) == std::vector{1, 3});
}

TEST_CASE("storage: pages of a list follow each other without gaps or repeats") {
  fresh_directory at;
  auto db = at.open();
  fill(*db);
  for (const bool open_only : {false, true}) {
    order_filter page = all_orders();
    page.open_only = open_only;
    const auto whole = numbers(*db, page);
    page.limit = 2;
    std::vector<int> out;
    for (auto some = numbers(*db, page); !some.empty(); some = numbers(*db, page)) {
      CHECK(some.size() <= 2);
      out.insert(out.end(), some.begin(), some.end());
      page.after = id_of<order_id>(static_cast<uint8_t>(some.back()));
    }
    CHECK(out == whole);
  }
  order_filter which = all_orders();
  which.after = id_of<order_id>(0xff);
  CHECK(numbers(*db, which).empty());
  which.after.reset();
  which.limit = 0;
  CHECK(numbers(*db, which).empty());
  // After an id that no order has.
  which.limit = 1;
  which.after = id_of<order_id>(4);
  which.after->data[15] = 5;
  CHECK(numbers(*db, which) == std::vector{5});
}

TEST_CASE("storage: a list of open orders does not read closed ones") {
  fresh_directory at;
  {
    auto db = at.open();
    fill(*db);
  }
  {
    auto env = environment::open(at.path(), 1 << 20);
    REQUIRE(env);
    REQUIRE(env->open_tables(table_names, {}));
    transaction txn(*env, transaction::access::write);
    txn.put(table::orders, id_of<order_id>(3).data, as_bytes("garbage"));
    REQUIRE(txn.commit());
  }
  auto db = at.open();
  CHECK(numbers(*db, {}) == std::vector{2, 4, 6, 8});
  CHECK(db->list_orders(all_orders()).why().code == errc::damaged);
}
