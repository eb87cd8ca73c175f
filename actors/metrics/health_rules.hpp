// SPDX-License-Identifier: MIT
//
// What /healthz and /readyz answer (spec 05 §10): alive is a process whose database
// answers; ready is one that can trade: LND synced, a relay connected, a fresh price.
#pragma once

#include "messages/node_status.hpp"
#include "messages/time.hpp"

#include <string>
#include <vector>

namespace mostro {

/// The verdict of a page.
struct health {
  bool good = true;
  std::vector<std::string> reasons; ///< Why not; one line each.
  /// `ok`, or the reasons; ends with a line break.
  std::string text() const;
};

/// Is the daemon able to trade now? `price_limit`: from what age a price is stale;
/// a node without any price is ready when `needs_prices` is false.
health readiness_of(const node_status& s, unix_time now, seconds price_limit, bool needs_prices);

} // namespace mostro
