// SPDX-License-Identifier: MIT
//
// One node of the simulated network behind LND's gRPC: TLS, macaroons, and
// switches for what goes wrong in the field (spec 06 §7, §8). The node's state
// lives in the network and survives every stop.
#pragma once

#include "tests/harness/grpc_call_gate.hpp"
#include "tests/harness/lightning_network.hpp"

#include <filesystem>
#include <thread>

namespace mostro::devnet {

/// How a node's server stops.
enum class stop_manner : uint8_t {
  broken, ///< Connections break: clients see UNAVAILABLE.
  clean,  ///< Streams end with OK and no final state, as LND's shutdown does.
};

/// Where a node listens.
struct grpc_address {
  std::string host = "127.0.0.1"; ///< An IPv4 address.
  uint16_t port = 0;              ///< 0: any; kept over restarts.
};

/// Keeps a port for a server that comes and goes: bound, never listening, so that
/// nobody else gets it and clients are refused while the server is down.
class port_reservation {
public:
  /// Chooses a port when it is 0; a bug when the port is taken.
  explicit port_reservation(grpc_address& where);
  ~port_reservation();
  port_reservation(const port_reservation&) = delete;
  port_reservation& operator=(const port_reservation&) = delete;

private:
  int socket_ = -1;
};

/// The gRPC server of one node. Starts in the constructor (a bug when the port
/// is taken), stops in the destructor. `network` outlives it.
class grpc_node {
public:
  grpc_node(lightning_network& network, std::string node, const grpc_address& where = {});
  ~grpc_node();
  grpc_node(const grpc_node&) = delete;
  grpc_node& operator=(const grpc_node&) = delete;

  const std::string& name() const { return node_; }
  uint16_t port() const { return where_.port; }
  /// `localhost:port`, which the certificate is valid for.
  std::string address() const { return "localhost:" + std::to_string(where_.port); }
  const node_credentials& credentials() const { return credentials_; }
  /// Writes tls.cert and the macaroons to `base`/name; `io` when it cannot.
  status write_credentials(const std::filesystem::path& base) const;

  /// Starts or stops the server; a no-op when it is so already.
  void set_up(bool up, stop_manner how = stop_manner::broken);
  bool is_up() const { return running_ != nullptr; }
  /// Ends all open streams with `with`; the connection stays.
  void cut_streams(const grpc::Status& with = {grpc::StatusCode::UNAVAILABLE, "stream cut"});

  /// Every call waits so long before its work begins.
  void set_delay(std::chrono::milliseconds delay) { gate_.set_delay(delay); }
  /// The next `count` calls of `method` (its bare name, e.g. SettleInvoice) go wrong.
  void inject(const std::string& method, call_fault fault, size_t count = 1) {
    gate_.inject(method, fault, count);
  }
  /// The number of calls of `method` that came in, refused ones included.
  size_t calls(const std::string& method) const { return gate_.calls(method); }
  /// Set before the daemon connects; see call_observer.
  void set_observer(call_observer who) { gate_.set_observer(std::move(who)); }
  /// Starts as LND does with a locked wallet, or opens it.
  void set_wallet(devnet::wallet_state state) { gate_.set_wallet(state); }

private:
  struct running;

  void start();
  void stop(stop_manner how);

  lightning_network& network_;
  const std::string node_;
  grpc_address where_;
  const port_reservation reserved_;
  const node_credentials credentials_;
  grpc_call_gate gate_;
  std::unique_ptr<running> running_;
  std::jthread ticker_; ///< Lets the network see the time pass.
};

} // namespace mostro::devnet
