// SPDX-License-Identifier: MIT
//
// A network and a daemon in one process for tests of whole trades: the daemon
// can be stopped and started again on the same database, traders come ready.
#pragma once

#include "actors/daemon/daemon.hpp"
#include "tests/harness/devnet.hpp"
#include "tests/harness/trade_script.hpp"

#include <atomic>
#include <condition_variable>
#include <fstream>
#include <mutex>

namespace mostro {

/// For the reports of failed assertions.
inline std::ostream& operator<<(std::ostream& out, sats amount) { return out << amount.value; }
inline std::ostream& operator<<(std::ostream& out, refusal why) { return out << to_string(why); }

} // namespace mostro

namespace mostro::test {

using namespace std::chrono_literals;
using devnet::trade_point;
using devnet::trade_terms;
using devnet::trader;

/// What differs from the usual network.
struct network_options {
  /// Of the settings file: `nip44`, `gift-wrap` or `both`.
  std::string transport = "both";
  devnet::relay_options relay{};
  sats balance{10'000'000};
  /// See daemon_setup; short, because nothing comes late inside one process.
  seconds patience_after_start{0};
  /// How often the daemon looks at what no event tells.
  daemon_pace pace{};
  /// Called on the settings that were read, before every start.
  std::function<void(settings&)> adjust{};
  /// How many seconds the daemon's clock is ahead of the traders'; may change at any time.
  std::shared_ptr<std::atomic<int64_t>> clock_ahead = std::make_shared<std::atomic<int64_t>>(0);
};

/// Runs from construction to destruction. A test that throws (a failed REQUIRE)
/// leaves the directory with the daemon's log behind and says where.
class running_network {
public:
  explicit running_network(network_options how = {});
  ~running_network();
  running_network(const running_network&) = delete;
  running_network& operator=(const running_network&) = delete;

  /// Starts the daemon; returns when relay and LND are usable, or after 20 s. It
  /// need not be usable when one of them is set down.
  void start();
  /// Ends the daemon at once: what is committed and not sent waits for the next start.
  void stop();
  void restart() {
    stop();
    start();
  }

  devnet::devnet& net() { return *net_; }
  devnet::lightning_network& lightning() { return net_->lightning(); }
  mostro::daemon& daemon() { return *daemon_; }
  /// The database of the stopped daemon.
  std::filesystem::path database() const { return directory_ / "mostro.lmdb"; }
  const public_key& node() const { return node_.pub; }

  /// A trader with a fresh mnemonic whose money is at `wallet_node`.
  std::unique_ptr<trader> make_trader(const std::string& wallet_node,
                                      transport via = transport::nip44, bool full_privacy = false);
  /// The same person at another client: the same keys from index 1 on.
  std::unique_ptr<trader> make_twin(const trader& of, transport via = transport::nip44);

  /// The states that the book showed for an order, without repetitions.
  std::vector<std::string> shown_states(const order_id& id) const;
  /// Waits until the newest public revision has this state.
  bool wait_for_state(const order_id& id, const std::string& state,
                      std::chrono::milliseconds patience = 20s) const;
  /// What was paid from the daemon's node to `payee`, in order.
  std::vector<sats> payouts_to(const std::string& payee) const;

private:
  struct ready_flag {
    std::mutex mutex;
    std::condition_variable changed;
    bool ready = false;
  };

  network_options how_;
  std::filesystem::path directory_;
  std::unique_ptr<devnet::devnet> net_;
  nostr::key_pair node_;
  std::vector<std::unique_ptr<devnet::wallet>> wallets_;
  std::map<const trader*, std::pair<std::string, devnet::wallet*>> mnemonics_;
  std::ofstream log_;
  size_t traders_ = 0;
  int exceptions_ = std::uncaught_exceptions();
  std::unique_ptr<mostro::daemon> daemon_; ///< Last: it uses all of the above.
};

/// Seller at alice, buyer at bob.
struct trade_pair {
  std::unique_ptr<trader> seller;
  std::unique_ptr<trader> buyer;

  explicit trade_pair(running_network& network, transport via = transport::nip44,
                      bool full_privacy = false)
      : seller(network.make_trader("alice", via, full_privacy)),
        buyer(network.make_trader("bob", via, full_privacy)) {}
};

/// Runs a trade whose order is of `kind`.
result<order_id> run_trade(trade_pair& pair, order_kind kind, const trade_terms& terms = {},
                           const devnet::at_point& hook = {});

/// The end of a good trade of 50 000 sats with the default fee: the buyer was paid
/// 49 850 sats exactly once, the seller paid 50 150 once, nobody heard anything
/// twice, no millisatoshi appeared or vanished, the book showed the usual states.
void check_good_end(running_network& network, trade_pair& pair, const order_id& order);

/// All points of a trade in their order, and their names for the reports of tests.
const std::vector<trade_point>& all_points();
const char* to_string(trade_point point);

} // namespace mostro::test
