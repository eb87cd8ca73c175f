// SPDX-License-Identifier: MIT
//
// invoicesrpc.Invoices of a simulated node (spec 06 §1, §3, §4).
#pragma once

#include "tests/harness/grpc_call_gate.hpp"
#include "tests/harness/lightning_network.hpp"

#include <invoices.grpc.pb.h>

namespace mostro::devnet {

/// Hold invoices over gRPC.
class grpc_invoices_service final : public invoicesrpc::Invoices::CallbackService {
public:
  /// Serves `node` of `network`; both references outlive it.
  grpc_invoices_service(lightning_network& network, std::string node, grpc_call_gate& gate)
      : network_{network}, node_{std::move(node)}, gate_{gate} {}

  grpc::ServerUnaryReactor* AddHoldInvoice(grpc::CallbackServerContext* context,
                                           const invoicesrpc::AddHoldInvoiceRequest* request,
                                           invoicesrpc::AddHoldInvoiceResp* response) override;
  grpc::ServerUnaryReactor* SettleInvoice(grpc::CallbackServerContext* context,
                                          const invoicesrpc::SettleInvoiceMsg* request,
                                          invoicesrpc::SettleInvoiceResp* response) override;
  grpc::ServerUnaryReactor* CancelInvoice(grpc::CallbackServerContext* context,
                                          const invoicesrpc::CancelInvoiceMsg* request,
                                          invoicesrpc::CancelInvoiceResp* response) override;
  grpc::ServerWriteReactor<lnrpc::Invoice>*
  SubscribeSingleInvoice(grpc::CallbackServerContext* context,
                         const invoicesrpc::SubscribeSingleInvoiceRequest* request) override;
  grpc::ServerUnaryReactor* LookupInvoiceV2(grpc::CallbackServerContext* context,
                                            const invoicesrpc::LookupInvoiceMsg* request,
                                            lnrpc::Invoice* response) override;

private:
  lightning_network& network_;
  const std::string node_;
  grpc_call_gate& gate_;
};

} // namespace mostro::devnet
