// SPDX-License-Identifier: MIT
//
// Which actor knows which: spawned so that each finds its neighbours, the relays last.
#include "actors/daemon/actor_tree.hpp"

#include "actors/daemon/setups.hpp"
#include "actors/dev_fee/dev_fee_actor.hpp"
#include "actors/dispute/dispute_desk_actor.hpp"
#include "actors/escrow/escrow_actor.hpp"
#include "actors/log.hpp"
#include "actors/payee/payee_actor.hpp"
#include "actors/planted_bugs.hpp"
#include "actors/relay/relay_actor.hpp"
#include "actors/signer/signer_actor.hpp"

namespace mostro {

namespace {

/// What the steps of spawning share.
struct planting {
  caf::actor_system& system;
  const daemon_setup& how;
  const actor_tree_setup& with;
  storage::recovered from;
  const order_policy& policy;
  const lnd::node_info& info;
  actor_tree out = {};

  template <class Handle>
  Handle keep(Handle handle) {
    out.vital.push_back(caf::actor_cast<caf::strong_actor_ptr>(handle));
    return handle;
  }
  /// On a thread of its own: what waits for the disk or computes for long.
  template <class Behavior, class Setup>
  auto spawn_apart(Behavior behavior, Setup setup) {
    return keep(with.own_threads ? system.spawn<caf::detached>(behavior, std::move(setup))
                                 : system.spawn(behavior, std::move(setup)));
  }

