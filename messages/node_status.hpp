// SPDX-License-Identifier: MIT
//
// How the node is doing, as one value: for the operator's service, for health
// pages and for metrics.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace mostro {

/// One relay.
struct relay_status {
  std::string url;
  bool connected = false;
  friend bool operator==(const relay_status&, const relay_status&) = default;
};

/// The Lightning node.
struct lightning_status {
  bool usable = false;
  std::string alias;
  std::string pubkey;
  std::string network;
  uint32_t block_height = 0;
  bool synced = false;
  friend bool operator==(const lightning_status&, const lightning_status&) = default;
};

/// Everything. Times are Unix seconds.
struct node_status {
  std::string version;
  std::string commit;
  std::string npub;
  int64_t started_at = 0;
  int64_t now = 0;
  std::map<std::string, uint64_t> orders; ///< Open orders by status.
  uint64_t halted = 0;                    ///< Orders that crashed too often.
  uint64_t open_disputes = 0;
  uint64_t undelivered = 0; ///< Events that no relay has accepted yet.
  std::vector<relay_status> relays;
  lightning_status lightning;
  std::optional<int64_t> oldest_price_at; ///< None when there is no price.
  std::optional<int64_t> newest_price_at = {};
  uint64_t prices = 0;
  std::optional<bool> maintenance; ///< None when it cannot be told.
  friend bool operator==(const node_status&, const node_status&) = default;
};

} // namespace mostro
