// SPDX-License-Identifier: MIT
//
// LNURL-pay, prices and controls over a real socket.
#include "messages/bech32.hpp"
#include "messages/json.hpp"
#include "tests/harness/http_stub.hpp"
#include "tests/support/websocket_client.hpp"

#include <catch2/catch.hpp>

using namespace mostro;
using namespace mostro::devnet;

namespace {

struct answer {
  int status = 0;
  std::string head;
  std::string body;

  json::document parsed() const {
    auto out = json::document::parse(body);
    REQUIRE(out);
    return *std::move(out);
  }
};

answer ask(const http_stub& stub, const std::string& request_line, const std::string& body = "") {
  const auto raw = test_support::raw_http(
      stub.port(), request_line,
      body.empty() ? "" : "Content-Type: application/x-www-form-urlencoded\r\n", body);
  const auto split = raw.find("\r\n\r\n");
  REQUIRE(split != std::string::npos);
  REQUIRE(raw.starts_with("HTTP/1.1 "));
  return {std::stoi(raw.substr(9, 3)), raw.substr(0, split), raw.substr(split + 4)};
}

std::unique_ptr<http_stub> start(http_stub_options options = {}) {
  auto stub = http_stub::start(std::move(options));
  REQUIRE(stub);
  return *std::move(stub);
}

/// Records what the controls were told.
struct recorder {
  std::vector<std::string> calls;
  status outcome = done();

  control_actions actions() {
    control_actions out;
    const auto note = [this](std::string what) {
      calls.push_back(std::move(what));
      return outcome;
    };
    out.mine = [note](uint32_t blocks) { return note("mine " + std::to_string(blocks)); };
    out.payments = [note](const std::string& node, payment_switch mode) {
      return note("payments " + node + " " + std::to_string(static_cast<int>(mode)));
    };
    out.node = [note](const std::string& name, bool up) {
      return note("node " + name + (up ? " up" : " down"));
    };
    out.relay = [note](bool up) { return note(up ? "relay up" : "relay down"); };
    out.describe = [] { return R"({"blocks":7})"; };
    return out;
  }
};

} // namespace

TEST_CASE("http stub: the document of a user names the callback and the limits") {
  const auto stub = start();
  stub->set_user("alice", {"node-a", msats{1000}, msats{5'000'000}, 20});
  const auto got = ask(*stub, "GET /.well-known/lnurlp/alice");
  CHECK(got.status == 200);
  CHECK(got.head.find("application/json") != std::string::npos);
  const auto document = got.parsed();
  CHECK(document.root().find("tag")->text() == "payRequest");
  CHECK(document.root().find("callback")->text() == stub->url() + "/lnurlp/callback/alice");
  CHECK(document.root().find("minSendable")->integer() == 1000);
  CHECK(document.root().find("maxSendable")->integer() == 5'000'000);
  CHECK(document.root().find("commentAllowed")->integer() == 20);
  const auto metadata =
      json::document::parse(std::string{*document.root().find("metadata")->text()});
  REQUIRE(metadata);
  CHECK(metadata->root().at(0).at(0).text() == "text/plain");
}

TEST_CASE("http stub: the callback asks the user's node for an invoice") {
  std::string asked;
  http_stub_options options;
  options.invoices = [&](const std::string& node, msats amount,
                         const std::string& comment) -> result<std::string> {
    asked = node + '/' + std::to_string(amount.value) + '/' + comment;
    return std::string{"lnbcrt1invoice"};
  };
  const auto stub = start(std::move(options));
  stub->set_user("alice", {"node-a", msats{1000}, msats{5'000'000}, 6});
  const auto got = ask(*stub, "GET /lnurlp/callback/alice?amount=2500&comment=f%C3%BCr+du");
  CHECK(got.parsed().root().find("pr")->text() == "lnbcrt1invoice");
  CHECK(asked == "node-a/2500/für du");
}

