// SPDX-License-Identifier: MIT
//
// The unary calls against a node over TLS: what is sent, what is read, and what
// an error of LND turns into on its way.
#include "tests/lnd-proto/test_node.hpp"

#include <catch2/catch.hpp>

using namespace mostro;
using namespace mostro::test;
using lnd::failure;

namespace {

const payment_hash some_hash{{7, 8, 9}};

lnd::outcome<lnd::node_info> ask_info(lnd::client& from) {
  return answer_of<lnd::node_info>([&](auto to) { from.fetch_info(to); });
}

lnd::outcome<lnd::invoice> ask_invoice(lnd::client& from) {
  return answer_of<lnd::invoice>([&](auto to) { from.look_up_invoice(some_hash, to); });
}

lnd::outcome<std::monostate> settle(lnd::client& on) {
  return answer_of<std::monostate>([&](auto to) { on.settle_invoice(preimage{{5}}, to); });
}

lnd::outcome<std::monostate> cancel(lnd::client& on) {
  return answer_of<std::monostate>([&](auto to) { on.cancel_invoice(some_hash, to); });
}

} // namespace

TEST_CASE("lnd/client: the macaroon goes along once, as lower-case hex") {
  connected_node at;
  inbox<std::string> seen;
  at.script.get_info = [&](grpc::ServerContext& context, auto&, auto&) {
    for (const auto& [key, value] : context.client_metadata())
      if (key == "macaroon")
        seen.put({value.data(), value.size()});
    return grpc::Status::OK;
  };
  value_of(ask_info(*at.client));
  REQUIRE(seen.size() == 1);
  CHECK(seen.take() == "02c0de");
}

TEST_CASE("lnd/client: the node's information is read field by field") {
  connected_node at;
  at.script.get_info = [](auto&, auto&, lnrpc::GetInfoResponse& reply) {
    reply.set_identity_pubkey("02aa");
    reply.set_alias("alice");
    reply.set_version("0.21.2-beta commit=v0.21.2-beta");
    reply.set_commit_hash("abc");
    reply.set_block_height(812);
    reply.set_synced_to_chain(true);
    reply.add_uris("02aa@1.2.3.4:9735");
    auto* chain = reply.add_chains();
    chain->set_chain("bitcoin");
    chain->set_network("regtest");
    return grpc::Status::OK;
  };
  const auto info = value_of(ask_info(*at.client));
  CHECK(info.identity_pubkey == "02aa");
  CHECK(info.alias == "alice");
  CHECK(info.version == "0.21.2-beta commit=v0.21.2-beta");
  CHECK(info.commit_hash == "abc");
  CHECK(info.chain == "bitcoin");
  CHECK(info.network == "regtest");
  CHECK(info.uris == std::vector<std::string>{"02aa@1.2.3.4:9735"});
  CHECK(info.block_height == 812);
  CHECK(info.synced_to_chain);
}

TEST_CASE("lnd/client: the balance is read in millisatoshis") {
  connected_node at;
  at.script.channel_balance = [](auto&, auto&, lnrpc::ChannelBalanceResponse& reply) {
    reply.mutable_local_balance()->set_msat(1234567);
    reply.mutable_remote_balance()->set_msat(89);
    return grpc::Status::OK;
  };
  const auto ask = [&](auto to) { at.client->fetch_balance(to); };
  const auto balance = value_of(answer_of<lnd::channel_balance>(ask));
  CHECK(balance.local == msats{1234567});
  CHECK(balance.remote == msats{89});
}

