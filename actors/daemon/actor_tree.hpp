// SPDX-License-Identifier: MIT
//
// Every actor of a daemon, spawned so that each finds its neighbours. What the actors reach the
// world through is handed in: the running daemon brings LND, sockets, libcurl and LMDB, the
// simulation brings its own world around the same actors.
#pragma once

#include "actors/admin/event_fan.hpp"
#include "actors/announcer/announcer_actor.hpp"
#include "actors/daemon/daemon.hpp"
#include "actors/daemon/readiness.hpp"
#include "actors/http/http_service.hpp"
#include "actors/inbox/inbox_actor.hpp"
#include "actors/ln_node/ln_node_actor.hpp"
#include "actors/order_book/order_book_actor.hpp"
#include "actors/price/price_actor.hpp"
#include "actors/publisher/publisher_actor.hpp"
#include "actors/reconciler/book_reconciler_actor.hpp"
#include "actors/relay/websocket_service.hpp"
#include "actors/reputation/reputation_actor.hpp"
#include "actors/store/store_actor.hpp"

namespace mostro {

/// What the actors need of the world outside their system.
struct outside_world {
  std::shared_ptr<storage::database> database;
  std::shared_ptr<lnd::client> lightning;
  std::shared_ptr<http_service> http;
  std::shared_ptr<websocket_service> sockets;
};

/// How the tree is spawned.
struct actor_tree_setup {
  outside_world world;
  std::shared_ptr<measurements> measured = no_measurements();
  /// False: every actor is run by the system's scheduler; for schedulers with one thread.
  bool own_threads = true;
  size_t signer_workers = 0; ///< See signer_setup.
};

/// The handles. Default-constructed: none.
struct actor_tree {
  store_writer_actor store;
  wired_reputation_actor reputation;
  signer_actor signer;
  wired_publisher_actor publisher;
  book_reconciler_actor reconciler;
  wired_inbox_actor inbox;
  wired_price_actor price;
  payee_actor payee;
  escrow_actor escrow;
  event_fan_actor fan;
  order_book_actor book;
  dispute_desk_actor desk;
  wired_announcer_actor announcer;
  readiness_actor readiness;
  ln_node_actor node;
  std::vector<relay_actor> relays;
  std::vector<caf::strong_actor_ptr> vital; ///< In the order of spawning, but for readiness.
};

/// Spawns all of them with what the database held; the relays connect last.
actor_tree spawn_actor_tree(caf::actor_system& system, const daemon_setup& how,
                            const actor_tree_setup& with, storage::recovered from,
                            const order_policy& policy, const lnd::node_info& info);

/// Ends them, in the reverse order: the store last, because every other actor may still be
/// waiting for a commit.
void end_actor_tree(actor_tree& tree);

} // namespace mostro
