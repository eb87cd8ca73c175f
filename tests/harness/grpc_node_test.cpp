// SPDX-License-Identifier: MIT
//
// A simulated LND over real gRPC: streams, faults, restarts (spec 06 §3-§6).
#include "tests/harness/grpc_node_fixture.hpp"

#include <catch2/catch.hpp>
#include <thread>

using namespace mostro;
using namespace mostro::devnet;
using kind = payment_mode::kind;

TEST_CASE_METHOD(served, "grpc node: a hold invoice lives its whole life over the wire") {
  const auto with = preimage_of("wire");
  call_context context{macaroon};
  invoicesrpc::AddHoldInvoiceRequest asked;
  asked.set_hash(raw(hash_of(with)));
  asked.set_value(1000);
  asked.set_memo("over the wire");
  asked.set_cltv_expiry(144);
  invoicesrpc::AddHoldInvoiceResp made;
  REQUIRE(invoices->AddHoldInvoice(&context, asked, &made).ok());
  call_context again{macaroon};
  CHECK(said(invoices->AddHoldInvoice(&again, asked, &made)) ==
        "2 invoice with payment hash already exists");

  invoice_stream states{*this, hash_of(with)};
  REQUIRE(states.next());
  CHECK(states.last.state() == lnrpc::Invoice::OPEN);
  CHECK(states.last.memo() == "over the wire");
  CHECK(states.last.r_preimage().empty());
  CHECK(said(settle(with)) == "2 invoice still open");

  REQUIRE(network.pay("seller", made.payment_request()));
  REQUIRE(states.next());
  CHECK(states.last.state() == lnrpc::Invoice::ACCEPTED);
  CHECK(states.last.amt_paid_sat() == 1000);
  CHECK_FALSE(states.last.settled());
  REQUIRE(states.last.htlcs_size() == 1);
  CHECK(states.last.htlcs(0).state() == lnrpc::ACCEPTED);
  CHECK(states.last.htlcs(0).expiry_height() == static_cast<int>(network.height()) + 147);

  CHECK(settle(with).ok());
  CHECK(settle(with).ok());
  REQUIRE(states.next());
  CHECK(states.last.state() == lnrpc::Invoice::SETTLED);
  CHECK(states.last.r_preimage() == raw(with));
  CHECK_FALSE(states.next());
  CHECK(states.finish().ok());
  CHECK(said(cancel(hash_of(with))) == "2 invoice already settled");

  invoice_stream late{*this, hash_of(with)};
  REQUIRE(late.next());
  CHECK(late.last.state() == lnrpc::Invoice::SETTLED);
  CHECK_FALSE(late.next());
  CHECK(late.finish().ok());
}

TEST_CASE_METHOD(served, "grpc node: a subscription to an unknown hash waits for the invoice") {
  invoice_stream states{*this, hash_of_word("later")};
  while (node.calls("SubscribeSingleInvoice") == 0)
    std::this_thread::yield();
  hold("later");
  REQUIRE(states.next());
  CHECK(states.last.state() == lnrpc::Invoice::OPEN);
  CHECK(cancel(hash_of_word("later")).ok());
  REQUIRE(states.next());
  CHECK(states.last.state() == lnrpc::Invoice::CANCELED);
  CHECK_FALSE(states.next());
  CHECK(states.finish().ok());
}

TEST_CASE_METHOD(served, "grpc node: look-ups refuse with LND's codes and words") {
  lnrpc::Invoice got;
  call_context unknown{macaroon};
  lnrpc::PaymentHash by_hash;
  by_hash.set_r_hash(raw(hash_of_word("no")));
  CHECK(said(lightning->LookupInvoice(&unknown, by_hash, &got)) == "5 unable to locate invoice");
  call_context shorter{macaroon};
  by_hash.set_r_hash("short");
  CHECK(said(lightning->LookupInvoice(&shorter, by_hash, &got)) ==
        "2 payment hash must be exactly 32 bytes, is instead 5");
  call_context no_reference{macaroon};
  CHECK(said(invoices->LookupInvoiceV2(&no_reference, {}, &got)) == "3 invoice ref must be set");
  invoicesrpc::LookupInvoiceMsg second;
  second.set_payment_hash("short");
  call_context bad{macaroon};
  CHECK(said(invoices->LookupInvoiceV2(&bad, second, &got)) ==
        "3 unable to parse pay hash: invalid hash length of 5, want 32");
  const auto invoice = hold("yes");
  second.set_payment_hash(raw(invoice.hash));
  call_context known{macaroon};
  REQUIRE(invoices->LookupInvoiceV2(&known, second, &got).ok());
  CHECK(got.payment_request() == invoice.payment_request);
  by_hash.set_r_hash_str(invoice.hash.hex()); // Wins over the bytes.
  call_context hex{macaroon};
  REQUIRE(lightning->LookupInvoice(&hex, by_hash, &got).ok());
  CHECK(got.cltv_expiry() == 144);
  invoice_stream wrong{*this, {}};
  wrong.context.TryCancel();
  CHECK(wrong.finish().error_code() == grpc::StatusCode::CANCELLED);
}