TEST_CASE("lnd/client: a hold invoice carries hash, amount, memo and both expiries") {
  connected_node at;
  inbox<invoicesrpc::AddHoldInvoiceRequest> seen;
  at.script.add_hold = [&](auto&, const auto& request, auto& reply) {
    seen.put(request);
    reply.set_payment_request("lnbcrt1...");
    return grpc::Status::OK;
  };
  const lnd::hold_invoice_request what{some_hash, sats{5000}, "order 1", seconds{900}, 150};
  const auto ask = [&](auto to) { at.client->add_hold_invoice(what, to); };
  CHECK(value_of(answer_of<std::string>(ask)) == "lnbcrt1...");
  const auto request = seen.take();
  CHECK(request.hash() == std::string(some_hash.data.begin(), some_hash.data.end()));
  CHECK(request.value() == 5000);
  CHECK(request.memo() == "order 1");
  CHECK(request.expiry() == 900);
  CHECK(request.cltv_expiry() == 150);
  CHECK(request.value_msat() == 0);
}

TEST_CASE("lnd/client: settling sends the raw preimage and canceling the raw hash") {
  connected_node at;
  inbox<std::string> seen;
  at.script.settle = [&](auto&, const auto& request, auto&) {
    seen.put(request.preimage());
    return grpc::Status::OK;
  };
  at.script.cancel = [&](auto&, const auto& request, auto&) {
    seen.put(request.payment_hash());
    return grpc::Status::OK;
  };
  value_of(settle(*at.client));
  CHECK(seen.take() == "\x05" + std::string(31, '\0'));
  value_of(cancel(*at.client));
  CHECK(seen.take() == "\x07\x08\x09" + std::string(29, '\0'));
}

TEST_CASE("lnd/client: a look-up asks by raw hash and reads the invoice") {
  connected_node at;
  at.script.look_up_invoice = [](auto&, const auto& request, lnrpc::Invoice& reply) {
    reply.set_r_hash(request.r_hash());
    reply.set_state(lnrpc::Invoice::ACCEPTED);
    reply.set_value(5000);
    return grpc::Status::OK;
  };
  const auto invoice = value_of(ask_invoice(*at.client));
  CHECK(invoice.hash == some_hash);
  CHECK(invoice.state == lnd::invoice_state::accepted);
  CHECK(invoice.value == sats{5000});
}

TEST_CASE("lnd/client: NOT_FOUND and the texts under UNKNOWN reach the caller by meaning") {
  connected_node at;
  at.script.look_up_invoice = [](auto&, auto&, auto&) {
    return grpc::Status(grpc::StatusCode::NOT_FOUND, "unable to locate invoice");
  };
  const auto none = error_of(ask_invoice(*at.client));
  CHECK(none.what == failure::not_found);
  CHECK(none.text == "LookupInvoice: unable to locate invoice (code 5)");
  at.script.settle = [](auto&, auto&, auto&) { return unknown("invoice still open"); };
  CHECK(error_of(settle(*at.client)).what == failure::still_open);
  at.script.settle = [](auto&, auto&, auto&) { return unknown("invoice already canceled"); };
  CHECK(error_of(settle(*at.client)).what == failure::already_canceled);
  at.script.cancel = [](auto&, auto&, auto&) { return unknown("invoice already settled"); };
  CHECK(error_of(cancel(*at.client)).what == failure::already_settled);
  at.script.get_info = [](auto&, auto&, auto&) {
    return unknown("wallet locked, unlock it to enable full RPC access");
  };
  CHECK(error_of(ask_info(*at.client)).what == failure::not_ready);
  at.script.get_info = [](auto&, auto&, auto&) { return unknown("permission denied"); };
  CHECK(error_of(ask_info(*at.client)).what == failure::denied);
  at.script.get_info = nullptr;
  CHECK(error_of(ask_info(*at.client)).what == failure::denied);
}

TEST_CASE("lnd/client: an answer that does not read tells nothing") {
  connected_node at;
  at.script.look_up_invoice = [](auto&, auto&, lnrpc::Invoice& reply) {
    reply.set_r_hash("short");
    return grpc::Status::OK;
  };
  CHECK(error_of(ask_invoice(*at.client)).what == failure::unreachable);
  at.script.add_hold = [](auto&, auto&, auto&) { return grpc::Status::OK; };
  const auto ask = [&](auto to) { at.client->add_hold_invoice({}, to); };
  CHECK(error_of(answer_of<std::string>(ask)).what == failure::unreachable);
}

