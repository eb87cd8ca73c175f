// SPDX-License-Identifier: MIT
//
// routerrpc.Router of a simulated node (spec 06 §6).
#pragma once

#include "tests/harness/grpc_call_gate.hpp"
#include "tests/harness/lightning_network.hpp"

#include <router.grpc.pb.h>

namespace mostro::devnet {

/// Payments over gRPC.
class grpc_router_service final : public routerrpc::Router::CallbackService {
public:
  /// Serves `node` of `network`; both references outlive it.
  grpc_router_service(lightning_network& network, std::string node, grpc_call_gate& gate)
      : network_{network}, node_{std::move(node)}, gate_{gate} {}

  grpc::ServerWriteReactor<lnrpc::Payment>*
  SendPaymentV2(grpc::CallbackServerContext* context,
                const routerrpc::SendPaymentRequest* request) override;
  grpc::ServerWriteReactor<lnrpc::Payment>*
  TrackPaymentV2(grpc::CallbackServerContext* context,
                 const routerrpc::TrackPaymentRequest* request) override;

private:
  lightning_network& network_;
  const std::string node_;
  grpc_call_gate& gate_;
};

} // namespace mostro::devnet
