// SPDX-License-Identifier: MIT
//
// An inbox between the real signer, store and reputation, a recorded book and a
// recorded publisher, on a database in memory that outlives it.
#pragma once

#include "actors/inbox/inbox_actor.hpp"
#include "actors/reputation/reputation_actor.hpp"
#include "actors/signer/signer_actor.hpp"
#include "actors/store/store_actor.hpp"
#include "tests/support/deterministic_system.hpp"
#include "tests/support/memory_database.hpp"
#include "tests/support/recorders.hpp"

namespace mostro::test {

inline const nostr::key_pair node_key = key_of(1);
inline const nostr::key_pair trade_key = key_of(2);
inline const nostr::key_pair identity_key = key_of(3);
inline const nostr::key_pair other_key = key_of(4);

struct inbox_fixture {
  std::shared_ptr<memory_database> database;
  test_world world;
  notes<storage::outbox_row> replies = new_notes<storage::outbox_row>();
  notes<trader_request> requests = new_notes<trader_request>();
  deterministic_system system;
  wired_inbox_actor inbox;
  reputation_actor reputation;
  order_book_actor book;
  notes<trader_request> solvers_requests = new_notes<trader_request>();
  dispute_desk_actor desk;

  explicit inbox_fixture(std::shared_ptr<memory_database> on = std::make_shared<memory_database>(),
                         intake_settings settings = {},
                         std::vector<storage::user_record> users = {})
      : database(std::move(on)) {
    store_setup storing;
    storing.database = database;
    signer_setup signing{node_key, world.environment(), 2, 16};
    reputation =
        system.spawn(reputation_behavior, reputation_setup{std::move(users), world.environment()});
    auto recovered = database->recover().value();
    auto drafts = new_notes<nostr::event_draft>();
    inbox_setup setup{system.spawn(store_behavior, storing),
                      system.spawn(signer_behavior, signing),
                      reputation,
                      system.spawn(recording_publisher, replies, drafts),
                      world.environment(),
                      settings,
                      recovered.inbound,
                      recovered.cursors,
                      node_key.pub};
    inbox = system.spawn(inbox_behavior, setup);
    book = system.spawn(recording_book, requests);
    desk = system.spawn(recording_desk, solvers_requests);
  }

  void begin() {
    caf::anon_send(inbox, begin_intake{book, desk});
    system.run();
  }
  /// Wraps a message as a client does, now unless `age` says otherwise.
  nostr::event wrap(message m, const author& from, int64_t age = 0,
                    transport via = transport::nip44) {
    sending_context context;
    auto world_here = world.environment();
    context.created_at = *world.now - seconds{age};
    context.nonce = world_here.random32();
    context.wrap.ephemeral = key_of(99).secret;
    context.wrap.seal_nonce = world_here.random32();
    context.wrap.wrap_nonce = world_here.random32();
    auto made = wrap_for_node(std::move(m), via, from, node_key.pub, context);
    expects(made.has_value(), "the fixture cannot wrap");
    return *made;
  }
  /// Lets an event arrive without running.
  void post(const nostr::event& e, const std::string& relay = "wss://a") {
    caf::anon_send(inbox, event_arrived{relay, e, *world.now});
  }
  void arrive(const nostr::event& e, const std::string& relay = "wss://a") {
    post(e, relay);
    system.run();
  }
  /// Sends in reputation mode.
  void send(const message& m, int64_t age = 0) { arrive(wrap(m, {trade_key, identity_key}, age)); }
  /// True when nobody was told or asked anything.
  bool silent() const { return replies->empty() && requests->empty(); }
  /// The only reply; fails the test when there is not exactly one.
  send_message only_reply() const {
    REQUIRE(replies->size() == 1);
    return std::get<send_message>(replies->front().effect);
  }
};

inline storage::user_record user_at(int64_t last_index) {
  storage::user_record out;
  out.identity = identity_key.pub;
  out.last_trade_index = last_index;
  out.created_at = {1};
  return out;
}

/// A message of a kind with what its shape needs.
inline message request_of(action a) {
  message out;
  out.action = a;
  out.request_id = 77;
  if (a == action::new_order)
    out.payload = order_payload{};
  else if (a != action::last_trade_index && a != action::restore_session)
    out.id = order_id{{1, 2, 3}};
  return out;
}

inline message new_order(std::optional<int64_t> index) {
  auto out = request_of(action::new_order);
  out.trade_index = index;
  return out;
}

inline std::optional<refusal> reason_of(const send_message& reply) {
  const auto* why = std::get_if<cant_do_payload>(&reply.message.payload);
  return why != nullptr ? why->reason : std::nullopt;
}

} // namespace mostro::test
