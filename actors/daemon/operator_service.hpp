// SPDX-License-Identifier: MIT
//
// The operator's service of a daemon: from the handles of its actors to what the
// service asks, and to the status of the node.
#pragma once

#include "actors/admin/admin_server.hpp"
#include "actors/config/settings.hpp"
#include "actors/daemon/readiness.hpp"
#include "actors/price/price_actor.hpp"

namespace mostro {

/// Whom the service and the status of the node ask.
struct status_neighbours {
  caf::actor_system* system = nullptr; ///< Outlives whoever asks.
  std::shared_ptr<const storage::database> database;
  order_book_actor book;
  publisher_actor publisher;
  readiness_actor readiness;
  ln_node_actor node;
  wired_price_actor price;
  std::function<bool()> maintenance; ///< Thread-safe.
};

/// Where the state of the node is learnt; each question waits for at most two seconds.
status_source status_source_of(const settings& s, const environment& env, status_neighbours whom);

/// Starts the service as the settings want it. `set_maintenance` is called on its
/// threads.
std::unique_ptr<admin::admin_server>
start_operator_service(const settings& s, const environment& env, const status_neighbours& whom,
                       dispute_desk_actor desk, event_fan_actor fan,
                       std::function<void(bool)> set_maintenance);

} // namespace mostro
