// SPDX-License-Identifier: MIT
//
// What the users table keeps beside trade indices: ratings and solvers.
#include "tests/storage/fresh_directory.hpp"
#include "tests/storage/samples.hpp"

using namespace mostro;
using namespace mostro::storage;
using namespace mostro::storage::samples;

namespace {

constexpr int64_t day = 86400;
const public_key rated = id_of<public_key>(0x12);
const public_key rated_key = id_of<public_key>(0x13);

decision voting(uint8_t fill, uint64_t seq, int64_t value, int64_t at) {
  auto out = decide(some_order(pending{}, false, fill, seq), {cancel_hold_invoice{}});
  out.rates = rating_vote{rated, rated_key, value, {at}};
  return out;
}

rating_totals totals_of(const user_record& user) {
  return {user.total_reviews, user.total_rating, user.last_rating, user.max_rating,
          user.min_rating};
}

set_solver making(uint8_t fill, solver_standing standing) {
  return {id_of<public_key>(fill), standing, {1700000000}};
}

} // namespace

TEST_CASE(
    "storage: a vote makes the user, and files the new totals behind the decision's effects") {
  fresh_directory at;
  auto db = at.open();
  const written done = write_one(*db, voting(1, 1, 4, 1000));
  const auto user = *db->find_user(rated);
  REQUIRE(user);
  CHECK(user->created_at == unix_time{1000});
  CHECK(totals_of(*user) == after_vote({}, 4));
  REQUIRE(done.outbox.size() == 2);
  CHECK(done.outbox[0].effect == order_effect{cancel_hold_invoice{}});
  CHECK(done.outbox[1].effect == order_effect{publish_rating{rated_key, after_vote({}, 4), 0}});
  CHECK(done.outbox[1].order == id_of<order_id>(1));
  CHECK(db->recover()->outbox == done.outbox);
}

TEST_CASE("storage: votes add up within a group and over restarts") {
  fresh_directory at;
  rating_totals expected;
  {
    auto db = at.open();
    const std::vector<change> group{voting(1, 1, 5, 1000), voting(2, 1, 1, 1000 + 2 * day)};
    auto done = db->write(group);
    REQUIRE(done);
    expected = after_vote(after_vote({}, 5), 1);
    CHECK((*done)[1]->outbox.back().effect == order_effect{publish_rating{rated_key, expected, 2}});
  }
  auto db = at.open();
  const written done = write_one(*db, voting(3, 1, 3, 1000 + 10 * day - 1));
  expected = after_vote(expected, 3);
  CHECK(done.outbox.back().effect == order_effect{publish_rating{rated_key, expected, 9}});
  CHECK(totals_of(**db->find_user(rated)) == expected);
  CHECK((**db->find_user(rated)).created_at == unix_time{1000});
}

TEST_CASE("storage: a vote leaves the trade index and the standing, and the other way round") {
  fresh_directory at;
  auto db = at.open();
  auto both = voting(1, 1, 2, 1000);
  both.uses = trade_index_use{rated, 7, {500}};
  write_one(*db, both);
  write_one(*db, making(0x12, solver_standing::read));
  auto user = **db->find_user(rated);
  CHECK(user.last_trade_index == 7);
  CHECK(user.created_at == unix_time{500});
  CHECK(user.total_reviews == 1);
  CHECK(user.solver == solver_standing::read);
  write_one(*db, voting(2, 1, 2, 1000));
  user = **db->find_user(rated);
  CHECK(user.last_trade_index == 7);
  CHECK(user.total_reviews == 2);
  CHECK(user.solver == solver_standing::read);
}

TEST_CASE("storage: a vote of a refused decision and a vote out of range count for nothing") {
  fresh_directory at;
  auto db = at.open();
  CHECK(refused(*db, voting(1, 2, 5, 1000)) == errc::conflict);
  CHECK(refused(*db, voting(1, 1, 0, 1000)) == errc::invalid);
  CHECK(refused(*db, voting(1, 1, 6, 1000)) == errc::invalid);
  CHECK_FALSE(*db->find_user(rated));
  CHECK_FALSE(*db->find_order(id_of<order_id>(1)));
}

TEST_CASE("storage: the rating row stands before the rows of a child order") {
  fresh_directory at;
  auto db = at.open();
  auto both = voting(1, 1, 5, 1000);
  const order child = some_order(pending{}, false, 2);
  both.child = order_write{child, some_entry(child), {cancel_hold_invoice{}}};
  const written done = write_one(*db, both);
  REQUIRE(done.outbox.size() == 2);
  REQUIRE(done.child_outbox.size() == 1);
  CHECK(done.outbox[1].id < done.child_outbox[0].id);
}

TEST_CASE("storage: solvers are made, changed and removed, the user stays") {
  fresh_directory at;
  {
    auto db = at.open();
    auto taking = decide(some_order(pending{}, false, 1));
    taking.uses = trade_index_use{id_of<public_key>(1), 3, {77}};
    write_one(*db, taking);
    write_one(*db, making(1, solver_standing::read));
    write_one(*db, making(2, solver_standing::read_write));
    write_one(*db, making(3, solver_standing::none));
  }
  auto db = at.open();
  auto all = *db->solvers();
  REQUIRE(all.size() == 2);
  CHECK(all[0].identity == id_of<public_key>(1));
  CHECK(all[0].solver == solver_standing::read);
  CHECK(all[0].last_trade_index == 3);
  CHECK(all[0].created_at == unix_time{77});
  CHECK(all[1].solver == solver_standing::read_write);
  CHECK(all[1].created_at == unix_time{1700000000});
  CHECK_FALSE(*db->find_user(id_of<public_key>(3)));

  write_one(*db, making(1, solver_standing::read_write));
  write_one(*db, making(2, solver_standing::none));
  all = *db->solvers();
  REQUIRE(all.size() == 1);
  CHECK(all[0].identity == id_of<public_key>(1));
  CHECK(all[0].solver == solver_standing::read_write);
  CHECK(*db->find_user(id_of<public_key>(2)));
  CHECK(db->recover()->users.size() == 2);
  CHECK(refused(*db, making(1, solver_standing::admin)) == errc::invalid);
}

TEST_CASE("storage: a user of another database is kept whole, and only once") {
  fresh_directory at;
  auto db = at.open();
  const auto wanted = some_user();
  keep_user keep{wanted.identity, wanted.last_trade_index, wanted.created_at, totals_of(wanted),
                 solver_standing::read};
  write_one(*db, keep);
  auto kept = *db->find_user(wanted.identity);
  REQUIRE(kept);
  CHECK(kept->last_trade_index == wanted.last_trade_index);
  CHECK(kept->created_at == wanted.created_at);
  CHECK(totals_of(*kept) == totals_of(wanted));
  CHECK(kept->solver == solver_standing::read);
  CHECK(refused(*db, keep) == errc::conflict);
  keep.identity = id_of<public_key>(0x44);
  keep.solver = solver_standing::admin;
  CHECK(refused(*db, keep) == errc::invalid);
}
