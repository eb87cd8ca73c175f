// SPDX-License-Identifier: MIT
//
// A running daemon: the actor tree with the real world around it. What starts it is
// daemon.cpp, how the actors are wired is actor_tree.cpp.
#pragma once

#include "actors/daemon/actor_tree.hpp"
#include "actors/daemon/metrics_service.hpp"
#include "actors/daemon/operator_service.hpp"
#include "actors/http/http_client.hpp"
#include "actors/relay/websocket_client.hpp"

#include <algorithm>
#include <mutex>
#include <thread>

namespace mostro {

/// The scheduler of a daemon.
struct system_config : caf::actor_system_config {
  system_config() {
    set("scheduler.max-throughput", size_t{100});
    set("scheduler.max-threads", std::max<size_t>(std::thread::hardware_concurrency(), 2));
  }
};

/// The daemon behind the interface. `spawn` is called once, before anything else.
class running_daemon final : public daemon {
public:
  /// Takes over what the start has opened.
  running_daemon(daemon_setup setup, std::unique_ptr<storage::database> database,
                 std::shared_ptr<lnd::client> client)
      : setup_(std::move(setup)), client_(std::move(client)), database_(std::move(database)),
        system_(config_) {}

  ~running_daemon() override { stop(std::chrono::milliseconds{0}); }

  /// Spawns every actor with what the database held.
  void spawn(storage::recovered from, const lnd::node_info& info);
  // See daemon.
  void stop(std::chrono::milliseconds patience) override;
  void reload(const settings& fresh) override;
  size_t open_orders() override;

private:
  void flush(std::chrono::milliseconds patience);
  void serve_operator();
  /// Changes the policy and tells whoever judges by it. Thread-safe.
  void change_policy(const std::function<void(order_policy&)>& change);

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

  actor_tree tree_;
  std::shared_ptr<prometheus_measurements> measured_ = std::make_shared<prometheus_measurements>();
  std::unique_ptr<metrics_server> metrics_;
  std::unique_ptr<admin::admin_server> admin_;
};

} // namespace mostro