TEST_CASE("http stub: the callback refuses as LUD-06 words it") {
  bool fails = false;
  http_stub_options options;
  options.invoices = [&](const auto&, msats, const auto&) -> result<std::string> {
    if (fails)
      return fail(errc::unavailable, "node is down");
    return std::string{"lnbcrt1invoice"};
  };
  const auto stub = start(std::move(options));
  stub->set_user("alice", {"node-a", msats{1000}, msats{5000}, 2});
  const auto refused = [&](const std::string& query) {
    const auto got = ask(*stub, "GET /lnurlp/callback/alice" + query);
    CHECK(got.status == 200);
    const auto document = got.parsed();
    CHECK(document.root().find("status")->text() == "ERROR");
    return std::string{*document.root().find("reason")->text()};
  };
  CHECK(refused("") == "amount is missing or not a number");
  CHECK(refused("?amount=1e3") == "amount is missing or not a number");
  CHECK(refused("?amount=999") == "amount is out of range");
  CHECK(refused("?amount=5001") == "amount is out of range");
  CHECK(refused("?amount=1000&comment=abc") == "comment is too long");
  CHECK(ask(*stub, "GET /lnurlp/callback/alice?amount=1000&comment=%C3%BC%C3%BC")
            .parsed()
            .root()
            .find("pr"));
  fails = true;
  CHECK(refused("?amount=1000") == "node is down");
}

TEST_CASE("http stub: an unknown user is not found, nor one who was removed") {
  const auto stub = start();
  CHECK(ask(*stub, "GET /.well-known/lnurlp/bob").status == 404);
  stub->set_user("bob", {});
  CHECK(ask(*stub, "GET /.well-known/lnurlp/bob").status == 200);
  stub->remove_user("bob");
  CHECK(ask(*stub, "GET /.well-known/lnurlp/bob").status == 404);
}

TEST_CASE("http stub: the LNURL of a user decodes to the URL of the document") {
  const auto stub = start();
  const auto decoded = bech32::decode(stub->lnurl_of("alice"));
  REQUIRE(decoded);
  CHECK(decoded->prefix == "lnurl");
  const auto url = *bech32::regroup(decoded->groups, 5, 8, false);
  CHECK(std::string(url.begin(), url.end()) == stub->url() + "/.well-known/lnurlp/alice");
}

TEST_CASE("http stub: prices are served in yadio's format") {
  const auto stub = start();
  stub->set_price("USD", 50000);
  stub->set_price("EUR", 45000.125);
  stub->set_price("GBP", 1);
  stub->remove_price("GBP");
  CHECK(ask(*stub, "GET /exrates/BTC").body ==
        R"({"BTC":{"EUR":45000.125,"USD":50000.0},"base":"BTC"})");
  CHECK(ask(*stub, "POST /control/price?code=USD&value=61234.5").status == 200);
  CHECK(ask(*stub, "GET /exrates/BTC").parsed().root().find("BTC")->find("USD")->number() ==
        61234.5);
}

TEST_CASE("http stub: the controls do what they are told") {
  recorder told;
  http_stub_options options;
  options.controls = told.actions();
  const auto stub = start(std::move(options));
  const auto ok = [&](const std::string& path) {
    const auto got = ask(*stub, "POST " + path);
    CHECK(got.status == 200);
    CHECK(got.body == "{\"ok\":true}\n");
  };
  ok("/control/mine?blocks=6");
  ok("/control/payments?node=mostro&mode=ok");
  ok("/control/payments?node=mostro&mode=fail");
  ok("/control/payments?node=mostro&mode=hang");
  ok("/control/node?name=mostro&mode=down");
  ok("/control/node?name=mostro&mode=up");
  ok("/control/relay?mode=down");
  ok("/control/relay?mode=up");
  CHECK(ask(*stub, "POST /control/mine", "blocks=2").status == 200); // curl -d
  CHECK(told.calls == std::vector<std::string>{"mine 6", "payments mostro 0", "payments mostro 1",
                                               "payments mostro 2", "node mostro down",
                                               "node mostro up", "relay down", "relay up",
                                               "mine 2"});
  CHECK(ask(*stub, "GET /status").body == "{\"blocks\":7}\n");
}