TEST_CASE("lnd/client: a call that LND does not answer ends with its deadline") {
  connected_node at(std::chrono::milliseconds(200));
  at.script.settle = [](auto& context, auto&, auto&) { return wait_until_cancelled(context); };
  const auto why = error_of(settle(*at.client));
  CHECK(why.what == failure::unreachable);
  CHECK(why.text.find("(code 4)") != std::string::npos);
}

TEST_CASE("lnd/client: an answer larger than gRPC's default limit is received") {
  connected_node at;
  at.script.get_info = [](auto&, auto&, lnrpc::GetInfoResponse& reply) {
    reply.set_alias(std::string(6u << 20, 'a'));
    return grpc::Status::OK;
  };
  CHECK(value_of(ask_info(*at.client)).alias.size() == 6u << 20);
}

TEST_CASE("lnd/client: many calls at once are each answered exactly once") {
  inbox<lnd::outcome<lnd::invoice>> answered;
  connected_node at;
  at.script.look_up_invoice = [](auto&, const auto& request, lnrpc::Invoice& reply) {
    reply.set_r_hash(request.r_hash());
    return grpc::Status::OK;
  };
  for (uint8_t i = 0; i < 200; ++i)
    at.client->look_up_invoice(payment_hash{{i}}, [&](auto out) { answered.put(std::move(out)); });
  std::vector<payment_hash> all;
  for (int i = 0; i < 200; ++i)
    all.push_back(value_of(answered.take()).hash);
  at.client->close();
  CHECK(answered.size() == 0);
  std::sort(all.begin(), all.end());
  for (uint8_t i = 0; i < 200; ++i)
    CHECK(all[i] == payment_hash{{i}});
}

TEST_CASE("lnd/client: closing with calls under way returns, and nobody is answered later") {
  connected_node at;
  std::atomic<int> waiting{0};
  std::atomic<bool> closed{false};
  std::atomic<int> late{0};
  at.script.settle = [&](auto& context, auto&, auto&) {
    ++waiting;
    return wait_until_cancelled(context);
  };
  for (int i = 0; i < 3; ++i)
    at.client->settle_invoice(preimage{{5}}, [&](auto) { late += closed; });
  while (waiting < 3)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  at.client->close();
  closed = true;
  at.client->settle_invoice(preimage{{5}}, [&](auto) { ++late; });
  at.client->close();
  at.node.stop();
  CHECK(late == 0);
  CHECK(waiting == 3);
}

TEST_CASE("lnd/client: what a callback holds is gone when closing returns") {
  connected_node at;
  inbox<int> begun;
  at.script.settle = [&](auto& context, auto&, auto&) {
    begun.put(1);
    return wait_until_cancelled(context);
  };
  auto held = std::make_shared<int>(1);
  at.client->settle_invoice(preimage{{5}}, [held](auto) {});
  begun.take();
  at.client->close();
  CHECK(held.use_count() == 1);
}

TEST_CASE("lnd/client: a client may go as soon as its last answer has come") {
  connected_node at;
  at.client->close(); // It never had a call, so the clients below own gRPC's callback threads.
  at.script.get_info = [](auto&, auto&, auto&) { return grpc::Status::OK; };
  for (int round = 0; round < 40; ++round) {
    inbox<bool> answered;
    auto passing = at.connect(std::chrono::seconds(15));
    for (int i = 0; i < 4; ++i)
      passing->fetch_info([&](lnd::outcome<lnd::node_info> out) {
        answered.put(std::holds_alternative<lnd::node_info>(out));
      });
    for (int i = 0; i < 4; ++i)
      CHECK(answered.take());
    passing.reset();
  }
}
