// SPDX-License-Identifier: MIT
//
// The store actor: groups, the order of answers, conflicts, a failing disk.
#include "actors/store/store_actor.hpp"

#include "actors/actor_error.hpp"
#include "tests/support/deterministic_system.hpp"
#include "tests/support/memory_database.hpp"

using namespace mostro;

namespace {

storage::change decision_number(uint64_t seq) {
  storage::decision out;
  out.write.next.seq = seq;
  return out;
}

struct asker_state {
  asker_state() = default;
  std::vector<std::string>* answers = nullptr;
};
using asker_actor = caf::typed_actor<caf::reacts_to<write_change>>;

/// Asks the store and notes the answers in their order.
asker_actor::behavior_type asker(asker_actor::stateful_pointer<asker_state> self, store_actor store,
                                 std::vector<std::string>* answers) {
  self->state.answers = answers;
  return {[self, store](const write_change& what) {
    auto seq = std::get<storage::decision>(what.what).write.next.seq;
    self->request(store, std::chrono::seconds(30), what)
        .then([self, seq](
                  const storage::written&) { self->state.answers->push_back(std::to_string(seq)); },
              [self, seq](const caf::error& why) {
                const char* how = " failed";
                if (why == make_error(actor_error::conflict))
                  how = " conflict";
                if (why == make_error(actor_error::bad_input))
                  how = " bad input";
                self->state.answers->push_back(std::to_string(seq) + how);
              });
  }};
}

struct fixture {
  std::shared_ptr<test::memory_database> database = std::make_shared<test::memory_database>();
  std::vector<std::string> fatal;
  std::vector<std::string> answers;
  test::deterministic_system system;
  store_writer_actor store;
  asker_actor from;

  explicit fixture(size_t largest_group = 100) {
    store_setup setup;
    setup.database = database;
    setup.fatal = [this](const std::string& why) { fatal.push_back(why); };
    setup.largest_group = largest_group;
    store = system.spawn(store_behavior, setup);
    from = system.spawn(asker, store_actor{store}, &answers);
  }
  void write(uint64_t seq) { caf::anon_send(from, write_change{decision_number(seq)}); }
};

} // namespace

TEST_CASE("store: what piles up in the mailbox is written in one group, in its order") {
  fixture f;
  for (uint64_t seq = 1; seq <= 5; ++seq)
    f.write(seq);
  f.system.run();
  CHECK(f.database->group_sizes == std::vector<size_t>{5});
  CHECK(f.answers == std::vector<std::string>{"1", "2", "3", "4", "5"});
  auto applied = f.database->all<storage::decision>();
  REQUIRE(applied.size() == 5);
  CHECK(applied.front().write.next.seq == 1);
  CHECK(applied.back().write.next.seq == 5);
}

TEST_CASE("store: a group never exceeds its limit") {
  fixture f{3};
  for (uint64_t seq = 1; seq <= 7; ++seq)
    f.write(seq);
  f.system.run();
  CHECK(f.database->group_sizes == std::vector<size_t>{3, 3, 1});
  CHECK(f.answers.size() == 7);
}

TEST_CASE("store: a conflict is answered to its asker and its neighbours are applied") {
  fixture f;
  f.database->conflicting_seqs = {2};
  for (uint64_t seq = 1; seq <= 3; ++seq)
    f.write(seq);
  f.system.run();
  CHECK(f.answers == std::vector<std::string>{"1", "2 conflict", "3"});
  CHECK(f.database->all<storage::decision>().size() == 2);
  CHECK(f.fatal.empty());
}

TEST_CASE("store: a failing database is fatal once and everybody gets an error") {
  fixture f;
  f.database->broken = true;
  f.write(1);
  f.write(2);
  f.system.run();
  f.write(3);
  f.system.run();
  CHECK(f.answers == std::vector<std::string>{"1 failed", "2 failed", "3 failed"});
  CHECK(f.fatal.size() == 1);
}

