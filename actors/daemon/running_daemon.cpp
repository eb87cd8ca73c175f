// SPDX-License-Identifier: MIT
//
// Spawning in the real world, and what a running daemon is asked from outside: reload, count, stop.
#include "actors/daemon/running_daemon.hpp"

#include "actors/config/reload_rules.hpp"
#include "actors/daemon/setups.hpp"
#include "actors/log.hpp"

namespace mostro {

using namespace std::chrono_literals;

void running_daemon::change_policy(const std::function<void(order_policy&)>& change) {
  std::lock_guard hold(policy_guard_);
  change(policy_);
  auto now = std::make_shared<const order_policy>(policy_);
  caf::anon_send(tree_.book, set_policy{now});
  caf::anon_send(tree_.announcer, set_policy{now});
}

void running_daemon::flush(std::chrono::milliseconds patience) {
  auto until = std::chrono::steady_clock::now() + patience;
  caf::scoped_actor asker{system_};
  while (std::chrono::steady_clock::now() < until) {
    size_t left = 0;
    asker->request(tree_.publisher, 1s, count_undelivered{})
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
  if (tree_.store) {
    caf::anon_send(tree_.inbox, stop_intake{});
    caf::anon_send(tree_.book, stop_intake{});
    if (patience > 0ms)
      flush(patience);
    end_actor_tree(tree_);
  }
  sockets_->stop();
  http_->stop();
  client_->close();
  tree_ = {};
  system_.await_all_actors_done();
}

void running_daemon::reload(const settings& fresh) {
  reload_plan plan;
  change_policy([&](order_policy& in_force) {
    plan = plan_reload(setup_.settings, in_force, fresh);
    in_force = plan.policy;
    setup_.settings.policy.maintenance = fresh.policy.maintenance;
  });
  for (auto& key : plan.changed)
    log::info("setting-reloaded", "key={}", key);
  for (auto& key : plan.postponed)
    log::warn("setting-needs-restart", "key={} mend=\"restart mostrod to use the new value\"", key);
  log::info("settings-reloaded", "changed={} postponed={}", plan.changed.size(),
            plan.postponed.size());
}

void running_daemon::spawn(storage::recovered from, const lnd::node_info& info) {
  policy_ = policy_for(setup_.settings, info);
  actor_tree_setup with;
  with.world = {database_, client_, http_, sockets_};
  with.measured = measured_;
  tree_ = spawn_actor_tree(system_, setup_, with, std::move(from), policy_, info);
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
  status_neighbours whom{&system_,        database_,  tree_.book,  tree_.publisher,
                         tree_.readiness, tree_.node, tree_.price, in_maintenance};
  metrics_ = start_metrics_service(setup_.settings,
                                   status_source_of(setup_.settings, setup_.env, whom), measured_);
  admin_ = start_operator_service(setup_.settings, setup_.env, whom, tree_.desk, tree_.fan,
                                  set_maintenance);
}

size_t running_daemon::open_orders() {
  caf::scoped_actor asker{system_};
  size_t out = 0;
  asker->request(tree_.book, 5s, count_orders{})
      .receive([&](const orders_counted& c) { out = c.open; }, [](const caf::error&) {});
  return out;
}

} // namespace mostro
