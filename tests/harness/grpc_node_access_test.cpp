// SPDX-License-Identifier: MIT
//
// Who may call a simulated LND, and what it tells about itself (spec 06 §5, §7).
#include "tests/harness/grpc_node_fixture.hpp"

#include <catch2/catch.hpp>
#include <ctime>
#include <fstream>

using namespace mostro;
using namespace mostro::devnet;

TEST_CASE_METHOD(served, "grpc node: macaroons are judged with LND's codes and words") {
  CHECK(get_info(macaroon).ok());
  std::string upper = macaroon;
  for (char& c : upper)
    c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  CHECK(get_info(upper).ok());
  CHECK(said(get_info("")) == "2 expected 1 macaroon, got 0");
  CHECK(said(get_info("0201zz")) == "2 encoding/hex: invalid byte: U+007A 'z'");
  CHECK(said(get_info("020")) == "2 encoding/hex: odd length hex string");
  CHECK(said(get_info("0201")) ==
        "2 verification failed: signature mismatch after caveat verification");
  const auto weak = to_hex(as_bytes(node.credentials().macaroons.by_file.at("invoice.macaroon")));
  CHECK(said(get_info(weak)) == "2 permission denied");
  call_context twice{macaroon};
  twice.AddMetadata("macaroon", macaroon);
  lnrpc::GetInfoResponse info;
  CHECK(said(lightning->GetInfo(&twice, {}, &info)) == "2 expected 1 macaroon, got 2");
}

TEST_CASE_METHOD(served, "grpc node: the macaroon is looked at before a stream begins") {
  call_context context{""};
  auto reader = invoices->SubscribeSingleInvoice(&context, {});
  lnrpc::Invoice got;
  CHECK_FALSE(reader->Read(&got));
  CHECK(said(reader->Finish()) == "2 expected 1 macaroon, got 0");
}

TEST_CASE_METHOD(served, "grpc node: a foreign certificate is not trusted") {
  const auto other = make_tls_identity("other", unix_time{std::time(nullptr)});
  auto stub = lnrpc::State::NewStub(dial(other.certificate));
  call_context context{""};
  lnrpc::GetStateResponse answer;
  CHECK(stub->GetState(&context, {}, &answer).error_code() == grpc::StatusCode::UNAVAILABLE);
}

TEST_CASE_METHOD(served, "grpc node: credentials are written as LND names them") {
  const auto base = std::filesystem::temp_directory_path() /
                    ("mostro-credentials-" + std::to_string(node.port()));
  REQUIRE(node.write_credentials(base));
  const auto read = [&](const char* file) {
    std::ifstream in{base / "mostro" / file, std::ios::binary};
    return std::string{std::istreambuf_iterator<char>{in}, {}};
  };
  CHECK(read("tls.cert") == node.credentials().tls.certificate);
  CHECK(to_hex(as_bytes(read("admin.macaroon"))) == macaroon);
  std::filesystem::remove_all(base);
}

TEST_CASE_METHOD(served, "grpc node: a locked wallet answers only the state service") {
  node.set_wallet(wallet_state::locked);
  CHECK(said(get_info(macaroon)) == "2 wallet locked, unlock it to enable full RPC access");
  node.set_wallet(wallet_state::waiting_to_start);
  CHECK(said(get_info(macaroon)) == "2 waiting to start, RPC services not available");
  node.set_wallet(wallet_state::non_existing);
  CHECK(said(get_info(macaroon)) == "2 wallet not created, create one to enable full RPC access");
  node.set_wallet(wallet_state::rpc_active);
  CHECK(said(get_info(macaroon)) == "2 the RPC server is in the process of starting up, but not "
                                    "yet ready to accept calls");
  call_context context{""};
  auto reader = state->SubscribeState(&context, {});
  lnrpc::SubscribeStateResponse got;
  REQUIRE(reader->Read(&got));
  CHECK(got.state() == lnrpc::RPC_ACTIVE);
  node.set_wallet(wallet_state::server_active);
  REQUIRE(reader->Read(&got));
  CHECK(got.state() == lnrpc::SERVER_ACTIVE);
  context.TryCancel();
  CHECK(reader->Finish().error_code() == grpc::StatusCode::CANCELLED);
  call_context plain{""};
  lnrpc::GetStateResponse answer;
  CHECK(state->GetState(&plain, {}, &answer).ok());
  CHECK(get_info(macaroon).ok());
}

TEST_CASE_METHOD(served, "grpc node: GetInfo and ChannelBalance tell the node's facts") {
  call_context context{macaroon};
  lnrpc::GetInfoResponse info;
  REQUIRE(lightning->GetInfo(&context, {}, &info).ok());
  CHECK(info.version() == "0.21.2-beta commit=v0.21.2-beta");
  CHECK(info.alias() == "mostro");
  CHECK(info.identity_pubkey() == to_hex(network.view("mostro").identity));
  REQUIRE(info.chains_size() == 1);
  CHECK(info.chains(0).chain() == "bitcoin");
  CHECK(info.chains(0).network() == "regtest");
  CHECK(info.block_height() == network.height());
  CHECK(info.synced_to_chain());
  CHECK(info.features().contains(14));
  pass(2 * 3600 + 1);
  call_context later{macaroon};
  REQUIRE(lightning->GetInfo(&later, {}, &info).ok());
  CHECK_FALSE(info.synced_to_chain());
  call_context balance{macaroon};
  lnrpc::ChannelBalanceResponse money;
  REQUIRE(lightning->ChannelBalance(&balance, {}, &money).ok());
  CHECK(money.local_balance().sat() == 1'000'000);
  CHECK(money.remote_balance().sat() == 2'000'000);
}

TEST_CASE_METHOD(served, "grpc node: a port that is taken is not shared") {
  CHECK_THROWS_AS(grpc_node(network, "seller", {"127.0.0.1", node.port()}), bug);
  node.set_up(false);
  CHECK_THROWS_AS(grpc_node(network, "seller", {"127.0.0.1", node.port()}), bug);
}
