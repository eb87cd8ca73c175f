// SPDX-License-Identifier: MIT
//
// What every call to a simulated LND passes: the wallet's state, the macaroon,
// and the faults that a test has switched on (spec 06 §7).
#pragma once

#include "tests/harness/node_credentials.hpp"
#include "tests/harness/watch_board.hpp"

#include <chrono>
#include <grpcpp/grpcpp.h>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace mostro::devnet {

/// lnrpc.WalletState; the numbers are LND's.
enum class wallet_state : int {
  non_existing = 0,
  locked = 1,
  unlocked = 2,
  rpc_active = 3,
  server_active = 4,
  waiting_to_start = 255,
};

/// What goes wrong with a call.
enum class call_fault : uint8_t {
  none,
  refuse_before, ///< UNAVAILABLE, and nothing was done.
  lose_answer,   ///< The work is done, then UNAVAILABLE.
  never_answer,  ///< The work is done, then silence until the client gives up.
};

/// What happens to one call.
struct call_plan {
  std::chrono::milliseconds delay{0};
  call_fault fault = call_fault::none;
};

/// Where a call stands when an observer hears of it.
enum class call_moment : uint8_t {
  arrived, ///< Nothing was done yet.
  done,    ///< The work is done, the answer is not sent.
  tells,   ///< A stream is about to send a message.
};

/// Hears of every call that passes the gate; false: it goes no further (what was done
/// stays done) and the client hears nothing, because it is dead. Called on any thread,
/// possibly with locks of the network held: it must not call the network.
using call_observer = std::function<bool(const std::string& method, call_moment when)>;

/// A stream that the node can end.
class open_stream {
public:
  virtual ~open_stream() = default;
  /// Drops what is not yet written and ends the stream.
  virtual void end(grpc::Status with) = 0;
};

/// Thread-safe; outlives the servers of its node.
class grpc_call_gate {
public:
  explicit grpc_call_gate(const macaroon_set& macaroons) : macaroons_{macaroons} {}

  /// Why the call is refused; none when it may go on. An empty `permission`
  /// needs neither macaroon nor wallet.
  std::optional<grpc::Status> refusal(const grpc::CallbackServerContext& context,
                                      std::string_view permission) const;
  /// Takes the plan for the next call of `method` (its bare name).
  call_plan next_plan(const std::string& method);

  /// Set before the first call comes in; an empty one lets all pass.
  void set_observer(call_observer who) { observer_ = std::move(who); }
  /// False when the observer stops the call.
  bool notice(const std::string& method, call_moment when) const {
    return !observer_ || observer_(method, when);
  }

  /// Every call waits so long before its work begins.
  void set_delay(std::chrono::milliseconds delay);
  /// The next `count` calls of `method` go wrong.
  void inject(const std::string& method, call_fault fault, size_t count);
  /// The number of calls of `method` that came in, refused ones included.
  size_t calls(const std::string& method) const;

  devnet::wallet_state wallet() const;
  void set_wallet(devnet::wallet_state state);
  /// Tells the present wallet state at once, then every change.
  watch_id watch_wallet(std::function<void(const devnet::wallet_state&)> tell);
  void unwatch_wallet(watch_id id);

  /// Remembers a stream for `end_streams`.
  void enroll(const std::shared_ptr<open_stream>& stream);
  /// Ends all streams that are open.
  void end_streams(const grpc::Status& with);

private:
  std::optional<grpc::Status> wallet_refusal() const;
  std::optional<grpc::Status> macaroon_refusal(const grpc::CallbackServerContext& context,
                                               std::string_view permission) const;

  const macaroon_set macaroons_;
  call_observer observer_;
  mutable std::mutex mutex_;
  std::chrono::milliseconds delay_{0};
  std::map<std::string, std::pair<call_fault, size_t>> faults_;
  std::map<std::string, size_t> calls_;
  devnet::wallet_state wallet_ = devnet::wallet_state::server_active;
  watch_board<int, devnet::wallet_state> wallet_watchers_;
  watch_id last_watch_ = 0;
  std::vector<std::weak_ptr<open_stream>> streams_;
};

} // namespace mostro::devnet
