// SPDX-License-Identifier: MIT
#include "tests/storage/fresh_directory.hpp"
#include "tests/storage/samples.hpp"

#include "storage/lmdb_environment.hpp"
#include "storage/tables.hpp"

#include <atomic>
#include <thread>

using namespace mostro;
using namespace mostro::storage;
using namespace mostro::storage::samples;

TEST_CASE("storage: everything that is needed comes back after a restart") {
  fresh_directory at;
  std::vector<order> open;
  std::vector<outbox_row> filed;
  {
    auto db = at.open();
    uint8_t fill = 1;
    for (const order_phase& phase : phases(true)) {
      const order next = some_order(phase, true, fill++);
      if (!is_closed(next))
        open.push_back(next);
      auto done = write_one(*db, decide(next, effects()));
      filed.insert(filed.end(), done.outbox.begin(), done.outbox.end());
    }
    auto taking = decide(some_order(pending{}, false, fill));
    taking.uses = trade_index_use{some_user().identity, 3, {5}};
    open.push_back(taking.write.next);
    write_one(*db, taking);
    write_one(*db, keep_cursor{"wss://" + std::string(600, 'r'), {10}});
    write_one(*db, keep_cursor{"wss://" + std::string(600, 'r'), {11}});
  }
  auto back = at.open()->recover();
  REQUIRE(back);
  CHECK(back->open_orders == open);
  CHECK(back->outbox == filed);
  REQUIRE(back->users.size() == 1);
  CHECK(back->users[0].last_trade_index == 3);
  REQUIRE(back->cursors.size() == 1);
  CHECK(back->cursors[0].relay_url == "wss://" + std::string(600, 'r'));
  CHECK(back->cursors[0].up_to == unix_time{11});
}

TEST_CASE("storage: a closed order is not open any more but can still be found") {
  fresh_directory at;
  auto db = at.open();
  write_one(*db, decide(some_order(pending{}, true, 1, 1)));
  const order over = some_order(closed{order_status::canceled, {}, {}, {}, {}}, true, 1, 2);
  write_one(*db, decide(over));
  CHECK(db->recover()->open_orders.empty());
  CHECK(**db->find_order(over.id) == over);
  CHECK(db->journal_of(over.id)->size() == 2);
}

TEST_CASE("storage: journals of neighbouring orders do not mix") {
  fresh_directory at;
  auto db = at.open();
  std::vector<change> group;
  for (uint64_t seq = 1; seq <= 300; ++seq)
    for (uint8_t fill : {uint8_t{0xfe}, uint8_t{0xff}})
      group.push_back(decide(some_order(pending{}, false, fill, seq)));
  REQUIRE(db->write(group));
  const auto entries = *db->journal_of(id_of<order_id>(0xfe));
  REQUIRE(entries.size() == 300);
  for (size_t i = 0; i < entries.size(); ++i)
    CHECK(entries[i].seq == i + 1);
}

TEST_CASE("storage: the map grows from tiny, in a group and under readers") {
  fresh_directory at;
  auto db = at.open(1);
  const std::string long_text(20000, 'x');
  std::atomic<bool> stop{false};
  std::atomic<bool> reads_are_right{true};
  std::thread reader([&] {
    while (!stop) {
      auto found = db->find_order(id_of<order_id>(1));
      if (!found || (*found && (*found)->id != id_of<order_id>(1)))
        reads_are_right = false;
    }
  });
  for (uint64_t seq = 1; seq <= 60; ++seq) {
    auto next = decide(some_order(pending{}, false, 1, seq),
                       {resolve_destination{long_text, sats{1}, seq}});
    next.write.journal.details = long_text;
    write_one(*db, next);
  }
  stop = true;
  reader.join();
  CHECK(reads_are_right);
  std::vector<change> group;
  for (uint8_t fill = 10; fill < 200; ++fill)
    group.push_back(decide(some_order(pending{}, false, fill),
                           {resolve_destination{long_text, sats{1}, fill}}));
  auto done = db->write(group);
  REQUIRE(done);
  CHECK(done->back()->outbox.at(0).id == 60 + group.size());
  db.reset();
  db = at.open(1);
  CHECK(db->recover()->outbox.size() == 60 + group.size());
  write_one(*db, decide(some_order(pending{}, false, 1, 61)));
}

TEST_CASE("storage: an index that names a missing order, and a row never given out, are damage") {
  for (const bool of_outbox : {false, true}) {
    fresh_directory at;
    at.open();
    {
      auto env = environment::open(at.path(), 1 << 20);
      REQUIRE(env);
      REQUIRE(env->open_tables(table_names, {}));
      transaction txn(*env, transaction::access::write);
      if (of_outbox)
        txn.put(table::outbox, big_endian(5), as_bytes("x"));
      else
        txn.put(table::open_orders, id_of<order_id>(1).data, {});
      REQUIRE(txn.commit());
    }
    auto back = at.open()->recover();
    REQUIRE_FALSE(back);
    CHECK(back.why().code == errc::damaged);
  }
}
