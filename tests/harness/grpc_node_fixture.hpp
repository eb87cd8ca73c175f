// SPDX-License-Identifier: MIT
//
// A simulated LND behind gRPC and a client of it, for tests.
#pragma once

#include "tests/harness/grpc_node.hpp"
#include "tests/harness/lightning_fixture.hpp"

#include <invoices.grpc.pb.h>
#include <lightning.grpc.pb.h>
#include <router.grpc.pb.h>
#include <state.grpc.pb.h>

namespace mostro::devnet {

using namespace std::chrono_literals;

/// A context with a deadline that a working test never meets, and a macaroon.
struct call_context : grpc::ClientContext {
  explicit call_context(const std::string& macaroon, std::chrono::milliseconds limit = 20s) {
    set_deadline(std::chrono::system_clock::now() + limit);
    if (!macaroon.empty())
      AddMetadata("macaroon", macaroon);
  }
};

/// What a status says, comparable and printable.
inline std::string said(const grpc::Status& s) {
  return std::to_string(static_cast<int>(s.error_code())) + " " + s.error_message();
}

inline std::string raw(const payment_hash& hash) { return {hash.data.begin(), hash.data.end()}; }

inline std::string raw(const preimage& p) { return {p.reveal().begin(), p.reveal().end()}; }

/// The network with `mostro` behind gRPC, and a client of it.
struct served : lightning_fixture {
  grpc_node node{network, "mostro"};
  std::string macaroon = node.credentials().admin_macaroon_hex();
  std::shared_ptr<grpc::Channel> channel = dial(node.credentials().tls.certificate);
  std::unique_ptr<lnrpc::Lightning::Stub> lightning = lnrpc::Lightning::NewStub(channel);
  std::unique_ptr<lnrpc::State::Stub> state = lnrpc::State::NewStub(channel);
  std::unique_ptr<invoicesrpc::Invoices::Stub> invoices = invoicesrpc::Invoices::NewStub(channel);
  std::unique_ptr<routerrpc::Router::Stub> router = routerrpc::Router::NewStub(channel);

  std::shared_ptr<grpc::Channel> dial(const std::string& root) const {
    grpc::SslCredentialsOptions tls;
    tls.pem_root_certs = root;
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 50);
    // Also the time that a handshake may take.
    arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 10'000);
    arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 200);
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    return grpc::CreateCustomChannel(node.address(), grpc::SslCredentials(tls), arguments);
  }

  grpc::Status get_info(const std::string& with) {
    call_context context{with};
    lnrpc::GetInfoResponse info;
    return lightning->GetInfo(&context, {}, &info);
  }

  grpc::Status settle(const preimage& with, std::chrono::milliseconds limit = 20s) {
    call_context context{macaroon, limit};
    invoicesrpc::SettleInvoiceMsg asked;
    asked.set_preimage(raw(with));
    invoicesrpc::SettleInvoiceResp answer;
    return invoices->SettleInvoice(&context, asked, &answer);
  }

  grpc::Status cancel(const payment_hash& hash) {
    call_context context{macaroon};
    invoicesrpc::CancelInvoiceMsg asked;
    asked.set_payment_hash(raw(hash));
    invoicesrpc::CancelInvoiceResp answer;
    return invoices->CancelInvoice(&context, asked, &answer);
  }

  /// The first state that a stream tells; waits for the server to be back.
  lnrpc::Payment track(const payment_hash& hash, grpc::Status* end = nullptr);
};

/// A subscription to one invoice.
struct invoice_stream {
  call_context context;
  std::unique_ptr<grpc::ClientReader<lnrpc::Invoice>> reader;
  lnrpc::Invoice last;

  invoice_stream(served& from, const payment_hash& hash, bool wait_for_ready = false)
      : context{from.macaroon} {
    context.set_wait_for_ready(wait_for_ready);
    invoicesrpc::SubscribeSingleInvoiceRequest asked;
    asked.set_r_hash(raw(hash));
    reader = from.invoices->SubscribeSingleInvoice(&context, asked);
  }
  bool next() { return reader->Read(&last); }
  grpc::Status finish() { return reader->Finish(); }
};

/// A payment's stream.
struct payment_stream {
  call_context context;
  std::unique_ptr<grpc::ClientReader<lnrpc::Payment>> reader;
  lnrpc::Payment last;

  payment_stream(served& from, const invoice_record& invoice) : context{from.macaroon} {
    routerrpc::SendPaymentRequest asked;
    asked.set_payment_request(invoice.payment_request);
    asked.set_fee_limit_sat(10);
    asked.set_timeout_seconds(60);
    reader = from.router->SendPaymentV2(&context, asked);
  }
  bool next() { return reader->Read(&last); }
  grpc::Status finish() { return reader->Finish(); }
};

inline lnrpc::Payment served::track(const payment_hash& hash, grpc::Status* end) {
  call_context context{macaroon};
  context.set_wait_for_ready(true);
  routerrpc::TrackPaymentRequest asked;
  asked.set_payment_hash(raw(hash));
  auto reader = router->TrackPaymentV2(&context, asked);
  lnrpc::Payment out;
  reader->Read(&out);
  if (end == nullptr) {
    context.TryCancel();
    reader->Finish();
  } else {
    *end = reader->Finish();
  }
  return out;
}

} // namespace mostro::devnet
