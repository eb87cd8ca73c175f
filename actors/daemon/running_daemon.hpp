// SPDX-License-Identifier: MIT
//
// A running daemon: every actor's handle, in the order of spawning. What starts it is
// daemon.cpp, how the actors are wired is running_daemon_wiring.cpp.
#pragma once

#include "actors/admin/event_fan.hpp"
#include "actors/announcer/announcer_actor.hpp"
#include "actors/daemon/daemon.hpp"
#include "actors/daemon/metrics_service.hpp"
#include "actors/daemon/operator_service.hpp"
#include "actors/daemon/readiness.hpp"
#include "actors/http/http_client.hpp"
#include "actors/inbox/inbox_actor.hpp"
#include "actors/order_book/order_book_actor.hpp"
#include "actors/price/price_actor.hpp"
#include "actors/publisher/publisher_actor.hpp"
#include "actors/reconciler/book_reconciler_actor.hpp"
#include "actors/relay/websocket_client.hpp"
#include "actors/reputation/reputation_actor.hpp"
#include "actors/store/store_actor.hpp"

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
  wired_announcer_actor announcer_;
  readiness_actor readiness_;
  ln_node_actor node_;
  std::vector<relay_actor> relays_;
  event_fan_actor fan_;
  std::vector<caf::strong_actor_ptr> vital_; ///< In the order of spawning.
  std::shared_ptr<prometheus_measurements> measured_ = std::make_shared<prometheus_measurements>();
  std::unique_ptr<metrics_server> metrics_;
  std::unique_ptr<admin::admin_server> admin_;
};

} // namespace mostro
