// SPDX-License-Identifier: MIT
//
// Node facts, ordinary invoices and the wallet's state over gRPC.
#include "tests/harness/grpc_lightning_service.hpp"

#include "tests/harness/grpc_reactors.hpp"
#include "tests/harness/lightning_to_proto.hpp"

namespace mostro::devnet {

namespace {

/// LookupInvoice's hash: the hex string wins over the bytes (spec 06 §5).
rpc_answer<payment_hash> hash_of(const lnrpc::PaymentHash& asked) {
  bytes raw{asked.r_hash().begin(), asked.r_hash().end()};
  if (!asked.r_hash_str().empty()) {
    auto read = bytes_from_hex(asked.r_hash_str());
    if (!read)
      return refuse("encoding/hex: invalid byte");
    raw = *std::move(read);
  }
  if (raw.size() != 32)
    return refuse("payment hash must be exactly 32 bytes, is instead " +
                  std::to_string(raw.size()));
  return hash_from_wire(raw);
}

} // namespace

grpc::ServerUnaryReactor* grpc_lightning_service::GetInfo(grpc::CallbackServerContext* context,
                                                          const lnrpc::GetInfoRequest*,
                                                          lnrpc::GetInfoResponse* response) {
  return unary_call::start(gate_, context, {"GetInfo", "info:read"}, [=, this] {
    *response = to_info(network_.view(node_));
    return grpc::Status::OK;
  });
}

grpc::ServerUnaryReactor*
grpc_lightning_service::ChannelBalance(grpc::CallbackServerContext* context,
                                       const lnrpc::ChannelBalanceRequest*,
                                       lnrpc::ChannelBalanceResponse* response) {
  return unary_call::start(gate_, context, {"ChannelBalance", "offchain:read"}, [=, this] {
    *response = to_balance(network_.view(node_));
    return grpc::Status::OK;
  });
}

grpc::ServerUnaryReactor* grpc_lightning_service::AddInvoice(grpc::CallbackServerContext* context,
                                                             const lnrpc::Invoice* request,
                                                             lnrpc::AddInvoiceResponse* response) {
  return unary_call::start(gate_, context, {"AddInvoice", "invoices:write"}, [=, this] {
    std::optional<bytes32> with;
    if (!request->r_preimage().empty()) {
      const auto given = preimage_from_wire(as_bytes(request->r_preimage()));
      if (!given)
        return to_status(given);
      with = given->reveal();
    }
    const auto asked = from_proto(*request);
    if (!asked)
      return to_status(asked);
    const auto made = network_.add_invoice(node_, *asked, with);
    if (made) {
      response->set_r_hash(made->hash.data.data(), made->hash.data.size());
      response->set_payment_request(made->payment_request);
      response->set_add_index(made->add_index);
      response->set_payment_addr(made->payment_secret.data(), made->payment_secret.size());
    }
    return to_status(made);
  });
}

grpc::ServerUnaryReactor*
grpc_lightning_service::LookupInvoice(grpc::CallbackServerContext* context,
                                      const lnrpc::PaymentHash* request, lnrpc::Invoice* response) {
  return unary_call::start(gate_, context, {"LookupInvoice", "invoices:read"}, [=, this] {
    const auto hash = hash_of(*request);
    if (!hash)
      return to_status(hash);
    const auto found = network_.look_up_invoice(node_, *hash);
    if (found)
      *response = to_proto(*found);
    return to_status(found);
  });
}

grpc::ServerUnaryReactor* grpc_lightning_service::DecodePayReq(grpc::CallbackServerContext* context,
                                                               const lnrpc::PayReqString* request,
                                                               lnrpc::PayReq* response) {
  return unary_call::start(gate_, context, {"DecodePayReq", "offchain:read"}, [=, this] {
    const auto decoded = decode_as_lnd(request->pay_req(), network_.view(node_).network);
    if (decoded)
      *response = to_proto(*decoded);
    return to_status(decoded);
  });
}

grpc::ServerUnaryReactor*
grpc_lightning_service::ListPayments(grpc::CallbackServerContext* context,
                                     const lnrpc::ListPaymentsRequest* request,
                                     lnrpc::ListPaymentsResponse* response) {
  return unary_call::start(gate_, context, {"ListPayments", "offchain:read"}, [=, this] {
    for (const auto& record : network_.payments(node_)) {
      const bool is_wanted =
          record.index > request->index_offset() &&
          record.created_at.seconds >= static_cast<int64_t>(request->creation_date_start()) &&
          (request->include_incomplete() || record.status == payment_status::succeeded);
      const auto listed = static_cast<uint64_t>(response->payments_size());
      if (!is_wanted || (request->max_payments() > 0 && listed == request->max_payments()))
        continue;
      *response->add_payments() = to_proto(record, network_.router_identity());
      response->set_last_index_offset(record.index);
    }
    return grpc::Status::OK;
  });
}

grpc::ServerUnaryReactor* grpc_state_service::GetState(grpc::CallbackServerContext* context,
                                                       const lnrpc::GetStateRequest*,
                                                       lnrpc::GetStateResponse* response) {
  return unary_call::start(gate_, context, {"GetState", ""}, [=, this] {
    response->set_state(static_cast<lnrpc::WalletState>(gate_.wallet()));
    return grpc::Status::OK;
  });
}

grpc::ServerWriteReactor<lnrpc::SubscribeStateResponse>*
grpc_state_service::SubscribeState(grpc::CallbackServerContext* context,
                                   const lnrpc::SubscribeStateRequest*) {
  using stream = server_stream<lnrpc::SubscribeStateResponse>;
  return stream::start(gate_, context, {"SubscribeState", ""},
                       [&gate = gate_](const stream::handle& to) {
                         const auto id = gate.watch_wallet([to](const devnet::wallet_state& state) {
                           lnrpc::SubscribeStateResponse message;
                           message.set_state(static_cast<lnrpc::WalletState>(state));
                           to->push(std::move(message), false);
                         });
                         to->when_over([&gate, id] { gate.unwatch_wallet(id); });
                         return grpc::Status::OK;
                       });
}

} // namespace mostro::devnet
