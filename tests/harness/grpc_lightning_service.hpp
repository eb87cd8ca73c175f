// SPDX-License-Identifier: MIT
//
// lnrpc.Lightning and lnrpc.State of a simulated node (spec 06 §1, §5, §7).
#pragma once

#include "tests/harness/grpc_call_gate.hpp"
#include "tests/harness/lightning_network.hpp"

#include <lightning.grpc.pb.h>
#include <state.grpc.pb.h>

namespace mostro::devnet {

/// Node facts and ordinary invoices over gRPC.
class grpc_lightning_service final : public lnrpc::Lightning::CallbackService {
public:
  /// Serves `node` of `network`; both references outlive it.
  grpc_lightning_service(lightning_network& network, std::string node, grpc_call_gate& gate)
      : network_{network}, node_{std::move(node)}, gate_{gate} {}

  grpc::ServerUnaryReactor* GetInfo(grpc::CallbackServerContext* context,
                                    const lnrpc::GetInfoRequest* request,
                                    lnrpc::GetInfoResponse* response) override;
  grpc::ServerUnaryReactor* ChannelBalance(grpc::CallbackServerContext* context,
                                           const lnrpc::ChannelBalanceRequest* request,
                                           lnrpc::ChannelBalanceResponse* response) override;
  grpc::ServerUnaryReactor* AddInvoice(grpc::CallbackServerContext* context,
                                       const lnrpc::Invoice* request,
                                       lnrpc::AddInvoiceResponse* response) override;
  grpc::ServerUnaryReactor* LookupInvoice(grpc::CallbackServerContext* context,
                                          const lnrpc::PaymentHash* request,
                                          lnrpc::Invoice* response) override;
  grpc::ServerUnaryReactor* DecodePayReq(grpc::CallbackServerContext* context,
                                         const lnrpc::PayReqString* request,
                                         lnrpc::PayReq* response) override;
  grpc::ServerUnaryReactor* ListPayments(grpc::CallbackServerContext* context,
                                         const lnrpc::ListPaymentsRequest* request,
                                         lnrpc::ListPaymentsResponse* response) override;

private:
  lightning_network& network_;
  const std::string node_;
  grpc_call_gate& gate_;
};

/// The wallet's state, without macaroon.
class grpc_state_service final : public lnrpc::State::CallbackService {
public:
  explicit grpc_state_service(grpc_call_gate& gate) : gate_{gate} {}

  grpc::ServerUnaryReactor* GetState(grpc::CallbackServerContext* context,
                                     const lnrpc::GetStateRequest* request,
                                     lnrpc::GetStateResponse* response) override;
  grpc::ServerWriteReactor<lnrpc::SubscribeStateResponse>*
  SubscribeState(grpc::CallbackServerContext* context,
                 const lnrpc::SubscribeStateRequest* request) override;

private:
  grpc_call_gate& gate_;
};

} // namespace mostro::devnet
