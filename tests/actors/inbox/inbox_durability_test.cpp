// SPDX-License-Identifier: MIT
//
// What the inbox survives: restarts, replays, overload, a failing disk.
#include "tests/actors/inbox/inbox_fixture.hpp"

using namespace mostro;
using namespace mostro::test;

TEST_CASE("intake: a message that was kept but not finished is fed again after a restart") {
  auto database = std::make_shared<memory_database>();
  event_id id;
  {
    inbox_fixture f{database};
    f.begin();
    f.send(new_order(1));
    REQUIRE(f.requests->size() == 1);
    id = f.requests->front().inbound;
  }
  inbox_fixture f{database};
  *f.world.now = *f.world.now + seconds{3600}; // Freshness was judged at receipt.
  f.begin();
  REQUIRE(f.requests->size() == 1);
  CHECK(f.requests->front().inbound == id);
  CHECK(f.requests->front().received_at == *f.world.now - seconds{3600});
}

TEST_CASE("intake: an event of an earlier life that a relay sends again is a replay") {
  auto database = std::make_shared<memory_database>();
  nostr::event e;
  {
    inbox_fixture f{database};
    f.begin();
    e = f.wrap(new_order(1), {trade_key, identity_key});
    f.arrive(e);
    REQUIRE(f.requests->size() == 1);
  }
  database->unfinished.clear(); // The order was decided in that life.
  inbox_fixture f{database};
  f.begin();
  f.arrive(e);
  CHECK(f.silent());
}

TEST_CASE("intake: a replayed new-order with a used index is not refused a second time") {
  auto database = std::make_shared<memory_database>();
  nostr::event e;
  {
    inbox_fixture f{database};
    f.begin();
    e = f.wrap(new_order(1), {trade_key, identity_key});
    f.arrive(e);
  }
  database->unfinished.clear();
  inbox_fixture f{database, {}, {user_at(1)}};
  f.begin();
  f.arrive(e);
  CHECK(f.silent());
}

TEST_CASE("intake: a recovered message and its copy from a relay are worked on once") {
  auto database = std::make_shared<memory_database>();
  nostr::event e;
  {
    inbox_fixture f{database};
    f.begin();
    e = f.wrap(new_order(1), {trade_key, identity_key});
    f.arrive(e);
  }
  inbox_fixture f{database};
  caf::anon_send(f.inbox, begin_intake{f.book, f.desk});
  f.post(e);
  f.system.run();
  CHECK(f.requests->size() == 1);
}

TEST_CASE("intake: more recovered messages than are worked on at a time are all fed") {
  auto database = std::make_shared<memory_database>();
  {
    inbox_fixture f{database};
    f.begin();
    auto once = f.wrap(request_of(action::cancel), {trade_key, identity_key});
    auto json = nostr::to_json(once);
    for (uint16_t i = 0; i < 600; ++i) {
      storage::inbound_row row{{}, *f.world.now, json};
      row.id.data = {static_cast<uint8_t>(i >> 8), static_cast<uint8_t>(i)};
      database->unfinished[row.id] = row;
    }
  }
  inbox_fixture f{database};
  f.begin();
  CHECK(f.requests->size() == 600);
}

TEST_CASE("intake: a kept message that is illegible by now is finished, not fed for ever") {
  auto database = std::make_shared<memory_database>();
  database->unfinished[{{1}}] = {{{1}}, {1'700'000'000}, "not an event"};
  inbox_fixture f{database};
  f.begin();
  CHECK(f.silent());
  CHECK(database->unfinished.empty());
}

TEST_CASE("intake: what cannot be kept is not routed and comes again") {
  inbox_fixture f;
  f.begin();
  auto e = f.wrap(new_order(1), {trade_key, identity_key});
  f.database->broken = true;
  f.arrive(e);
  CHECK(f.silent());
  CHECK(f.database->seen.empty());
}

TEST_CASE("intake: under load strangers are shed, traders are served, and nobody is forgotten") {
  intake_settings settings;
  settings.most_in_work = 1;
  inbox_fixture f{std::make_shared<memory_database>(), settings};
  f.begin();
  caf::anon_send(f.inbox, know_keys{{trade_key.pub}});
  auto first = f.wrap(request_of(action::cancel), {key_of(7), std::nullopt});
  auto shed = f.wrap(request_of(action::cancel), {key_of(8), std::nullopt});
  auto trader = f.wrap(request_of(action::release), {trade_key, identity_key});
  for (const auto& e : {first, shed, trader})
    f.post(e);
  caf::anon_send(f.inbox, relay_caught_up{"wss://a", *f.world.now + seconds{30}});
  f.system.run();
  CHECK(f.requests->size() == 2);
  // The cursor waits for what was shed, so the next start asks for it again.
  CHECK(f.database->cursors.at("wss://a") == *f.world.now);
  f.arrive(shed);
  CHECK(f.requests->size() == 3);
}

TEST_CASE("intake: a cursor is kept when a relay has caught up and never goes back") {
  inbox_fixture f;
  f.begin();
  caf::anon_send(f.inbox, relay_caught_up{"wss://a", *f.world.now});
  caf::anon_send(f.inbox, relay_caught_up{"wss://a", *f.world.now - seconds{5}});
  f.system.run();
  CHECK(f.database->cursors.at("wss://a") == *f.world.now);
  CHECK(f.database->all<storage::keep_cursor>().size() == 1);
}

TEST_CASE("intake: after stop_intake nothing is accepted and no cursor moves") {
  inbox_fixture f;
  f.begin();
  caf::anon_send(f.inbox, stop_intake{});
  f.send(new_order(1));
  caf::anon_send(f.inbox, relay_caught_up{"wss://a", *f.world.now});
  f.system.run();
  CHECK(f.silent());
  CHECK(f.database->seen.empty());
  CHECK(f.database->cursors.empty());
}

TEST_CASE("intake: finished ids are pruned two days later, once an hour") {
  inbox_fixture f;
  f.begin();
  f.system.advance(std::chrono::minutes(125), std::chrono::seconds(30));
  auto pruned = f.database->all<storage::prune_inbound>();
  REQUIRE(pruned.size() == 3);
  CHECK(pruned[0].before == *f.world.now - seconds{2 * 86'400});
}
