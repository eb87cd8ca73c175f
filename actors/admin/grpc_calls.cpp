// SPDX-License-Identifier: MIT
#include "actors/admin/grpc_calls.hpp"

#include "actors/admin/grpc_messages.hpp"

namespace mostro::admin {

namespace {

using namespace std::chrono_literals;

/// How long a watcher's thread sleeps before it looks whether the caller is gone.
constexpr auto watch_slice = 100ms;

grpc::StatusCode code_of(call_error::reason why) {
  switch (why) {
  case call_error::reason::unauthenticated:
    return grpc::StatusCode::UNAUTHENTICATED;
  case call_error::reason::too_many:
    return grpc::StatusCode::RESOURCE_EXHAUSTED;
  case call_error::reason::invalid:
    return grpc::StatusCode::INVALID_ARGUMENT;
  case call_error::reason::not_found:
    return grpc::StatusCode::NOT_FOUND;
  case call_error::reason::unknown_peer:
  case call_error::reason::broken:
    break;
  }
  return grpc::StatusCode::INTERNAL;
}

grpc::Status status_of(const call_error& e) { return {code_of(e.why), e.text}; }

/// An answer into a response: OK, or why there is none.
template <class T, class Put>
grpc::Status reply(const answer<T>& from, Put put_it) {
  if (auto* e = std::get_if<call_error>(&from))
    return status_of(*e);
  put_it(std::get<T>(from));
  return grpc::Status::OK;
}

/// Failures of commands are answers too (spec 03 §4).
template <class Response>
grpc::Status reply_outcome(const answer<outcome>& from, Response& to) {
  return reply(from, [&](const outcome& o) {
    to.set_success(o.success);
    if (!o.success)
      to.set_error_message(o.error_text);
  });
}

template <class Request>
std::optional<std::string> request_id_in(const Request& request) {
  return request.has_request_id() ? std::optional{request.request_id()} : std::nullopt;
}

} // namespace

caller grpc_calls::who(const grpc::ServerContext& context) const {
  caller out;
  out.through = through_;
  out.peer = through_ == door::unix_socket ? "unix" : address_of_peer(context.peer());
  auto& sent = context.client_metadata();
  if (auto header = sent.find("authorization"); header != sent.end())
    out.bearer = bearer_of({header->second.data(), header->second.size()});
  return out;
}

grpc::Status grpc_calls::CancelOrder(grpc::ServerContext* context,
                                     const v1::CancelOrderRequest* request,
                                     v1::CancelOrderResponse* response) {
  return reply_outcome(
      service_.cancel_order(who(*context), request->order_id(), request_id_in(*request)),
      *response);
}

grpc::Status grpc_calls::SettleOrder(grpc::ServerContext* context,
                                     const v1::SettleOrderRequest* request,
                                     v1::SettleOrderResponse* response) {
  return reply_outcome(
      service_.settle_order(who(*context), request->order_id(), request_id_in(*request)),
      *response);
}

grpc::Status grpc_calls::AddSolver(grpc::ServerContext* context,
                                   const v1::AddSolverRequest* request,
                                   v1::AddSolverResponse* response) {
  return reply_outcome(
      service_.add_solver(who(*context), request->solver_pubkey(), request_id_in(*request)),
      *response);
}

grpc::Status grpc_calls::TakeDispute(grpc::ServerContext* context,
                                     const v1::TakeDisputeRequest* request,
                                     v1::TakeDisputeResponse* response) {
  return reply_outcome(
      service_.take_dispute(who(*context), request->dispute_id(), request_id_in(*request)),
      *response);
}

grpc::Status grpc_calls::ValidateDbPassword(grpc::ServerContext* context,
                                            const v1::ValidateDbPasswordRequest*,
                                            v1::ValidateDbPasswordResponse* response) {
  return reply_outcome(service_.validate_db_password(who(*context)), *response);
}

grpc::Status grpc_calls::GetVersion(grpc::ServerContext* context, const v1::GetVersionRequest*,
                                    v1::GetVersionResponse* response) {
  return reply(service_.version(who(*context)),
               [&](const std::string& version) { response->set_version(version); });
}

grpc::Status grpc_calls::RemoveSolver(grpc::ServerContext* context,
                                      const v1::RemoveSolverRequest* request,
                                      v1::RemoveSolverResponse* response) {
  return reply_outcome(service_.remove_solver(who(*context), request->solver_pubkey()), *response);
}

grpc::Status grpc_calls::SetMaintenance(grpc::ServerContext* context,
                                        const v1::SetMaintenanceRequest* request,
                                        v1::SetMaintenanceResponse* response) {
  return reply_outcome(service_.set_maintenance(who(*context), request->on()), *response);
}

grpc::Status grpc_calls::Backup(grpc::ServerContext* context, const v1::BackupRequest* request,
                                v1::BackupResponse* response) {
  return reply(service_.back_up(who(*context), request->directory()),
               [&](const backup_view& b) { put(b, *response); });
}

grpc::Status grpc_calls::GetStatus(grpc::ServerContext* context, const v1::GetStatusRequest*,
                                   v1::GetStatusResponse* response) {
  return reply(service_.status(who(*context)), [&](const node_status& s) { put(s, *response); });
}

grpc::Status grpc_calls::ListOrders(grpc::ServerContext* context,
                                    const v1::ListOrdersRequest* request,
                                    v1::ListOrdersResponse* response) {
  order_query q{request->all(), request->status(), request->id_prefix(), request->limit(),
                request->after()};
  return reply(service_.orders(who(*context), q), [&](const order_page& page) {
    for (auto& o : page.orders)
      put(o, *response->add_orders());
    response->set_more(page.more);
  });
}

grpc::Status grpc_calls::GetOrder(grpc::ServerContext* context, const v1::GetOrderRequest* request,
                                  v1::GetOrderResponse* response) {
  return reply(service_.order(who(*context), request->order_id()),
               [&](const order_details& o) { put(o, *response); });
}

grpc::Status grpc_calls::ListDisputes(grpc::ServerContext* context,
                                      const v1::ListDisputesRequest* request,
                                      v1::ListDisputesResponse* response) {
  return reply(service_.disputes(who(*context), request->all(), request->id_prefix()),
               [&](const std::vector<dispute_view>& disputes) {
                 for (auto& d : disputes)
                   put(d, *response->add_disputes());
               });
}

grpc::Status grpc_calls::ListSolvers(grpc::ServerContext* context, const v1::ListSolversRequest*,
                                     v1::ListSolversResponse* response) {
  return reply(service_.solvers(who(*context)), [&](const std::vector<solver_view>& solvers) {
    for (auto& s : solvers) {
      auto& one = *response->add_solvers();
      one.set_pubkey(s.npub);
      one.set_permission(s.permission);
    }
  });
}

grpc::Status grpc_calls::WatchEvents(grpc::ServerContext* context,
                                     const v1::WatchEventsRequest* request,
                                     grpc::ServerWriter<v1::OrderChange>* writer) {
  auto opened = service_.watch(who(*context), request->order_id());
  if (auto* e = std::get_if<call_error>(&opened))
    return status_of(*e);
  auto watch = std::get<std::shared_ptr<change_watch>>(std::move(opened));
  // A watcher that reads nothing may hold this thread in Write.
  watch->on_cut_off([context] { context->TryCancel(); });
  writer->SendInitialMetadata(); // Tells the watcher that nothing is missed from here on.
  bool going_on = true;
  while (going_on && !context->IsCancelled() && !service_.is_stopping() && !watch->is_cut_off())
    if (auto change = watch->next(watch_slice)) {
      v1::OrderChange message;
      put(*change, message);
      going_on = writer->Write(message);
    }
  watch->on_cut_off({});
  if (watch->is_cut_off())
    return {grpc::StatusCode::RESOURCE_EXHAUSTED, "cut off: the changes were not read fast enough"};
  if (service_.is_stopping())
    return {grpc::StatusCode::UNAVAILABLE, "the daemon is stopping"};
  return grpc::Status::OK;
}

} // namespace mostro::admin
