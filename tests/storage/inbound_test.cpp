// SPDX-License-Identifier: MIT
#include "tests/storage/fresh_directory.hpp"
#include "tests/storage/samples.hpp"

using namespace mostro;
using namespace mostro::storage;
using namespace mostro::storage::samples;

namespace {

event_id event_of(uint8_t fill) { return id_of<event_id>(fill); }

keep_inbound kept(uint8_t fill, int64_t at) {
  return {event_of(fill), {at}, "event " + std::to_string(fill)};
}

} // namespace

TEST_CASE("storage: a message is new once, also within a group and after a restart") {
  fresh_directory at;
  {
    auto db = at.open();
    const std::vector<change> group{kept(1, 10), kept(1, 11), kept(2, 9)};
    auto done = db->write(group);
    REQUIRE(done);
    CHECK((*done)[0]->is_new);
    CHECK_FALSE((*done)[1]->is_new);
    CHECK((*done)[2]->is_new);
  }
  auto db = at.open();
  CHECK_FALSE(write_one(*db, kept(1, 12)).is_new);
  const auto unfinished = db->recover()->inbound;
  REQUIRE(unfinished.size() == 2);
  CHECK(unfinished[0].id == event_of(2)); // Oldest first.
  CHECK(unfinished[1].received_at == unix_time{10});
  CHECK(unfinished[1].event_json == "event 1");
}

TEST_CASE("storage: decisions, replies and checks finish messages, which stay seen") {
  fresh_directory at;
  auto db = at.open();
  for (uint8_t fill : {1, 2, 3, 4})
    write_one(*db, kept(fill, fill));
  auto deciding = decide(some_order());
  deciding.inbound = event_of(1);
  write_one(*db, deciding);
  write_one(*db, reply{{}, {}, {}, event_of(2)});
  write_one(*db, finish_inbound{event_of(3)});
  write_one(*db, finish_inbound{event_of(3)});
  REQUIRE(db->recover()->inbound.size() == 1);
  for (uint8_t fill : {1, 2, 3, 4}) {
    CHECK(*db->has_seen(event_of(fill)));
    CHECK_FALSE(write_one(*db, kept(fill, 50)).is_new);
  }
  CHECK_FALSE(*db->has_seen(event_of(5)));
}

TEST_CASE("storage: a decision marks even a message that was not kept before") {
  fresh_directory at;
  auto db = at.open();
  auto deciding = decide(some_order());
  deciding.inbound = event_of(1);
  write_one(*db, deciding);
  CHECK(*db->has_seen(event_of(1)));
  write_one(*db, prune_inbound{deciding.write.journal.at});
  CHECK(*db->has_seen(event_of(1)));
  write_one(*db, finish_inbound{event_of(2)});
  CHECK_FALSE(*db->has_seen(event_of(2)));
}

TEST_CASE("storage: pruning forgets finished messages received before, and only those") {
  fresh_directory at;
  auto db = at.open();
  for (uint8_t fill = 1; fill <= 6; ++fill)
    write_one(*db, kept(fill, int64_t{fill} - 3)); // -2 .. 3
  for (uint8_t fill : {1, 2, 4, 5, 6})
    write_one(*db, finish_inbound{event_of(fill)});
  write_one(*db, prune_inbound{{2}});
  CHECK_FALSE(*db->has_seen(event_of(1)));
  CHECK_FALSE(*db->has_seen(event_of(2)));
  CHECK(*db->has_seen(event_of(3))); // Unfinished.
  CHECK_FALSE(*db->has_seen(event_of(4)));
  CHECK(*db->has_seen(event_of(5))); // Received at the limit.
  CHECK(*db->has_seen(event_of(6)));
  CHECK(write_one(*db, kept(1, 9)).is_new);
}
