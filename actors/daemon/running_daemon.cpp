// SPDX-License-Identifier: MIT
//
// What a running daemon is asked from outside: reload, count, stop.
#include "actors/daemon/running_daemon.hpp"

#include "actors/config/reload_rules.hpp"
#include "actors/log.hpp"

namespace mostro {

using namespace std::chrono_literals;

void running_daemon::change_policy(const std::function<void(order_policy&)>& change) {
  std::lock_guard hold(policy_guard_);
  change(policy_);
  auto now = std::make_shared<const order_policy>(policy_);
  caf::anon_send(book_, set_policy{now});
  caf::anon_send(announcer_, set_policy{now});
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
    setup_.settings.policy.maintenance = fresh.policy.maintenance;
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

} // namespace mostro
