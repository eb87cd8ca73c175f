// SPDX-License-Identifier: MIT
//
// The boundaries of the daemon's calls to the outside, as its neighbours see them: a
// call to LND before and after it takes effect, a message of a stream before it is
// told, an event before and after the relay keeps it.
#pragma once

#include "tests/harness/relay_options.hpp"

#include <atomic>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace mostro::devnet {
class grpc_node;
class relay_server;
enum class call_moment : uint8_t;
} // namespace mostro::devnet

namespace mostro::crash {

/// A boundary by its name, `what|moment`, and which of several with that name.
struct wire_target {
  std::string boundary;
  uint32_t occurrence = 1;
};

/// Names what passes, and kills the daemon at the boundaries that were asked for.
class wire_trap {
public:
  /// `kill` ends the daemon and returns when it is dead.
  explicit wire_trap(std::function<void()> kill) : kill_(std::move(kill)) {}

  /// Looks at all calls to `lnd` and all events by `node`. The trap outlives both servers.
  void watch(devnet::grpc_node& lnd, devnet::relay_server& relay, const public_key& node);
  /// Kill at the first of these; when the daemon is back, at the second, and so on.
  void arm(std::vector<wire_target> targets);
  uint64_t passed() const { return passed_; }
  /// What passed since it was armed: before the first kill, and after it.
  std::vector<std::string> passed_before_kill() const;
  std::vector<std::string> passed_after_kill() const;
  /// Where the kills came.
  std::vector<std::string> killed_at() const;

private:
  /// True when the daemon was killed here.
  bool pass(const std::string& what);
  bool call(const std::string& method, devnet::call_moment when);
  void hear_next_daemon();
  devnet::relay_verdict event(const nostr::event& e);

  std::function<void()> kill_;
  std::atomic<uint64_t> passed_ = 0;
  mutable std::mutex mutex_;
  std::deque<wire_target> targets_;
  std::vector<std::string> before_, after_, killed_at_;
  bool is_dead_ = false; ///< Killed here, and the next daemon has not asked LND anything.
};

} // namespace mostro::crash
