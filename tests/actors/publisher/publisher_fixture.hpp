// SPDX-License-Identifier: MIT
//
// A publisher between the real signer, store and reputation and two recorded
// relays, on a database in memory that outlives it.
#pragma once

#include "actors/publisher/publisher_actor.hpp"
#include "actors/reputation/reputation_actor.hpp"
#include "actors/signer/signer_actor.hpp"
#include "actors/store/store_actor.hpp"
#include "tests/support/deterministic_system.hpp"
#include "tests/support/memory_database.hpp"
#include "tests/support/recorders.hpp"

namespace mostro::test {

struct publisher_fixture {
  std::shared_ptr<memory_database> database;
  test_world world;
  nostr::key_pair node = key_of(1);
  notes<nostr::event> relay_a = new_notes<nostr::event>();
  notes<nostr::event> relay_b = new_notes<nostr::event>();
  deterministic_system system;
  wired_publisher_actor publisher;
  std::vector<relay_route> routes;

  explicit publisher_fixture(
      std::shared_ptr<memory_database> on = std::make_shared<memory_database>(),
      size_t most_rows = 10'000, std::vector<storage::user_record> users = {})
      : database(std::move(on)) {
    store_setup storing;
    storing.database = database;
    auto store = system.spawn(store_behavior, storing);
    signer_setup signing{node, world.environment(), 2, 16};
    publisher_setup setup{
        store,
        store,
        system.spawn(signer_behavior, signing),
        system.spawn(reputation_behavior, reputation_setup{std::move(users), world.environment()}),
        world.environment(),
        {},
        {},
        {},
        most_rows};
    setup.publication.node = node.pub;
    setup.publication.relays = {"wss://a", "wss://b"};
    setup.stamps = database->recover().value().stamps;
    publisher = system.spawn(publisher_behavior, setup);
    routes = {{"wss://a", system.spawn(recording_relay, relay_a)},
              {"wss://b", system.spawn(recording_relay, relay_b)}};
  }

  /// Makes the relays known and connected.
  void connect() {
    caf::anon_send(publisher, use_relays{routes});
    for (const auto& route : routes)
      caf::anon_send(publisher, relay_changed{route.url, true});
    system.run();
  }
  /// Commits an effect as a decision would and hands it to the publisher.
  void commit(order_effect effect) {
    caf::anon_send(publisher, deliver{{database->file(std::move(effect))}});
  }
  /// What a start hands to the publisher.
  void deliver_recovered() {
    caf::anon_send(publisher, deliver{database->recover().value().outbox});
    system.run();
  }
  void answer(const std::string& url, const event_id& id, bool accepted, std::string text = {}) {
    caf::anon_send(publisher, relay_answered{url, id, accepted, std::move(text)});
    system.run();
  }
  void let_pass(int seconds_count) { system.advance(std::chrono::seconds(seconds_count)); }
  size_t undelivered_rows() {
    return system.ask<undelivered>(publisher, count_undelivered{})->rows;
  }
};

inline send_message message_to(const public_key& to, uint64_t request_id) {
  send_message out;
  out.to = to;
  out.message.action = action::fiat_sent_ok;
  out.message.request_id = request_id;
  return out;
}

} // namespace mostro::test
