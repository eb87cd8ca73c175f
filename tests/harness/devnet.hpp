// SPDX-License-Identifier: MIT
//
// A whole network in one object: a Nostr relay, simulated Lightning nodes that
// speak LND's gRPC, and an HTTP server for LNURL, prices and controls. Used in
// tests and by the program mostro-devnet.
#pragma once

#include "tests/harness/grpc_node.hpp"
#include "tests/harness/http_stub.hpp"
#include "tests/harness/relay_server.hpp"

namespace mostro::devnet {

/// How a devnet is started.
struct devnet_options {
  std::filesystem::path directory; ///< Credentials and devnet.json; created.
  uint16_t relay_port = 0;         ///< 0 = any free one.
  uint16_t http_port = 0;
  uint16_t lightning_port = 0; ///< Of the first node; the others follow, or any when 0.
  std::vector<std::string> nodes{"mostro", "alice", "bob"}; ///< The first serves the daemon.
  sats balance{10'000'000};                                 ///< Of each node.
  relay_options relay;
};

/// A running network.
class devnet {
public:
  static result<std::unique_ptr<devnet>> start(devnet_options options);
  ~devnet();

  lightning_network& lightning() { return *lightning_; }
  relay_server& relay() { return *relay_; }
  http_stub& http() { return *http_; }
  /// A node's gRPC server; a bug for an unknown name.
  grpc_node& node(const std::string& name);

  /// The line that the program prints and writes to devnet.json.
  std::string description() const;
  /// Writes settings.toml with which mostrod starts at once; `nsec` is the node key.
  status write_settings(const std::string& nsec, const std::string& transport,
                        const std::string& extra = {}) const;

private:
  explicit devnet(devnet_options options) : options_(std::move(options)) {}
  control_actions controls();

  devnet_options options_;
  std::unique_ptr<lightning_network> lightning_;
  std::unique_ptr<relay_server> relay_;
  std::vector<std::unique_ptr<grpc_node>> nodes_;
  std::unique_ptr<http_stub> http_;
};

} // namespace mostro::devnet
