// SPDX-License-Identifier: MIT
//
// A node that goes, comes back, or comes back with a new certificate; and
// nodes that must not be trusted.
#include "tests/lnd-proto/test_node.hpp"

#include <catch2/catch.hpp>

using namespace mostro;
using namespace mostro::test;
using lnd::failure;

namespace {

lnd::outcome<lnd::node_info> ask_info(lnd::client& from) {
  return answer_of<lnd::node_info>([&](auto to) { from.fetch_info(to); });
}

bool answers(lnd::client& from) { return std::holds_alternative<lnd::node_info>(ask_info(from)); }

// Asks until the node answers; false when it does not within many seconds.
bool comes_back(lnd::client& from) {
  for (int i = 0; i < 200; ++i) {
    if (answers(from))
      return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return false;
}

struct answering_node : connected_node {
  answering_node() {
    script.get_info = [](auto&, auto&, auto&) { return grpc::Status::OK; };
  }
};

} // namespace

TEST_CASE("lnd/reconnect: a node that goes is unreachable, and one that returns is found") {
  answering_node at;
  REQUIRE(answers(*at.client));
  at.node.stop();
  CHECK(error_of(ask_info(*at.client)).what == failure::unreachable);
  at.node.start();
  CHECK(comes_back(*at.client));
}

TEST_CASE("lnd/reconnect: a node that starts after its client is found") {
  answering_node at;
  at.node.stop();
  CHECK(error_of(ask_info(*at.client)).what == failure::unreachable);
  at.node.start();
  CHECK(comes_back(*at.client));
}

TEST_CASE("lnd/reconnect: subscribing while the node is away ends as unreachable") {
  answering_node at;
  at.node.stop();
  inbox<lnd::stream_end> ends;
  auto subscription = at.client->subscribe_invoice(
      {}, [](lnd::invoice) {}, [&](lnd::stream_end e) { ends.put(std::move(e)); });
  const auto end = ends.take();
  CHECK_FALSE(end.clean);
  CHECK(end.why.what == failure::unreachable);
}

TEST_CASE("lnd/reconnect: a renewed certificate is read from the file again") {
  answering_node at;
  REQUIRE(answers(*at.client));
  at.node.stop();
  at.node.change_certificate(make_test_certificate(2));
  at.node.start();
  // As long as the file is the old one, the new node is not trusted.
  for (int i = 0; i < 3; ++i)
    CHECK_FALSE(answers(*at.client));
  // A file that is just being written changes nothing.
  at.folder.write("tls.cert", "-----BEGIN CERTI");
  CHECK_FALSE(answers(*at.client));
  at.folder.write("tls.cert", at.node.certificate());
  CHECK(comes_back(*at.client));
}

TEST_CASE("lnd/reconnect: a stream on the channel of the old files lives on") {
  connected_node at;
  inbox<bool> go_on;
  at.script.subscribe = [&](auto&, auto&, auto& out) {
    lnrpc::Invoice open;
    open.set_r_hash(std::string(32, 'h'));
    out.Write(open);
    go_on.take();
    open.set_state(lnrpc::Invoice::SETTLED);
    out.Write(open);
    return grpc::Status::OK;
  };
  at.script.get_info = [](auto&, auto&, auto&) { return unknown("permission denied"); };
  inbox<lnd::invoice_state> states;
  inbox<bool> ends;
  auto subscription = at.client->subscribe_invoice(
      {}, [&](lnd::invoice i) { states.put(i.state); },
      [&](lnd::stream_end e) { ends.put(e.clean); });
  CHECK(states.take() == lnd::invoice_state::open);
  at.folder.write("admin.macaroon", "NEW");
  CHECK(error_of(ask_info(*at.client)).what == failure::denied);
  go_on.put(true);
  CHECK(states.take() == lnd::invoice_state::settled);
  CHECK(ends.take());
}

TEST_CASE("lnd/reconnect: a renewed macaroon is read again after a denial") {
  connected_node at;
  at.script.get_info = [](grpc::ServerContext& context, auto&, auto&) {
    const auto found = context.client_metadata().find("macaroon");
    const bool right = found != context.client_metadata().end() && found->second == "4e4557";
    return right ? grpc::Status::OK : unknown("verification failed: signature mismatch");
  };
  CHECK(error_of(ask_info(*at.client)).what == failure::denied);
  at.folder.write("admin.macaroon", "NEW");
  CHECK(error_of(ask_info(*at.client)).what == failure::denied);
  CHECK(answers(*at.client));
}

TEST_CASE("lnd/reconnect: a node with a foreign certificate gets neither call nor macaroon") {
  answering_node at;
  std::atomic<int> calls{0};
  at.script.get_info = [&](auto&, auto&, auto&) {
    ++calls;
    return grpc::Status::OK;
  };
  at.node.stop();
  at.node.change_certificate(make_test_certificate(3));
  at.node.start();
  CHECK(error_of(ask_info(*at.client)).what == failure::unreachable);
  CHECK(calls == 0);
}

TEST_CASE("lnd/reconnect: the certificate must name the host that we call") {
  answering_node at;
  auto by_address = at.connect(std::chrono::seconds(15), "127.0.0.1");
  CHECK(answers(*by_address));
  auto by_other_name = at.connect(std::chrono::seconds(15), "127.0.0.2");
  CHECK_FALSE(answers(*by_other_name));
}

TEST_CASE("lnd/reconnect: a certificate file full of junk fails calls and not the process") {
  answering_node at;
  auto made = lnd::make_grpc_client(
      {"localhost:" + std::to_string(at.node.port()),
       at.folder.write("junk.cert", "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n"),
       at.folder.write("m", "m")});
  REQUIRE(made);
  CHECK(error_of(ask_info(**made)).what == failure::unreachable);
  at.folder.write("junk.cert", at.node.certificate());
  CHECK(comes_back(**made));
}
