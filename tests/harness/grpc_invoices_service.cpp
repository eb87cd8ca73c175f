// SPDX-License-Identifier: MIT
//
// Hold invoices over gRPC: requests to the network, records to messages.
#include "tests/harness/grpc_invoices_service.hpp"

#include "tests/harness/grpc_reactors.hpp"
#include "tests/harness/lightning_to_proto.hpp"

namespace mostro::devnet {

namespace {

grpc::Status invalid_argument(std::string text) {
  return {grpc::StatusCode::INVALID_ARGUMENT, std::move(text)};
}

} // namespace

grpc::ServerUnaryReactor*
grpc_invoices_service::AddHoldInvoice(grpc::CallbackServerContext* context,
                                      const invoicesrpc::AddHoldInvoiceRequest* request,
                                      invoicesrpc::AddHoldInvoiceResp* response) {
  return unary_call::start(gate_, context, {"AddHoldInvoice", "invoices:write"}, [=, this] {
    const auto hash = hash_from_wire(as_bytes(request->hash()));
    if (!hash)
      return to_status(hash);
    const auto asked = from_proto(*request);
    if (!asked)
      return to_status(asked);
    const auto made = network_.add_hold_invoice(node_, *asked, *hash);
    if (made) {
      response->set_payment_request(made->payment_request);
      response->set_add_index(made->add_index);
      response->set_payment_addr(made->payment_secret.data(), made->payment_secret.size());
    }
    return to_status(made);
  });
}

grpc::ServerUnaryReactor*
grpc_invoices_service::SettleInvoice(grpc::CallbackServerContext* context,
                                     const invoicesrpc::SettleInvoiceMsg* request,
                                     invoicesrpc::SettleInvoiceResp*) {
  return unary_call::start(gate_, context, {"SettleInvoice", "invoices:write"}, [=, this] {
    const auto with = preimage_from_wire(as_bytes(request->preimage()));
    return with ? to_status(network_.settle_invoice(node_, *with)) : to_status(with);
  });
}

grpc::ServerUnaryReactor*
grpc_invoices_service::CancelInvoice(grpc::CallbackServerContext* context,
                                     const invoicesrpc::CancelInvoiceMsg* request,
                                     invoicesrpc::CancelInvoiceResp*) {
  return unary_call::start(gate_, context, {"CancelInvoice", "invoices:write"}, [=, this] {
    const auto hash = hash_from_wire(as_bytes(request->payment_hash()));
    return hash ? to_status(network_.cancel_invoice(node_, *hash)) : to_status(hash);
  });
}

grpc::ServerWriteReactor<lnrpc::Invoice>* grpc_invoices_service::SubscribeSingleInvoice(
    grpc::CallbackServerContext* context,
    const invoicesrpc::SubscribeSingleInvoiceRequest* request) {
  using stream = server_stream<lnrpc::Invoice>;
  return stream::start(
      gate_, context, {"SubscribeSingleInvoice", "invoices:read"},
      [&network = network_, node = node_, wanted = request->r_hash()](const stream::handle& to) {
        const auto hash = hash_from_wire(as_bytes(wanted));
        if (!hash)
          return to_status(hash);
        const auto id = network.watch_invoice(node, *hash, [to](const invoice_record& record) {
          to->push(to_proto(record), is_final(record.state));
        });
        to->when_over([&network, id] { network.unwatch(id); });
        return grpc::Status::OK;
      });
}

grpc::ServerUnaryReactor*
grpc_invoices_service::LookupInvoiceV2(grpc::CallbackServerContext* context,
                                       const invoicesrpc::LookupInvoiceMsg* request,
                                       lnrpc::Invoice* response) {
  return unary_call::start(gate_, context, {"LookupInvoiceV2", "invoices:write"}, [=, this] {
    const bool by_hash = request->invoice_ref_case() == invoicesrpc::LookupInvoiceMsg::kPaymentHash;
    const bool by_secret =
        request->invoice_ref_case() == invoicesrpc::LookupInvoiceMsg::kPaymentAddr;
    if (!by_hash && !by_secret)
      return invalid_argument("invoice ref must be set");
    const auto key =
        hash_from_wire(as_bytes(by_hash ? request->payment_hash() : request->payment_addr()));
    if (!key)
      return invalid_argument("unable to parse pay hash: " + key.why().text);
    const auto found =
        by_hash ? network_.look_up_invoice(node_, *key) : network_.look_up_secret(node_, key->data);
    if (found)
      *response = to_proto(*found);
    return to_status(found);
  });
}

} // namespace mostro::devnet
