// SPDX-License-Identifier: MIT
//
// Which actor knows which: spawned so that each finds its neighbours, the relays last.
#include "actors/announcer/announcer_actor.hpp"
#include "actors/daemon/running_daemon.hpp"
#include "actors/daemon/setups.hpp"
#include "actors/dev_fee/dev_fee_actor.hpp"
#include "actors/dispute/dispute_desk_actor.hpp"
#include "actors/escrow/escrow_actor.hpp"
#include "actors/ln_node/ln_node_actor.hpp"
#include "actors/log.hpp"
#include "actors/payee/payee_actor.hpp"
#include "actors/relay/relay_actor.hpp"
#include "actors/signer/signer_actor.hpp"

namespace mostro {

void running_daemon::spawn_core(storage::recovered& from, const order_policy& policy,
                                const std::vector<std::string>& networks) {
  auto& s = setup_.settings;
  store_ = keep(system_.spawn<caf::detached>(
      store_behavior, store_setup{database_,
                                  [fatal = setup_.fatal](const std::string& why) {
                                    fatal("the database failed: " + why);
                                  },
                                  100, measured_}));
  reputation_ = keep(
      system_.spawn(reputation_behavior, reputation_setup{from.users, setup_.env, s.nostr.node.pub,
                                                          s.instance.ratings_interval}));
  signer_ = keep(system_.spawn(signer_behavior, signer_setup{s.nostr.node, setup_.env}));
  publisher_setup publishing;
  publishing.store = store_;
  publishing.outbox = store_;
  publishing.signer = signer_;
  publishing.reputation = reputation_;
  publishing.environment = setup_.env;
  publishing.publication = publication_from(s);
  publishing.stamps = from.stamps;
  publishing.networks = networks;
  publishing.measured = measured_;
  publisher_ = keep(system_.spawn(publisher_behavior, publishing));
  auto reconciling = reconciler_from(s, setup_.env, setup_.pace.book);
  reconciling.archive = store_;
  reconciling.publisher = publisher_;
  reconciling.stamps = from.stamps;
  reconciler_ = keep(system_.spawn<caf::detached>(book_reconciler_behavior, reconciling));
  caf::anon_send(publisher_, use_reconciler{reconciler_});
  caf::anon_send(reputation_, reputation_attached{publisher_});
  inbox_setup intake{store_,         signer_,      reputation_,  publisher_,      setup_.env,
                     intake_from(s), from.inbound, from.cursors, s.nostr.node.pub};
  inbox_ = keep(system_.spawn(inbox_behavior, intake));
  auto pricing = price_from(s, setup_.env, http_);
  pricing.publisher = publisher_;
  pricing.store = store_;
  pricing.recovered = std::move(from.prices);
  price_ = keep(system_.spawn(price_behavior, std::move(pricing)));
  payee_ = keep(system_.spawn(payee_behavior, payee_from(s, policy, setup_.env, http_)));
  escrow_setup holding;
  holding.poll_interval = setup_.pace.escrows;
  holding.guardian_interval = setup_.pace.guardian;
  holding.guardian_patience = setup_.pace.guardian_begins;
  escrow_ = keep(system_.spawn(escrow_behavior, holding));
  fan_ = keep(system_.spawn(event_fan_behavior));
  order_book_setup book;
  book.with.store = store_;
  book.with.archive = store_;
  book.with.publisher = publisher_;
  book.with.escrow = escrow_;
  book.with.price = price_;
  book.with.payee = payee_;
  book.with.reputation = reputation_;
  book.with.env = setup_.env;
  book.with.policy = std::make_shared<const order_policy>(policy);
  book.with.started_at = setup_.env.now();
  book.with.patience_after_start = setup_.patience_after_start;
  book.with.fatal = setup_.fatal;
  book.with.measured = measured_;
  book.with.fan = fan_;
  book.inbox = inbox_;
  book.open_orders = std::move(from.open_orders);
  book.max_orders_per_response = s.instance.max_orders_per_response;
  deliver undelivered_rows;
  for (auto& row : from.outbox)
    (is_delivery(row.effect) ? undelivered_rows.rows : book.effects).push_back(std::move(row));
  book_ = keep(system_.spawn(order_book_behavior, std::move(book)));
  if (!undelivered_rows.rows.empty())
    caf::anon_send(publisher_, std::move(undelivered_rows));
  desk_ = keep(system_.spawn(dispute_desk_behavior,
                             dispute_desk_setup{store_, store_, reputation_, publisher_, book_,
                                                setup_.env, s.nostr.node.pub}));
}

void running_daemon::spawn_relays(const storage::recovered& from) {
  use_relays routes;
  for (auto& url : setup_.settings.nostr.relays) {
    relay_setup relay;
    relay.session = relay_session_from(setup_.settings, url);
    for (auto& cursor : from.cursors)
      if (cursor.relay_url == url)
        relay.session.inbox.cursor = cursor.up_to;
    relay.env = setup_.env;
    relay.sockets = sockets_;
    relay.inbox = inbox_;
    relay.publisher = publisher_;
    relay.signer = signer_;
    relay.listeners = {announcer_, readiness_, price_, reconciler_};
    relays_.push_back(keep(system_.spawn(relay_behavior, std::move(relay))));
    routes.routes.push_back({url, relays_.back()});
  }
  caf::anon_send(price_, rates_relays{relays_});
  caf::anon_send(reconciler_, routes);
  caf::anon_send(publisher_, std::move(routes));
}

void running_daemon::spawn(storage::recovered from, const lnd::node_info& info) {
  auto& s = setup_.settings;
  policy_ = policy_for(s, info);
  auto& policy = policy_;
  log::info("orders-recovered", "open={} outbox={} inbox={}", from.open_orders.size(),
            from.outbox.size(), from.inbound.size());
  spawn_core(from, policy, {info.network});
  announcer_ = keep(system_.spawn(announcer_behavior, announcer_from(s, policy, publisher_)));
  readiness_ = system_.spawn(readiness_behavior, readiness_setup{nostr::to_npub(s.nostr.node.pub),
                                                                 setup_.fatal, setup_.on_ready});
  ln_node_setup node;
  node.client = client_;
  node.escrow = escrow_;
  node.identity = info.identity_pubkey;
  node.listeners = {announcer_, publisher_, readiness_};
  node_ = keep(system_.spawn(ln_node_behavior, std::move(node)));
  caf::anon_send(escrow_, escrow_attached{node_, book_});
  keep(system_.spawn(dev_fee_behavior,
                     dev_fee_setup{store_, payee_, node_, publisher_, setup_.env, policy,
                                   s.instance.dev_fee_address, nostr::to_npub(s.nostr.node.pub),
                                   setup_.pace.dev_fees}));
  caf::anon_send(inbox_, begin_intake{book_, desk_});
  spawn_relays(from);
  caf::anon_send(readiness_, watch_vital{vital_});
  serve_operator();
}

void running_daemon::serve_operator() {
  auto in_maintenance = [this] {
    std::lock_guard hold(policy_guard_);
    return policy_.maintenance;
  };
  auto set_maintenance = [this](bool on) {
    change_policy([on](order_policy& p) { p.maintenance = on; });
  };
  status_neighbours whom{&system_,   database_, book_,  publisher_,
                         readiness_, node_,     price_, in_maintenance};
  metrics_ = start_metrics_service(setup_.settings,
                                   status_source_of(setup_.settings, setup_.env, whom), measured_);
  admin_ = start_operator_service(setup_.settings, setup_.env, whom, desk_, fan_, set_maintenance);
}

} // namespace mostro
