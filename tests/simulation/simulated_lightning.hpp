// SPDX-License-Identifier: MIT
//
// The Lightning network of the simulated world, and the node of the daemon with its faults: slow,
// failing, hanging and restarting calls, cut streams, deleted records, blocks.
#pragma once

#include "lnd-proto/lnd_client.hpp"
#include "tests/harness/lightning_network.hpp"
#include "tests/simulation/world.hpp"

#include <set>

namespace mostro::simulation {

/// What is heard of the daemon's calls at the instant they are made: nothing may be asked of
/// Lightning that is not durable yet.
struct lightning_observer {
  std::function<void(const payment_hash&)> opens;
  std::function<void(const preimage&)> settles;
  std::function<void(const payment_hash&)> cancels;
  std::function<void(const lnd::payment_request&)> pays;
};

/// The side of the network that outlives the daemon.
class simulated_lightning {
public:
  explicit simulated_lightning(world& in);

  devnet::lightning_network& network() { return network_; }
  lightning_observer& observer() { return observer_; }
  world& in() { return in_; }
  /// The daemon's node.
  static constexpr const char* node = "mostro";

  /// True while LND restarts.
  bool is_down() const { return in_.time.now() < down_until_; }
  lnd::node_info info() const;
  /// A client for one life of the daemon.
  std::shared_ptr<lnd::client> make_client();
  /// Begins the faults that come by themselves: restarts and blocks.
  void begin_faults();
  /// The end of the run: every payee behaves, payments on their way arrive.
  void mend();
  /// Payees that may misbehave, by node.
  void may_misbehave(const std::string& payee) { payees_.push_back(payee); }

  /// Ends the streams of a broken connection. Streams are kept here by their life.
  struct stream {
    std::shared_ptr<bool> alive;
    bool over = false;      ///< No state is told any more; its end may still be.
    bool cancelled = false; ///< By the daemon: nothing at all is told any more.
    bool told_end = false;
    std::optional<devnet::watch_id> watch;
    std::function<void(lnd::stream_end)> end;
  };
  std::vector<std::weak_ptr<stream>>& streams() { return streams_; }

private:
  void restart();
  void schedule_restart();
  void schedule_block();
  void schedule_mood();
  void schedule_hand();

  world& in_;
  devnet::lightning_network network_;
  lightning_observer observer_;
  world_time down_until_ = 0;
  std::vector<std::weak_ptr<stream>> streams_;
  std::vector<std::string> payees_;
  /// Of all lives: what was asked for in one life may still be on its way in the next.
  std::vector<std::shared_ptr<lnd::client>> clients_;
  bool mended_ = false;
};

} // namespace mostro::simulation