TEST_CASE_METHOD(served, "grpc node: an invoice of another node is decoded") {
  const auto invoice = ordinary(1234);
  call_context context{macaroon};
  lnrpc::PayReqString asked;
  asked.set_pay_req(invoice.payment_request);
  lnrpc::PayReq read;
  REQUIRE(lightning->DecodePayReq(&context, asked, &read).ok());
  CHECK(read.destination() == to_hex(network.view("buyer").identity));
  CHECK(read.payment_hash() == invoice.hash.hex());
  CHECK(read.num_satoshis() == 1234);
  CHECK(read.cltv_expiry() == 80);
  CHECK(read.expiry() == 86400);
}

TEST_CASE_METHOD(served, "grpc node: a payment tells its states and ends with OK") {
  const auto invoice = ordinary();
  payment_stream paying{*this, invoice};
  REQUIRE(paying.next());
  CHECK(paying.last.status() == lnrpc::Payment::IN_FLIGHT);
  CHECK(paying.last.htlcs_size() == 0);
  CHECK(paying.last.payment_preimage() == std::string(64, '0'));
  REQUIRE(paying.next());
  CHECK(paying.last.status() == lnrpc::Payment::IN_FLIGHT);
  CHECK(paying.last.htlcs_size() == 1);
  CHECK(paying.last.fee_msat() == 0);
  REQUIRE(paying.next());
  CHECK(paying.last.status() == lnrpc::Payment::SUCCEEDED);
  CHECK(paying.last.fee_sat() == 1);
  CHECK(hash_of(preimage{*bytes32_from_hex(paying.last.payment_preimage())}) == invoice.hash);
  CHECK_FALSE(paying.next());
  CHECK(paying.finish().ok());

  payment_stream again{*this, invoice};
  CHECK_FALSE(again.next());
  CHECK(said(again.finish()) == "6 invoice is already paid");
  grpc::Status end;
  CHECK(track(invoice.hash, &end).status() == lnrpc::Payment::SUCCEEDED);
  CHECK(end.ok());
  track(hash_of_word("never"), &end);
  CHECK(said(end) == "5 payment isn't initiated");
  CHECK(network.transfers().size() == 1);
}

TEST_CASE_METHOD(served,
                 "grpc node: a stream cut in mid-payment leaves the payment to be tracked") {
  network.set_payment_mode("buyer", {kind::hang, {}});
  const auto invoice = ordinary();
  payment_stream paying{*this, invoice};
  REQUIRE(paying.next());
  REQUIRE(paying.next());
  SECTION("the stream alone") {
    node.cut_streams();
    while (paying.next()) {
    }
    CHECK(paying.finish().error_code() == grpc::StatusCode::UNAVAILABLE);
  }
  SECTION("the node, broken") {
    node.set_up(false);
    while (paying.next()) {
    }
    CHECK(paying.finish().error_code() == grpc::StatusCode::UNAVAILABLE);
    CHECK(get_info(macaroon).error_code() == grpc::StatusCode::UNAVAILABLE);
    node.set_up(true);
  }
  SECTION("the client") {
    paying.context.TryCancel();
    while (paying.next()) {
    }
    CHECK(paying.finish().error_code() == grpc::StatusCode::CANCELLED);
  }
  CHECK(track(invoice.hash).status() == lnrpc::Payment::IN_FLIGHT);
  payment_stream again{*this, invoice};
  CHECK_FALSE(again.next());
  CHECK(said(again.finish()) == "6 payment is in transition");
  network.set_payment_mode("buyer", {});
  grpc::Status end;
  CHECK(track(invoice.hash, &end).status() == lnrpc::Payment::SUCCEEDED);
  CHECK(end.ok());
  CHECK(network.transfers().size() == 1);
  CHECK(network.conserved());
}

TEST_CASE_METHOD(served, "grpc node: a subscription is taken up again after a restart") {
  const auto invoice = hold("restart");
  invoice_stream before{*this, invoice.hash};
  REQUIRE(before.next());
  SECTION("a broken one is UNAVAILABLE") {
    node.set_up(false, stop_manner::broken);
    CHECK_FALSE(before.next());
    CHECK(before.finish().error_code() == grpc::StatusCode::UNAVAILABLE);
  }
  SECTION("a clean one is OK without a final state") {
    node.set_up(false, stop_manner::clean);
    CHECK_FALSE(before.next());
    CHECK(before.last.state() == lnrpc::Invoice::OPEN);
    CHECK(said(before.finish()) == "0 ");
  }
  REQUIRE(network.pay("seller", invoice.payment_request));
  const auto port = node.port();
  node.set_up(true);
  CHECK(node.port() == port);
  invoice_stream after{*this, invoice.hash, true};
  REQUIRE(after.next());
  CHECK(after.last.state() == lnrpc::Invoice::ACCEPTED);
  CHECK(settle(preimage_of("restart")).ok());
  REQUIRE(after.next());
  CHECK(after.last.state() == lnrpc::Invoice::SETTLED);
}

