// SPDX-License-Identifier: MIT
//
// Where the state of the node is learnt: callbacks that the composition root
// fills, for the operator's service, health pages and metrics. They may wait for
// an actor: never call them in one.
#pragma once

#include "actors/environment.hpp"
#include "messages/node_status.hpp"
#include "storage/database.hpp"

namespace mostro {

/// What is known of the prices.
struct price_status {
  std::optional<unix_time> oldest;
  std::optional<unix_time> newest = {};
  uint64_t count = 0;
};

/// Every callback may be empty, and then its part stays as in `fixed`.
struct status_source {
  node_status fixed; ///< Version, commit, npub, start.
  environment env;
  std::shared_ptr<const storage::database> database; ///< Null: no orders are counted.
  std::function<std::optional<uint64_t>()> halted;
  std::function<std::optional<uint64_t>()> undelivered;
  std::function<std::vector<relay_status>()> relays;
  std::function<lightning_status()> lightning;
  std::function<price_status()> prices;
  std::function<std::optional<bool>()> maintenance;
};

/// Asks all of them. Errors are those of the database.
result<node_status> gather_status(const status_source& from);

} // namespace mostro