  void spawn_storage();
  void spawn_publication();
  void spawn_intake();
  void spawn_book();
  void spawn_lightning();
  void spawn_relays();
};

void planting::spawn_storage() {
  auto& s = how.settings;
  auto failed = [fatal = how.fatal](const std::string& why) {
    fatal("the database failed: " + why);
  };
  out.store =
      spawn_apart(store_behavior, store_setup{with.world.database, failed, 100, with.measured});
  out.reputation =
      keep(system.spawn(reputation_behavior, reputation_setup{from.users, how.env, s.nostr.node.pub,
                                                              s.instance.ratings_interval}));
}

void planting::spawn_publication() {
  auto& s = how.settings;
  out.signer =
      keep(system.spawn(signer_behavior, signer_setup{s.nostr.node, how.env, with.signer_workers}));
  publisher_setup publishing;
  publishing.store = out.store;
  publishing.outbox = out.store;
  publishing.signer = out.signer;
  publishing.reputation = out.reputation;
  publishing.environment = how.env;
  publishing.publication = publication_from(s);
  publishing.stamps = from.stamps;
  publishing.networks = {info.network};
  publishing.measured = with.measured;
  out.publisher = keep(system.spawn(publisher_behavior, publishing));
  auto reconciling = reconciler_from(s, how.env, how.pace.book);
  reconciling.archive = out.store;
  reconciling.publisher = out.publisher;
  reconciling.stamps = from.stamps;
  out.reconciler = spawn_apart(book_reconciler_behavior, reconciling);
  caf::anon_send(out.publisher, use_reconciler{out.reconciler});
  caf::anon_send(out.reputation, reputation_attached{out.publisher});
}

void planting::spawn_intake() {
  auto& s = how.settings;
  inbox_setup intake{out.store,      out.signer,   out.reputation, out.publisher,   how.env,
                     intake_from(s), from.inbound, from.cursors,   s.nostr.node.pub};
  out.inbox = keep(system.spawn(inbox_behavior, intake));
  auto pricing = price_from(s, how.env, with.world.http);
  pricing.publisher = out.publisher;
  pricing.store = out.store;
  pricing.recovered = std::move(from.prices);
  out.price = keep(system.spawn(price_behavior, std::move(pricing)));
  out.payee = keep(system.spawn(payee_behavior, payee_from(s, policy, how.env, with.world.http)));
  escrow_setup holding;
  holding.poll_interval = how.pace.escrows;
  holding.guardian_interval = how.pace.guardian;
  holding.guardian_patience = how.pace.guardian_begins;
  out.escrow = keep(system.spawn(escrow_behavior, holding));
}

void planting::spawn_book() {
  auto& s = how.settings;
  out.fan = keep(system.spawn(event_fan_behavior));
  order_book_setup book;
  book.with.store = out.store;
  book.with.archive = out.store;
  book.with.publisher = out.publisher;
  book.with.escrow = out.escrow;
  book.with.price = out.price;
  book.with.payee = out.payee;
  book.with.reputation = out.reputation;
  book.with.env = how.env;
  book.with.policy = std::make_shared<const order_policy>(policy);
  book.with.started_at = how.env.now();
  book.with.patience_after_start = how.patience_after_start;
  book.with.fatal = how.fatal;
  book.with.measured = with.measured;
  book.with.fan = out.fan;
  book.inbox = out.inbox;
  book.open_orders = std::move(from.open_orders);
  book.max_orders_per_response = s.instance.max_orders_per_response;
  deliver undelivered_rows;
  for (auto& row : from.outbox)
    (is_delivery(row.effect) ? undelivered_rows.rows : book.effects).push_back(std::move(row));
  if (planted::is(planted::bug::lost_row))
    undelivered_rows.rows.clear();
  out.book = keep(system.spawn(order_book_behavior, std::move(book)));
  if (!undelivered_rows.rows.empty())
    caf::anon_send(out.publisher, std::move(undelivered_rows));
  out.desk = keep(system.spawn(
      dispute_desk_behavior, dispute_desk_setup{out.store, out.store, out.reputation, out.publisher,
                                                out.book, how.env, s.nostr.node.pub}));
}

void planting::spawn_lightning() {
  auto& s = how.settings;
  out.announcer = keep(system.spawn(announcer_behavior, announcer_from(s, policy, out.publisher)));
  out.readiness = system.spawn(readiness_behavior, readiness_setup{nostr::to_npub(s.nostr.node.pub),
                                                                   how.fatal, how.on_ready});
  ln_node_setup node;
  node.client = with.world.lightning;
  node.escrow = out.escrow;
  node.identity = info.identity_pubkey;
  node.listeners = {out.announcer, out.publisher, out.readiness};
  out.node = keep(system.spawn(ln_node_behavior, std::move(node)));
  caf::anon_send(out.escrow, escrow_attached{out.node, out.book});
  keep(system.spawn(dev_fee_behavior,
                    dev_fee_setup{out.store, out.payee, out.node, out.publisher, how.env, policy,
                                  s.instance.dev_fee_address, nostr::to_npub(s.nostr.node.pub),
                                  how.pace.dev_fees}));
  caf::anon_send(out.inbox, begin_intake{out.book, out.desk});
}

void planting::spawn_relays() {
  use_relays routes;
  for (auto& url : how.settings.nostr.relays) {
    relay_setup relay;
    relay.session = relay_session_from(how.settings, url);
    for (auto& cursor : from.cursors)
      if (cursor.relay_url == url)
        relay.session.inbox.cursor = cursor.up_to;
    relay.env = how.env;
    relay.sockets = with.world.sockets;
    relay.inbox = out.inbox;
    relay.publisher = out.publisher;
    relay.signer = out.signer;
    relay.listeners = {out.announcer, out.readiness, out.price, out.reconciler};
    out.relays.push_back(keep(system.spawn(relay_behavior, std::move(relay))));
    routes.routes.push_back({url, out.relays.back()});
  }
  caf::anon_send(out.price, rates_relays{out.relays});
  caf::anon_send(out.reconciler, routes);
  caf::anon_send(out.publisher, std::move(routes));
  caf::anon_send(out.readiness, watch_vital{out.vital});
}

} // namespace

actor_tree spawn_actor_tree(caf::actor_system& system, const daemon_setup& how,
                            const actor_tree_setup& with, storage::recovered from,
                            const order_policy& policy, const lnd::node_info& info) {
  log::info("orders-recovered", "open={} outbox={} inbox={}", from.open_orders.size(),
            from.outbox.size(), from.inbound.size());
  planting steps{system, how, with, std::move(from), policy, info};
  steps.spawn_storage();
  steps.spawn_publication();
  steps.spawn_intake();
  steps.spawn_book();
  steps.spawn_lightning();
  steps.spawn_relays();
  return std::move(steps.out);
}

void end_actor_tree(actor_tree& tree) {
  if (!tree.store)
    return;
  for (auto& relay : tree.relays)
    caf::anon_send(relay, stop_relay{});
  caf::anon_send_exit(tree.readiness, caf::exit_reason::user_shutdown);
  for (auto it = tree.vital.rbegin(); it != tree.vital.rend(); ++it)
    caf::anon_send_exit(caf::actor_cast<caf::actor>(*it), caf::exit_reason::user_shutdown);
}

} // namespace mostro