TEST_CASE_METHOD(served, "grpc node: faults strike as often as they were ordered") {
  const auto invoice = hold("fault");
  REQUIRE(network.pay("seller", invoice.payment_request));
  SECTION("refused before the work") {
    node.inject("SettleInvoice", call_fault::refuse_before);
    CHECK(settle(preimage_of("fault")).error_code() == grpc::StatusCode::UNAVAILABLE);
    CHECK(network.invoice_state(invoice.hash) == devnet::invoice_state::accepted);
  }
  SECTION("lost after the work") {
    node.inject("SettleInvoice", call_fault::lose_answer);
    CHECK(settle(preimage_of("fault")).error_code() == grpc::StatusCode::UNAVAILABLE);
    CHECK(network.invoice_state(invoice.hash) == devnet::invoice_state::settled);
  }
  SECTION("never answered") {
    node.inject("SettleInvoice", call_fault::never_answer);
    call_context context{macaroon};
    grpc::Status silent;
    std::jthread waiting{[&] {
      invoicesrpc::SettleInvoiceMsg asked;
      asked.set_preimage(raw(preimage_of("fault")));
      invoicesrpc::SettleInvoiceResp answer;
      silent = invoices->SettleInvoice(&context, asked, &answer);
    }};
    CHECK(network.wait_for_invoice("mostro", invoice.hash, devnet::invoice_state::settled, 20s));
    context.TryCancel();
    waiting.join();
    CHECK(silent.error_code() == grpc::StatusCode::CANCELLED);
  }
  CHECK(settle(preimage_of("fault")).ok());
  CHECK(node.calls("SettleInvoice") == 2);
  CHECK(network.transfers().size() == 1);
}

TEST_CASE_METHOD(served, "grpc node: a send whose answer is lost has paid") {
  node.inject("SendPaymentV2", call_fault::lose_answer);
  const auto invoice = ordinary();
  payment_stream paying{*this, invoice};
  CHECK_FALSE(paying.next());
  CHECK(paying.finish().error_code() == grpc::StatusCode::UNAVAILABLE);
  CHECK(track(invoice.hash).status() == lnrpc::Payment::SUCCEEDED);
}

TEST_CASE_METHOD(served, "grpc node: delayed calls are answered, or given up with the client") {
  node.set_delay(50ms);
  CHECK(get_info(macaroon).ok());
  const auto invoice = hold("slow");
  invoice_stream states{*this, invoice.hash};
  REQUIRE(states.next());
  REQUIRE(network.pay("seller", invoice.payment_request));
  node.set_delay(1h);
  CHECK(settle(preimage_of("slow"), 100ms).error_code() == grpc::StatusCode::DEADLINE_EXCEEDED);
  CHECK(network.invoice_state(invoice.hash) == devnet::invoice_state::accepted);
}

TEST_CASE("grpc node: a node stops at once with calls and streams under way") {
  lightning_fixture f;
  auto node = std::make_unique<grpc_node>(f.network, "mostro");
  grpc::SslCredentialsOptions tls;
  tls.pem_root_certs = node->credentials().tls.certificate;
  auto stub = invoicesrpc::Invoices::NewStub(
      grpc::CreateChannel(node->address(), grpc::SslCredentials(tls)));
  std::vector<std::unique_ptr<call_context>> contexts;
  std::vector<std::unique_ptr<grpc::ClientReader<lnrpc::Invoice>>> readers;
  for (int i = 0; i < 20; ++i) {
    const auto invoice = f.hold(std::to_string(i));
    auto& context = *contexts.emplace_back(
        std::make_unique<call_context>(node->credentials().admin_macaroon_hex()));
    invoicesrpc::SubscribeSingleInvoiceRequest asked;
    asked.set_r_hash(raw(invoice.hash));
    lnrpc::Invoice first;
    REQUIRE(readers.emplace_back(stub->SubscribeSingleInvoice(&context, asked))->Read(&first));
  }
  node->inject("CancelInvoice", call_fault::never_answer);
  grpc::Status unanswered;
  std::jthread waiting{[&, with = node->credentials().admin_macaroon_hex()] {
    call_context context{with};
    invoicesrpc::CancelInvoiceMsg asked;
    asked.set_payment_hash(raw(f.hash_of_word("0")));
    invoicesrpc::CancelInvoiceResp answer;
    unanswered = stub->CancelInvoice(&context, asked, &answer);
  }};
  lnrpc::Invoice got;
  REQUIRE(readers[0]->Read(&got));
  CHECK(got.state() == lnrpc::Invoice::CANCELED);
  CHECK_FALSE(readers[0]->Read(&got));
  CHECK(readers[0]->Finish().ok());
  node.reset();
  waiting.join();
  CHECK(unanswered.error_code() == grpc::StatusCode::UNAVAILABLE);
  for (size_t i = 1; i < readers.size(); ++i) {
    CHECK_FALSE(readers[i]->Read(&got));
    CHECK(readers[i]->Finish().error_code() == grpc::StatusCode::UNAVAILABLE);
  }
  CHECK(f.network.conserved());
}
