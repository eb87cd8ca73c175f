// SPDX-License-Identifier: MIT
//
// Payments over gRPC. A stream that breaks does not stop its payment, unless
// the payment is cancelable and no HTLC has left.
#include "tests/harness/grpc_router_service.hpp"

#include "tests/harness/grpc_reactors.hpp"
#include "tests/harness/lightning_to_proto.hpp"

namespace mostro::devnet {

namespace {

using payment_stream = server_stream<lnrpc::Payment>;

/// Pushes each state, or only the last.
lightning_network::payment_watcher pushing(const payment_stream::handle& to, bool only_last,
                                           const bolt11::node_id& router) {
  return [to, only_last, router](const payment_record& record) {
    const bool last = is_final(record.status);
    if (last || !only_last)
      to->push(to_proto(record, router), last);
  };
}

} // namespace

grpc::ServerWriteReactor<lnrpc::Payment>*
grpc_router_service::SendPaymentV2(grpc::CallbackServerContext* context,
                                   const routerrpc::SendPaymentRequest* request) {
  const auto begin = [&network = network_, node = node_, asked = from_proto(*request),
                      only_last =
                          request->no_inflight_updates()](const payment_stream::handle& to) {
    auto hash = std::make_shared<payment_hash>();
    const auto push = pushing(to, only_last, network.router_identity());
    const auto id = network.send_payment(node, asked, [hash, push](const payment_record& record) {
      *hash = record.intent.hash;
      push(record);
    });
    if (!id)
      return to_status(id);
    to->when_over([&network, node, hash, watch = *id] {
      network.unwatch(watch);
      network.abandon_payment(node, *hash);
    });
    return grpc::Status::OK;
  };
  return payment_stream::start(gate_, context, {"SendPaymentV2", "offchain:write"}, begin);
}

grpc::ServerWriteReactor<lnrpc::Payment>*
grpc_router_service::TrackPaymentV2(grpc::CallbackServerContext* context,
                                    const routerrpc::TrackPaymentRequest* request) {
  const auto begin = [&network = network_, node = node_, wanted = request->payment_hash(),
                      only_last =
                          request->no_inflight_updates()](const payment_stream::handle& to) {
    const auto hash = hash_from_wire(as_bytes(wanted));
    if (!hash)
      return to_status(hash);
    const auto id =
        network.track_payment(node, *hash, pushing(to, only_last, network.router_identity()));
    if (!id)
      return to_status(id);
    to->when_over([&network, watch = *id] { network.unwatch(watch); });
    return grpc::Status::OK;
  };
  return payment_stream::start(gate_, context, {"TrackPaymentV2", "offchain:read"}, begin);
}

} // namespace mostro::devnet
