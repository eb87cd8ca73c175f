// SPDX-License-Identifier: MIT
//
// A node's home directory with its network, for tests that run mostrod as a process.
#pragma once

#include "tests/daemon/process.hpp"
#include "tests/harness/devnet.hpp"
#include "tests/harness/trader.hpp"

#include <vector>

namespace mostro::test {

/// A node's home in a directory of the test's, with its network.
struct node_home {
  std::filesystem::path path;
  std::filesystem::path logs;
  std::unique_ptr<devnet::devnet> net;
  int runs = 0;

  /// An empty path: a directory of its own, removed with it.
  explicit node_home(const std::filesystem::path& at);
  ~node_home();
  node_home(const node_home&) = delete;
  node_home& operator=(const node_home&) = delete;

  std::filesystem::path data() const { return path / "mostro.lmdb" / "data.mdb"; }
  std::filesystem::path next_log() { return logs / std::to_string(++runs); }
  /// Replaces a piece of settings.toml, which must be there.
  void change_settings(const std::string& from, const std::string& to) const;

  /// Runs until it is ready, stops it; it must end well.
  void expect_sound();
  /// Runs; it must end with 1 by itself and say all of this.
  void expect_refusal(const std::vector<std::string>& texts);
};

/// A trader of the network who makes orders.
struct order_maker {
  std::unique_ptr<devnet::wallet> wallet;
  std::unique_ptr<devnet::trader> who;

  explicit order_maker(devnet::devnet& net);
};

/// Sends an order; true when it was confirmed.
bool make_order(devnet::trader& maker);

} // namespace mostro::test
