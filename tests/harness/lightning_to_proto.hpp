// SPDX-License-Identifier: MIT
//
// The simulated network's records as LND's messages (spec 06 §2).
#pragma once

#include "tests/harness/lightning_network.hpp"

#include <grpcpp/support/status.h>
#include <invoices.pb.h>
#include <lightning.pb.h>
#include <router.pb.h>

namespace mostro::devnet {

/// A refusal as a gRPC status.
grpc::Status to_status(const rpc_refusal& why);
/// OK, or the refusal.
template <class T>
grpc::Status to_status(const rpc_answer<T>& answer) {
  return answer ? grpc::Status::OK : to_status(answer.why());
}

/// Fills lnrpc.Invoice.
lnrpc::Invoice to_proto(const invoice_record& record);

/// Fills lnrpc.Payment; `router` is the node id of the hop between payer and payee.
lnrpc::Payment to_proto(const payment_record& record, const bolt11::node_id& router);

/// Fills lnrpc.PayReq.
lnrpc::PayReq to_proto(const bolt11::invoice& decoded);

/// Fills lnrpc.GetInfoResponse.
lnrpc::GetInfoResponse to_info(const node_view& view);

/// Fills lnrpc.ChannelBalanceResponse.
lnrpc::ChannelBalanceResponse to_balance(const node_view& view);

/// Reads AddHoldInvoice; malformed route hints are refused.
rpc_answer<invoice_request> from_proto(const invoicesrpc::AddHoldInvoiceRequest& asked);
/// Reads AddInvoice.
rpc_answer<invoice_request> from_proto(const lnrpc::Invoice& asked);
/// Reads SendPaymentV2.
send_request from_proto(const routerrpc::SendPaymentRequest& asked);

} // namespace mostro::devnet
