// SPDX-License-Identifier: MIT
#include "actors/daemon/daemon.hpp"

#include "actors/admin/event_fan.hpp"
#include "actors/announcer/announcer_actor.hpp"
#include "actors/config/reload_rules.hpp"
#include "actors/daemon/metrics_service.hpp"
#include "actors/daemon/node_guard_rules.hpp"
#include "actors/daemon/operator_service.hpp"
#include "actors/daemon/readiness.hpp"
#include "actors/daemon/setups.hpp"
#include "actors/dev_fee/dev_fee_actor.hpp"
#include "actors/dispute/dispute_desk_actor.hpp"
#include "actors/escrow/escrow_actor.hpp"
#include "actors/http/http_client.hpp"
#include "actors/inbox/inbox_actor.hpp"
#include "actors/ln_node/ln_node_actor.hpp"
#include "actors/log.hpp"
#include "actors/order_book/order_book_actor.hpp"
#include "actors/payee/payee_actor.hpp"
#include "actors/price/price_actor.hpp"
#include "actors/publisher/publisher_actor.hpp"
#include "actors/reconciler/book_reconciler_actor.hpp"
#include "actors/relay/relay_actor.hpp"
#include "actors/relay/websocket_client.hpp"
#include "actors/reputation/reputation_actor.hpp"
#include "actors/signer/signer_actor.hpp"
#include "actors/store/store_actor.hpp"
#include "lnd-proto/grpc_lnd_client.hpp"

#include <algorithm>
#include <future>
#include <mutex>
#include <thread>

namespace mostro {

namespace {

using namespace std::chrono_literals;

struct system_config : caf::actor_system_config {
  system_config() {
    set("scheduler.max-throughput", size_t{100});
    set("scheduler.max-threads", std::max<size_t>(std::thread::hardware_concurrency(), 2));
  }
};

/// One GetInfo, waited for.
lnd::outcome<lnd::node_info> ask_info(lnd::client& client) {
  auto promise = std::make_shared<std::promise<lnd::outcome<lnd::node_info>>>();
  client.fetch_info(
      [promise](lnd::outcome<lnd::node_info> o) { promise->set_value(std::move(o)); });
  return promise->get_future().get();
}

/// Asks until LND answers: it may be starting, locked or away for a while.
result<lnd::node_info> wait_for_node(lnd::client& client, const daemon_setup& how) {
  auto until = std::chrono::steady_clock::now() + how.patience_for_lnd;
  std::string said;
  while (true) {
    auto outcome = ask_info(client);
    if (auto* info = std::get_if<lnd::node_info>(&outcome))
      return *info;
    auto& why = std::get<lnd::call_error>(outcome);
    if (why.what == lnd::failure::denied)
      return fail(errc::invalid,
                  "LND refuses the macaroon (" + why.text +
                      "); mend: set [lightning] lnd_macaroon_file to a macaroon with "
                      "invoices, offchain and info permissions");
    if (said != why.text)
      log::warn("waiting-for-lnd", "failure={} text=\"{}\"", lnd::to_string(why.what), why.text);
    said = why.text;
    if (std::chrono::steady_clock::now() > until)
      return fail(errc::unavailable, "LND does not answer: " + why.text +
                                         "; mend: start LND, unlock its wallet, check [lightning] "
                                         "lnd_grpc_host, then start again");
    for (int i = 0; i < 10; ++i) {
      if (how.give_up && how.give_up())
        return fail(errc::unavailable, "stopped while waiting for LND");
      std::this_thread::sleep_for(100ms);
    }
  }
}

class running_daemon final : public daemon {
public:
  running_daemon(daemon_setup setup, std::unique_ptr<storage::database> database,
                 std::shared_ptr<lnd::client> client)
      : setup_(std::move(setup)), client_(std::move(client)), database_(std::move(database)),
        system_(config_) {}

  ~running_daemon() override { stop(0ms); }

  void spawn(storage::recovered from, const lnd::node_info& info);
  void stop(std::chrono::milliseconds patience) override;
  void reload(const settings& fresh) override;
  size_t open_orders() override;

private:
  void spawn_core(storage::recovered& from, const order_policy& policy,
                  const std::vector<std::string>& networks);
  void spawn_relays(const storage::recovered& from);
  void flush(std::chrono::milliseconds patience);
  void serve_operator();
  /// Changes the policy and tells whoever judges by it. Thread-safe.
  void change_policy(const std::function<void(order_policy&)>& change);
  template <class Handle>
  Handle keep(Handle handle) {
    vital_.push_back(caf::actor_cast<caf::strong_actor_ptr>(handle));
    return handle;
  }

  daemon_setup setup_;
  std::mutex policy_guard_;
  order_policy policy_; ///< In force: the settings' with what the Lightning node told.
  std::shared_ptr<lnd::client> client_;
  std::shared_ptr<storage::database> database_;
  std::shared_ptr<http_client> http_ = std::make_shared<http_client>();
  std::shared_ptr<websocket_client> sockets_ = std::make_shared<websocket_client>();
  system_config config_;
  caf::actor_system system_;
  bool stopped_ = false;

