// SPDX-License-Identifier: MIT
//
// A node that answers as the test says, over TLS on a port of localhost, and
// a client for it. Calls without a handler are UNIMPLEMENTED.
#pragma once

#include "lnd-proto/grpc_lnd_client.hpp"
#include "tests/lnd-proto/inbox.hpp"
#include "tests/lnd-proto/scratch_folder.hpp"
#include "tests/lnd-proto/test_certificate.hpp"

#include "invoices.grpc.pb.h"
#include "lightning.grpc.pb.h"
#include "router.grpc.pb.h"

#include <grpcpp/grpcpp.h>

#include <thread>

namespace mostro::test {

/// Answers a unary call.
template <class Request, class Reply>
using unary_handler = std::function<grpc::Status(grpc::ServerContext&, const Request&, Reply&)>;
/// Writes a stream.
template <class Request, class Message>
using stream_handler =
    std::function<grpc::Status(grpc::ServerContext&, const Request&, grpc::ServerWriter<Message>&)>;

/// What the node does; set before the call comes.
struct node_script {
  unary_handler<lnrpc::GetInfoRequest, lnrpc::GetInfoResponse> get_info;
  unary_handler<lnrpc::ChannelBalanceRequest, lnrpc::ChannelBalanceResponse> channel_balance;
  unary_handler<lnrpc::PaymentHash, lnrpc::Invoice> look_up_invoice;
  unary_handler<invoicesrpc::AddHoldInvoiceRequest, invoicesrpc::AddHoldInvoiceResp> add_hold;
  unary_handler<invoicesrpc::SettleInvoiceMsg, invoicesrpc::SettleInvoiceResp> settle;
  unary_handler<invoicesrpc::CancelInvoiceMsg, invoicesrpc::CancelInvoiceResp> cancel;
  stream_handler<invoicesrpc::SubscribeSingleInvoiceRequest, lnrpc::Invoice> subscribe;
  stream_handler<routerrpc::SendPaymentRequest, lnrpc::Payment> send;
  stream_handler<routerrpc::TrackPaymentRequest, lnrpc::Payment> track;
};

/// The running node.
class test_node {
public:
  explicit test_node(node_script& script, test_certificate keys = make_test_certificate())
      : lightning_(script), invoices_(script), router_(script), keys_(std::move(keys)) {
    start();
  }
  ~test_node() { stop(); }

  /// Listens; on the same port as before when it listened before.
  void start() {
    grpc::SslServerCredentialsOptions tls;
    tls.pem_key_cert_pairs.push_back({keys_.key, keys_.certificate});
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:" + std::to_string(port_), grpc::SslServerCredentials(tls),
                             &port_);
    builder.RegisterService(&lightning_);
    builder.RegisterService(&invoices_);
    builder.RegisterService(&router_);
    server_ = builder.BuildAndStart();
    if (!server_)
      throw std::runtime_error("the test node cannot listen");
  }
  /// Breaks all connections and stops listening.
  void stop() {
    if (server_)
      server_->Shutdown(std::chrono::system_clock::now());
    server_.reset();
  }
  void change_certificate(test_certificate keys) { keys_ = std::move(keys); }
  int port() const { return port_; }
  const std::string& certificate() const { return keys_.certificate; }

private:
  template <class Handler, class... Arguments>
  static grpc::Status run(const Handler& handler, Arguments&&... arguments) {
    if (!handler)
      return {grpc::StatusCode::UNIMPLEMENTED, "no handler"};
    return handler(std::forward<Arguments>(arguments)...);
  }

  struct lightning_service final : lnrpc::Lightning::Service {
    explicit lightning_service(node_script& s) : script(s) {}
    grpc::Status GetInfo(grpc::ServerContext* context, const lnrpc::GetInfoRequest* request,
                         lnrpc::GetInfoResponse* reply) override {
      return run(script.get_info, *context, *request, *reply);
    }
    grpc::Status ChannelBalance(grpc::ServerContext* context,
                                const lnrpc::ChannelBalanceRequest* request,
                                lnrpc::ChannelBalanceResponse* reply) override {
      return run(script.channel_balance, *context, *request, *reply);
    }
    grpc::Status LookupInvoice(grpc::ServerContext* context, const lnrpc::PaymentHash* request,
                               lnrpc::Invoice* reply) override {
      return run(script.look_up_invoice, *context, *request, *reply);
    }
    node_script& script;
  };

