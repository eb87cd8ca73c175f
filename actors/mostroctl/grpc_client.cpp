// SPDX-License-Identifier: MIT
#include "actors/mostroctl/client.hpp"

#include "actors/mostroctl/grpc_views.hpp"
#include "messages/secret.hpp"

#include <admin.grpc.pb.h>
#include <fstream>
#include <grpcpp/grpcpp.h>
#include <sstream>

namespace mostro::ctl {

namespace {

namespace v1 = admin::v1;

/// A command waits for the daemon's disk, and that for at most a minute.
constexpr auto patience = std::chrono::seconds{90};
/// A backup copies the whole database.
constexpr auto patience_for_a_copy = std::chrono::seconds{6 * 3600};

result<std::string> content_of(const std::string& file) {
  std::ifstream in{file, std::ios::binary};
  std::stringstream out;
  if (!in || !(out << in.rdbuf()))
    return fail(errc::io, file + " cannot be read or is empty; mend: check the path and its "
                                 "permissions");
  return out.str();
}

std::string without_blanks_around(const std::string& text) {
  auto first = text.find_first_not_of(" \t\r\n");
  return first == std::string::npos
             ? std::string{}
             : text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// What the system said, out of what gRPC made of it.
std::string cause_of(const std::string& text) {
  auto last = text.rfind(": ");
  return last == std::string::npos ? text : text.substr(last + 2);
}

call_failure failure_of(const grpc::Status& status, const std::string& target) {
  auto text = status.error_message();
  switch (status.error_code()) {
  case grpc::StatusCode::UNAVAILABLE:
    return {true, "nobody answers at " + target + " (" + cause_of(text) +
                      "); mend: look whether mostrod runs, and whether this is its [rpc] socket "
                      "or address" +
                      (target.starts_with("unix:") ? "" : " and --tls-ca its certificate")};
  case grpc::StatusCode::DEADLINE_EXCEEDED:
    return {true, "the daemon did not answer in time; mend: look at its log, and whether the "
                  "command was carried out before trying again"};
  case grpc::StatusCode::UNIMPLEMENTED:
    return {false, "the daemon does not know this call; mend: use the mostroctl of its version"};
  default:
    return {false, text.empty() ? "the daemon refused without a reason" : text};
  }
}

class grpc_client final : public client {
public:
  grpc_client(std::string target, std::shared_ptr<grpc::Channel> channel,
              secret<std::string> authorization)
      : target_(std::move(target)), stub_(v1::AdminService::NewStub(channel)),
        authorization_(std::move(authorization)) {}

  reply<admin::outcome> cancel_order(const std::string& id) override {
    v1::CancelOrderRequest request;
    request.set_order_id(id);
    return command<v1::CancelOrderResponse>(&v1::AdminService::Stub::CancelOrder, request);
  }
  reply<admin::outcome> settle_order(const std::string& id) override {
    v1::SettleOrderRequest request;
    request.set_order_id(id);
    return command<v1::SettleOrderResponse>(&v1::AdminService::Stub::SettleOrder, request);
  }
  reply<admin::outcome> take_dispute(const std::string& id) override {
    v1::TakeDisputeRequest request;
    request.set_dispute_id(id);
    return command<v1::TakeDisputeResponse>(&v1::AdminService::Stub::TakeDispute, request);
  }
  reply<admin::outcome> add_solver(const std::string& text) override {
    v1::AddSolverRequest request;
    request.set_solver_pubkey(text);
    return command<v1::AddSolverResponse>(&v1::AdminService::Stub::AddSolver, request);
  }
  reply<admin::outcome> remove_solver(const std::string& key) override {
    v1::RemoveSolverRequest request;
    request.set_solver_pubkey(key);
    return command<v1::RemoveSolverResponse>(&v1::AdminService::Stub::RemoveSolver, request);
  }
  reply<admin::outcome> set_maintenance(bool on) override {
    v1::SetMaintenanceRequest request;
    request.set_on(on);
    return command<v1::SetMaintenanceResponse>(&v1::AdminService::Stub::SetMaintenance, request);
  }
  reply<admin::backup_view> back_up(const std::string& directory) override {
    v1::BackupRequest request;
    request.set_directory(directory);
    return ask<v1::BackupResponse, admin::backup_view>(
        &v1::AdminService::Stub::Backup, request,
        [](const v1::BackupResponse& r) {
          return admin::backup_view{{r.success(), r.error_message()},
                                    r.directory(),
                                    r.bytes(),
                                    r.layout(),
                                    r.orders(),
                                    r.open_orders(),
                                    r.last_effect()};
        },
        patience_for_a_copy);
  }
  reply<node_status> status() override {
    return ask<v1::GetStatusResponse, node_status>(
        &v1::AdminService::Stub::GetStatus, v1::GetStatusRequest{},
        [](const v1::GetStatusResponse& r) { return view_of(r); });
  }
  reply<admin::order_page> orders(const admin::order_query& q) override {
    v1::ListOrdersRequest request;
    request.set_all(q.all);
    request.set_status(q.status);
    request.set_id_prefix(q.id_prefix);
    request.set_limit(q.limit);
    request.set_after(q.after);
    return ask<v1::ListOrdersResponse, admin::order_page>(
        &v1::AdminService::Stub::ListOrders, request, [](const v1::ListOrdersResponse& r) {
          admin::order_page out;
          for (auto& o : r.orders())
            out.orders.push_back(view_of(o));
          out.more = r.more();
          return out;
        });
  }
  reply<admin::order_details> order(const std::string& id) override {
    v1::GetOrderRequest request;
    request.set_order_id(id);
    return ask<v1::GetOrderResponse, admin::order_details>(
        &v1::AdminService::Stub::GetOrder, request,
        [](const v1::GetOrderResponse& r) { return view_of(r); });
  }
  reply<std::vector<admin::dispute_view>> disputes(bool all, const std::string& prefix) override {
    v1::ListDisputesRequest request;
    request.set_all(all);
    request.set_id_prefix(prefix);
    return ask<v1::ListDisputesResponse, std::vector<admin::dispute_view>>(
        &v1::AdminService::Stub::ListDisputes, request, [](const v1::ListDisputesResponse& r) {
          std::vector<admin::dispute_view> out;
          for (auto& d : r.disputes())
            out.push_back(view_of(d));
          return out;
        });
  }
  reply<std::vector<admin::solver_view>> solvers() override {
    return ask<v1::ListSolversResponse, std::vector<admin::solver_view>>(
        &v1::AdminService::Stub::ListSolvers, v1::ListSolversRequest{},
        [](const v1::ListSolversResponse& r) {
          std::vector<admin::solver_view> out;
          for (auto& s : r.solvers())
            out.push_back({s.pubkey(), s.permission()});
          return out;
        });
  }
  std::optional<call_failure>
  watch(const std::string& order_id,
        const std::function<bool(const admin::order_change&)>& tell) override {
    grpc::ClientContext context;
    authorize(context);
    v1::WatchEventsRequest request;
    request.set_order_id(order_id);
    auto stream = stub_->WatchEvents(&context, request);
    bool stopped = false;
    for (v1::OrderChange change; !stopped && stream->Read(&change);)
      stopped = !tell(view_of(change));
    if (stopped)
      context.TryCancel();
    auto status = stream->Finish();
    if (stopped || status.ok())
      return std::nullopt;
    if (status.error_code() == grpc::StatusCode::CANCELLED)
      return call_failure{false, "cut off: the changes were not read fast enough"};
    return failure_of(status, target_);
  }

private:
  void authorize(grpc::ClientContext& context) const {
    if (!authorization_.reveal().empty())
      context.AddMetadata("authorization", authorization_.reveal());
  }

  template <class Response, class View, class Method, class Request, class Convert>
  reply<View> ask(Method method, const Request& request, Convert convert,
                  std::chrono::seconds limit = patience) {
    grpc::ClientContext context;
    authorize(context);
    context.set_deadline(std::chrono::system_clock::now() + limit);
    Response response;
    auto status = (stub_.get()->*method)(&context, request, &response);
    if (!status.ok())
      return failure_of(status, target_);
    return convert(response);
  }

  template <class Response, class Method, class Request>
  reply<admin::outcome> command(Method method, const Request& request) {
    return ask<Response, admin::outcome>(method, request, [](const Response& r) {
      return admin::outcome{r.success(), r.error_message()};
    });
  }

  const std::string target_;
  const std::unique_ptr<v1::AdminService::Stub> stub_;
  const secret<std::string> authorization_;
};

} // namespace

result<std::unique_ptr<client>> make_client(const service_address& where) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  std::shared_ptr<grpc::ChannelCredentials> access = grpc::InsecureChannelCredentials();
  secret<std::string> authorization;
  auto target = where.target;
  if (!target.starts_with("unix:")) {
    if (where.ca_file.empty() || where.token_file.empty())
      return fail(errc::invalid,
                  target + " is reached over TLS with a token; mend: add --tls-ca FILE and "
                           "--token-file FILE, or use --address unix:PATH");
    auto certificate = content_of(where.ca_file);
    if (!certificate)
      return certificate.why();
    auto token = content_of(where.token_file);
    if (!token)
      return token.why();
    grpc::SslCredentialsOptions tls;
    tls.pem_root_certs = *certificate;
    access = grpc::SslCredentials(tls);
    authorization = secret{"Bearer " + without_blanks_around(*token)};
    target = "dns:///" + target;
  }
  auto channel = grpc::CreateCustomChannel(target, access, arguments);
  return std::unique_ptr<client>{
      std::make_unique<grpc_client>(where.target, channel, std::move(authorization))};
}

} // namespace mostro::ctl
