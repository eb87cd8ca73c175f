// SPDX-License-Identifier: MIT
#include "messages/bytes.hpp"
#include "tests/harness/wallet.hpp"

#include "lightning.grpc.pb.h"
#include "router.grpc.pb.h"

#include <fstream>
#include <grpcpp/grpcpp.h>
#include <mutex>
#include <sstream>
#include <thread>
#include <vector>

namespace mostro::devnet {

namespace {

result<std::string> read_file(const std::string& path) {
  std::ifstream in{path, std::ios::binary};
  if (!in)
    return fail(errc::io, path + " cannot be read");
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

class grpc_wallet final : public wallet {
public:
  grpc_wallet(std::shared_ptr<grpc::Channel> channel, std::string macaroon)
      : lightning_(lnrpc::Lightning::NewStub(channel)),
        router_(routerrpc::Router::NewStub(channel)), macaroon_(std::move(macaroon)) {}

  ~grpc_wallet() override {
    {
      std::lock_guard lock{mutex_};
      for (auto& call : calls_)
        call->TryCancel();
    }
    for (auto& t : threads_)
      t.join();
  }

  result<std::string> make_invoice(sats amount) override {
    auto call = begin();
    lnrpc::Invoice asked;
    asked.set_value(amount.value);
    asked.set_memo("payout");
    lnrpc::AddInvoiceResponse made;
    auto outcome = lightning_->AddInvoice(call.get(), asked, &made);
    if (!outcome.ok())
      return fail(errc::unavailable, outcome.error_message());
    return made.payment_request();
  }

  status pay(const std::string& bolt11) override {
    auto call = begin();
    routerrpc::SendPaymentRequest asked;
    asked.set_payment_request(bolt11);
    asked.set_timeout_seconds(60);
    asked.set_fee_limit_sat(1000);
    auto stream = router_->SendPaymentV2(call.get(), asked);
    lnrpc::Payment first;
    if (!stream->Read(&first))
      return fail(errc::unavailable, stream->Finish().error_message());
    if (first.status() == lnrpc::Payment::FAILED)
      return fail(errc::invalid, "the payment failed");
    std::lock_guard lock{mutex_};
    calls_.push_back(call);
    threads_.emplace_back([call, kept = std::shared_ptr(std::move(stream))] {
      lnrpc::Payment next;
      while (kept->Read(&next)) {
      }
      (void)kept->Finish();
    });
    return done();
  }

  result<msats> balance() override {
    auto call = begin();
    lnrpc::ChannelBalanceResponse told;
    auto outcome = lightning_->ChannelBalance(call.get(), {}, &told);
    if (!outcome.ok())
      return fail(errc::unavailable, outcome.error_message());
    return msats{static_cast<int64_t>(told.local_balance().msat())};
  }

private:
  std::shared_ptr<grpc::ClientContext> begin() const {
    auto out = std::make_shared<grpc::ClientContext>();
    out->AddMetadata("macaroon", macaroon_);
    out->set_wait_for_ready(false);
    return out;
  }

  std::unique_ptr<lnrpc::Lightning::Stub> lightning_;
  std::unique_ptr<routerrpc::Router::Stub> router_;
  std::string macaroon_;
  std::mutex mutex_;
  std::vector<std::shared_ptr<grpc::ClientContext>> calls_;
  std::vector<std::thread> threads_;
};

} // namespace

result<std::unique_ptr<wallet>> make_grpc_wallet(const std::string& address,
                                                 const std::string& tls_cert_file,
                                                 const std::string& macaroon_file) {
  auto cert = read_file(tls_cert_file);
  if (!cert)
    return cert.why();
  auto macaroon = read_file(macaroon_file);
  if (!macaroon)
    return macaroon.why();
  grpc::SslCredentialsOptions tls;
  tls.pem_root_certs = *cert;
  auto channel = grpc::CreateChannel(address, grpc::SslCredentials(tls));
  return std::unique_ptr<wallet>{
      std::make_unique<grpc_wallet>(channel, to_hex(as_bytes(*macaroon)))};
}

} // namespace mostro::devnet