  store_writer_actor store_;
  wired_reputation_actor reputation_;
  signer_actor signer_;
  wired_publisher_actor publisher_;
  book_reconciler_actor reconciler_;
  wired_inbox_actor inbox_;
  wired_price_actor price_;
  payee_actor payee_;
  escrow_actor escrow_;
  order_book_actor book_;
  dispute_desk_actor desk_;
  announcer_actor announcer_;
  readiness_actor readiness_;
  ln_node_actor node_;
  std::vector<relay_actor> relays_;
  event_fan_actor fan_;
  std::vector<caf::strong_actor_ptr> vital_; ///< In the order of spawning.
  std::shared_ptr<prometheus_measurements> measured_ = std::make_shared<prometheus_measurements>();
  std::unique_ptr<metrics_server> metrics_;
  std::unique_ptr<admin::admin_server> admin_;
};

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
    relay.listeners = {announcer_, readiness_, price_};
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

void running_daemon::change_policy(const std::function<void(order_policy&)>& change) {
  std::lock_guard hold(policy_guard_);
  change(policy_);
  caf::anon_send(book_, set_policy{std::make_shared<const order_policy>(policy_)});
}

void running_daemon::flush(std::chrono::milliseconds patience) {
  auto until = std::chrono::steady_clock::now() + patience;
  caf::scoped_actor asker{system_};
  while (std::chrono::steady_clock::now() < until) {
    size_t left = 0;
    asker->request(publisher_, 1s, count_undelivered{})
        .receive([&](const undelivered& u) { left = u.rows; }, [](const caf::error&) {});
    if (left == 0)
      return;
    std::this_thread::sleep_for(50ms);
  }
  log::warn("stopped-with-undelivered-messages",
            "mend=none needed, they are sent at the next start");
}

void running_daemon::stop(std::chrono::milliseconds patience) {
  if (std::exchange(stopped_, true))
    return;
  admin_.reset(); // Its threads ask actors, as do those of the pages.
  metrics_.reset();
  if (store_) {
    caf::anon_send(inbox_, stop_intake{});
    caf::anon_send(book_, stop_intake{});
    if (patience > 0ms)
      flush(patience);
    for (auto& relay : relays_)
      caf::anon_send(relay, stop_relay{});
    caf::anon_send_exit(readiness_, caf::exit_reason::user_shutdown);
    // The store last: every other actor may still be waiting for a commit.
    for (auto it = vital_.rbegin(); it != vital_.rend(); ++it)
      caf::anon_send_exit(caf::actor_cast<caf::actor>(*it), caf::exit_reason::user_shutdown);
  }
  sockets_->stop();
  http_->stop();
  client_->close();
  relays_.clear();
  vital_.clear();
  store_ = nullptr;
  reputation_ = nullptr;
  signer_ = nullptr;
  publisher_ = nullptr;
  reconciler_ = nullptr;
  inbox_ = nullptr;
  price_ = nullptr;
  payee_ = nullptr;
  escrow_ = nullptr;
  book_ = nullptr;
  desk_ = nullptr;
  fan_ = nullptr;
  announcer_ = nullptr;
  readiness_ = nullptr;
  node_ = nullptr;
  system_.await_all_actors_done();
}

void running_daemon::reload(const settings& fresh) {
  reload_plan plan;
  change_policy([&](order_policy& in_force) {
    plan = plan_reload(setup_.settings, in_force, fresh);
    in_force = plan.policy;
  });
  for (auto& key : plan.changed)
    log::info("setting-reloaded", "key={}", key);
  for (auto& key : plan.postponed)
    log::warn("setting-needs-restart", "key={} mend=\"restart mostrod to use the new value\"", key);
  log::info("settings-reloaded", "changed={} postponed={}", plan.changed.size(),
            plan.postponed.size());
}

size_t running_daemon::open_orders() {
  caf::scoped_actor asker{system_};
  size_t out = 0;
  asker->request(book_, 5s, count_orders{})
      .receive([&](const orders_counted& c) { out = c.open; }, [](const caf::error&) {});
  return out;
}

} // namespace

result<std::unique_ptr<daemon>> daemon::start(daemon_setup setup) {
  expects(static_cast<bool>(setup.fatal), "a daemon needs to know whom to tell of its end");
  auto& s = setup.settings;
  auto database = storage::database::open({s.directory / "mostro.lmdb"});
  if (!database)
    return database.why();
  auto recovered = (*database)->recover();
  if (!recovered)
    return recovered.why();
  auto client = lnd::make_grpc_client(
      {s.lightning.grpc_host, s.lightning.cert_file, s.lightning.macaroon_file, 15000ms});
  if (!client)
    return client.why();
  auto info = wait_for_node(**client, setup);
  if (!info)
    return info.why();
  log::info("lnd-found", "alias={} version=\"{}\" network={} synced={}", info->alias, info->version,
            info->network, info->synced_to_chain);
  if (auto ours = check_node_of_orders(recovered->open_orders, info->identity_pubkey); !ours)
    return ours.why();
  auto out =
      std::make_unique<running_daemon>(std::move(setup), std::move(*database), std::move(*client));
  out->spawn(std::move(*recovered), *info);
  return std::unique_ptr<daemon>{std::move(out)};
}

} // namespace mostro
