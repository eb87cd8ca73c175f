// SPDX-License-Identifier: MIT
//
// The TLS channel to one node and the stubs on it. LND makes a new certificate
// when the old one expires, so a failed call makes us look at the files again.
#pragma once

#include "lnd-proto/credentials.hpp"

#include "invoices.grpc.pb.h"
#include "lightning.grpc.pb.h"
#include "router.grpc.pb.h"

#include <grpcpp/grpcpp.h>

#include <memory>
#include <mutex>
#include <string>

namespace mostro::lnd {

/// The services of a node on one channel, and the macaroon that goes with it.
struct node_stubs {
  node_stubs(const std::shared_ptr<grpc::Channel>& channel, const secret<std::string>& macaroon);

  lnrpc::Lightning::Stub lightning;
  invoicesrpc::Invoices::Stub invoices;
  routerrpc::Router::Stub router;
  secret<std::string> macaroon_hex;
};

/// Holds the channel that is in use. Thread-safe.
class node_channel {
public:
  /// `target` is parse_host's answer; `keys` are what the files hold now.
  node_channel(credentials how, std::string target, key_material keys);

  /// Returns the stubs for a new call. A call keeps them until it is over.
  std::shared_ptr<node_stubs> current() const;
  /// Reads the files again and makes a new channel if they changed. Unreadable
  /// files change nothing: LND may be writing them just now.
  void refresh();

private:
  const credentials how_;
  const std::string target_;
  mutable std::mutex guard_;
  key_material keys_;
  std::shared_ptr<node_stubs> stubs_;
};

} // namespace mostro::lnd
