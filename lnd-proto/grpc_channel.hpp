// SPDX-License-Identifier: MIT
//
// The TLS channel to one node and the stubs on it. LND makes a new certificate
// when the old one expires, so a failed call makes us look at the files again.
// Invariant: gRPC joins its callback threads when the last channel dies, so no
// channel may die on one of them. The client owns all channels and outlasts all
// calls; a call lets go of its channel before it counts as over.
#pragma once

#include "lnd-proto/credentials.hpp"

#include "invoices.grpc.pb.h"
#include "lightning.grpc.pb.h"
#include "router.grpc.pb.h"

#include <grpcpp/grpcpp.h>

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace mostro::lnd {

/// The services of a node on one channel, and the macaroon that goes with it.
struct node_stubs {
  node_stubs(const std::shared_ptr<grpc::Channel>& channel, const secret<std::string>& macaroon);

  lnrpc::Lightning::Stub lightning;
  invoicesrpc::Invoices::Stub invoices;
  routerrpc::Router::Stub router;
  secret<std::string> macaroon_hex;
};

/// Holds the channel that is in use. Thread-safe. Must not be destroyed on a
/// thread of gRPC, nor before every call on it is over.
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
  std::vector<std::shared_ptr<node_stubs>> retired_; ///< Files change a few times a year.
};

/// All that one call holds of a channel: the stubs and the context, which has a
/// reference of its own. Thread-safe.
class channel_hold {
public:
  explicit channel_hold(std::shared_ptr<node_stubs> stubs);

  /// What a call is started with; not to be asked for after `release`.
  std::shared_ptr<node_stubs> stubs() const;
  std::shared_ptr<grpc::ClientContext> context() const;
  /// Cancels the call; does nothing after `release`.
  void cancel();
  /// Lets go of the channel.
  void release();

private:
  mutable std::mutex guard_;
  std::shared_ptr<node_stubs> stubs_;
  std::shared_ptr<grpc::ClientContext> context_;
};

} // namespace mostro::lnd