TEST_CASE("http stub: a wrong argument is refused with a text and does nothing") {
  recorder told;
  http_stub_options options;
  options.controls = told.actions();
  const auto stub = start(std::move(options));
  for (const char* path :
       {"/control/mine", "/control/mine?blocks=0", "/control/mine?blocks=-1",
        "/control/mine?blocks=x", "/control/mine?blocks=100001", "/control/payments?mode=ok",
        "/control/payments?node=a&mode=maybe", "/control/node?mode=up", "/control/node?name=a",
        "/control/relay", "/control/relay?mode=sideways", "/control/price?code=usd&value=1",
        "/control/price?code=USD&value=0", "/control/price?code=USD&value=-1",
        "/control/price?code=USD&value=inf", "/control/price?code=USD&value=nan",
        "/control/price?code=USD"}) {
    CAPTURE(path);
    const auto got = ask(*stub, std::string{"POST "} + path);
    CHECK(got.status == 400);
    CHECK(got.body.ends_with('\n'));
    CHECK(got.parsed().root().find("ok")->boolean() == false);
    CHECK_FALSE(got.parsed().root().find("error")->text()->empty());
  }
  CHECK(told.calls.empty());
}

TEST_CASE("http stub: what the network refuses is told with its reason") {
  recorder told;
  told.outcome = fail(errc::not_found, "no node \"x\"");
  http_stub_options options;
  options.controls = told.actions();
  const auto stub = start(std::move(options));
  const auto got = ask(*stub, "POST /control/node?name=x&mode=up");
  CHECK(got.status == 400);
  CHECK(got.parsed().root().find("error")->text() == "no node \"x\"");
  told.outcome = fail(errc::io, "broken");
  CHECK(ask(*stub, "POST /control/node?name=x&mode=up").status == 500);
}

TEST_CASE("http stub: unknown paths, wrong methods and missing controls are told apart") {
  const auto stub = start();
  CHECK(ask(*stub, "GET /").status == 404);
  CHECK(ask(*stub, "GET /control/unknown").status == 404);
  CHECK(ask(*stub, "POST /exrates/BTC").status == 404);
  CHECK(ask(*stub, "GET /control/mine?blocks=1").status == 405);
  CHECK(ask(*stub, "POST /status").status == 405);
  CHECK(ask(*stub, "POST /control/mine?blocks=1").status == 503);
  CHECK(ask(*stub, "GET /status").status == 503);
}

TEST_CASE("http stub: a test's own route comes first until it is taken away") {
  const auto stub = start();
  stub->set_price("USD", 1);
  stub->set_route("GET", "/exrates/BTC", [](const http_request&) {
    return http_response{302, "moved", "text/plain", {{"Location", "/elsewhere"}}};
  });
  const auto got = ask(*stub, "GET /exrates/BTC");
  CHECK(got.status == 302);
  CHECK(got.body == "moved");
  CHECK(got.head.find("Location: /elsewhere") != std::string::npos);
  stub->set_route("GET", "/exrates/BTC", {});
  CHECK(ask(*stub, "GET /exrates/BTC").status == 200);
  const auto requests = stub->requests();
  REQUIRE(requests.size() == 2);
  CHECK(requests[1].path == "/exrates/BTC");
  CHECK(requests[1].method == "GET");
}

TEST_CASE("http stub: a port that is taken is an error") {
  const auto stub = start();
  http_stub_options options;
  options.listen.port = stub->port();
  const auto second = http_stub::start(std::move(options));
  REQUIRE_FALSE(second);
  CHECK(second.why().code == errc::unavailable);
  options = {};
  options.listen.certificate_file = "/nowhere.pem";
  const auto without = http_stub::start(std::move(options));
  REQUIRE_FALSE(without);
  CHECK(without.why().code == errc::io);
}