TEST_CASE("store: a damaged read is fatal") {
  fixture f;
  f.database->broken = true;
  auto found = f.system.ask<found_order>(f.store, find_order{});
  CHECK_FALSE(found);
  CHECK(f.fatal.size() == 1);
}

TEST_CASE("store: changes that were sent before an exit are on disk after it") {
  fixture f;
  f.write(1);
  f.write(2);
  f.system.run();
  f.system.end(f.store);
  CHECK(f.database->all<storage::decision>().size() == 2);
}

TEST_CASE("store: the outbox is re-read in pages that hold deliveries only") {
  fixture f;
  for (int i = 0; i < 4; ++i)
    f.database->file(send_message{});
  f.database->file(cancel_hold_invoice{});
  auto page = f.system.ask<outbox_read>(f.store, read_outbox{1, 2});
  REQUIRE(page);
  REQUIRE(page->rows.size() == 2);
  CHECK(page->rows[0].id == 2);
  CHECK(page->rows[1].id == 3);
  auto rest = f.system.ask<outbox_read>(f.store, read_outbox{3, 100});
  REQUIRE(rest);
  CHECK(rest->rows.size() == 1);
}

TEST_CASE("store: disputes and payment hashes are looked up, after what was sent before") {
  fixture f;
  const dispute_id dispute{{1, 2, 3}};
  const order_id id{{7}};
  storage::decision what;
  what.write.next.id = id;
  what.write.next.seq = 1;
  what.write.next.dispute.emplace().id = dispute;
  what.write.next.phase = opening_escrow{{}, {payment_hash{{9}}, preimage{bytes32{}}}, false};
  caf::anon_send(f.store, write_change{what});
  archive_actor archive{f.store};
  auto found = f.system.ask<dispute_order_found>(archive, find_dispute_order{dispute});
  REQUIRE(found);
  CHECK(found->order == id);
  CHECK_FALSE(f.system.ask<dispute_order_found>(archive, find_dispute_order{})->order);
  auto user = f.system.ask<hash_user_found>(archive, find_hash_user{payment_hash{{9}}});
  REQUIRE(user);
  CHECK(user->order == id);
  CHECK_FALSE(f.system.ask<hash_user_found>(archive, find_hash_user{})->order);
}

TEST_CASE("store: several orders are read at once, unknown ones are left out, and not too many") {
  fixture f;
  read_orders wanted;
  for (size_t i = 0; i < most_orders_read + 10; ++i) {
    storage::decision what;
    what.write.next.id.data = {static_cast<uint8_t>(i % 256), static_cast<uint8_t>(i / 256), 1};
    what.write.next.seq = 1;
    wanted.ids.push_back(what.write.next.id);
    if (i != 3)
      caf::anon_send(f.store, write_change{what});
  }
  auto read = f.system.ask<orders_read>(archive_actor{f.store}, wanted);
  REQUIRE(read);
  REQUIRE(read->orders.size() == most_orders_read - 1);
  CHECK(read->orders[2].id == wanted.ids[2]);
  CHECK(read->orders[3].id == wanted.ids[4]);
  wanted.ids.clear();
  CHECK(f.system.ask<orders_read>(archive_actor{f.store}, wanted)->orders.empty());
}

TEST_CASE("store: a look-up in a broken database is fatal") {
  fixture f;
  f.database->broken = true;
  CHECK_FALSE(f.system.ask<hash_user_found>(archive_actor{f.store}, find_hash_user{}));
  CHECK_FALSE(f.system.ask<orders_read>(archive_actor{f.store}, read_orders{}));
  CHECK(f.fatal.size() == 1);
}

TEST_CASE("store: a change that breaks a rule is told apart from a conflict and from a failure") {
  fixture f;
  f.database->invalid_seqs = {2};
  for (uint64_t seq = 1; seq <= 3; ++seq)
    f.write(seq);
  f.system.run();
  CHECK(f.answers == std::vector<std::string>{"1", "2 bad input", "3"});
  CHECK(f.fatal.empty());
}