  struct invoices_service final : invoicesrpc::Invoices::Service {
    explicit invoices_service(node_script& s) : script(s) {}
    grpc::Status AddHoldInvoice(grpc::ServerContext* context,
                                const invoicesrpc::AddHoldInvoiceRequest* request,
                                invoicesrpc::AddHoldInvoiceResp* reply) override {
      return run(script.add_hold, *context, *request, *reply);
    }
    grpc::Status SettleInvoice(grpc::ServerContext* context,
                               const invoicesrpc::SettleInvoiceMsg* request,
                               invoicesrpc::SettleInvoiceResp* reply) override {
      return run(script.settle, *context, *request, *reply);
    }
    grpc::Status CancelInvoice(grpc::ServerContext* context,
                               const invoicesrpc::CancelInvoiceMsg* request,
                               invoicesrpc::CancelInvoiceResp* reply) override {
      return run(script.cancel, *context, *request, *reply);
    }
    grpc::Status SubscribeSingleInvoice(grpc::ServerContext* context,
                                        const invoicesrpc::SubscribeSingleInvoiceRequest* request,
                                        grpc::ServerWriter<lnrpc::Invoice>* out) override {
      return run(script.subscribe, *context, *request, *out);
    }
    node_script& script;
  };

  struct router_service final : routerrpc::Router::Service {
    explicit router_service(node_script& s) : script(s) {}
    grpc::Status SendPaymentV2(grpc::ServerContext* context,
                               const routerrpc::SendPaymentRequest* request,
                               grpc::ServerWriter<lnrpc::Payment>* out) override {
      return run(script.send, *context, *request, *out);
    }
    grpc::Status TrackPaymentV2(grpc::ServerContext* context,
                                const routerrpc::TrackPaymentRequest* request,
                                grpc::ServerWriter<lnrpc::Payment>* out) override {
      return run(script.track, *context, *request, *out);
    }
    node_script& script;
  };

  lightning_service lightning_;
  invoices_service invoices_;
  router_service router_;
  test_certificate keys_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

/// Blocks a handler until the client or the server gives the call up.
inline grpc::Status wait_until_cancelled(const grpc::ServerContext& context) {
  while (!context.IsCancelled())
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  return grpc::Status::CANCELLED;
}

/// An error as LND makes nearly all of them.
inline grpc::Status unknown(const std::string& text) { return {grpc::StatusCode::UNKNOWN, text}; }

/// A node, its files and a client.
struct connected_node {
  explicit connected_node(std::chrono::milliseconds deadline = std::chrono::seconds(15))
      : node(script), client(connect(deadline)) {}
  ~connected_node() { client->close(); }

  std::shared_ptr<lnd::client> connect(std::chrono::milliseconds deadline,
                                       const std::string& host = "localhost") {
    auto made = lnd::make_grpc_client({host + ":" + std::to_string(node.port()),
                                       folder.write("tls.cert", node.certificate()),
                                       folder.write("admin.macaroon", "\x02\xC0\xDE"), deadline});
    return std::move(made).value();
  }

  node_script script;
  scratch_folder folder;
  test_node node;
  std::shared_ptr<lnd::client> client;
};

/// Calls `ask` with a callback and returns what the callback got.
template <class T, class Ask>
lnd::outcome<T> answer_of(Ask ask) {
  auto got = std::make_shared<inbox<lnd::outcome<T>>>();
  ask([got](lnd::outcome<T> out) { got->put(std::move(out)); });
  return got->take();
}

/// The value of an outcome; throws when it is an error.
template <class T>
T value_of(lnd::outcome<T> out) {
  if (auto* why = std::get_if<lnd::call_error>(&out))
    throw std::runtime_error("call failed: " + why->text);
  return std::get<T>(std::move(out));
}

/// The error of an outcome; throws when it is a value.
template <class T>
lnd::call_error error_of(lnd::outcome<T> out) {
  return std::get<lnd::call_error>(std::move(out));
}

} // namespace mostro::test
