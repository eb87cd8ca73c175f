// SPDX-License-Identifier: MIT
#include "actors/payee/payee_actor.hpp"

#include "messages/hash.hpp"
#include "tests/support/deterministic_system.hpp"

#include <catch2/catch.hpp>

using namespace mostro;
using namespace mostro::test;

namespace {

constexpr int64_t now = 1'700'000'000;

/// Answers at once out of a table; what is not there cannot be reached.
struct table_http : http_service {
  std::map<std::string, std::pair<long, std::string>> pages;
  std::vector<http_request> asked;
  bool hold = false;

  void get(http_request what, answer tell) override {
    asked.push_back(what);
    if (hold)
      return;
    auto page = pages.find(what.url);
    if (page == pages.end())
      tell({what.tag, 0, {}, "unreachable"});
    else
      tell({what.tag, page->second.first, page->second.second, {}});
  }
};

std::string invoice_of(int64_t msat, std::optional<bytes32> description_hash = {}) {
  bolt11::invoice what;
  what.network = bolt11::network::regtest;
  what.amount = msats{msat};
  what.timestamp = {now};
  what.payment_hash.data.fill(7);
  what.payment_secret = bytes32{1};
  what.description_hash = description_hash;
  bytes32 key{};
  key.fill(3);
  return *bolt11::encode(what, secret_key{key});
}

struct fixture {
  std::shared_ptr<table_http> http = std::make_shared<table_http>();
  deterministic_system system;
  payee_actor payee;

  explicit fixture(bool allow_private = false, size_t max_open = 128) {
    payee_setup setup{environment{[] { return unix_time{now}; }, [](std::span<uint8_t>) {}},
                      http,
                      "mostro/9",
                      {bolt11::network::regtest, 432},
                      allow_private,
                      max_open};
    payee = system.spawn(payee_behavior, std::move(setup));
    http->pages["https://b.c/.well-known/lnurlp/a"] = {
        200, R"({"tag":"payRequest","callback":"https://b.c/cb","minSendable":1000,
                 "maxSendable":100000000})"};
  }
  destination_probe probe(std::string what) {
    return system.ask<probed_destination>(payee, probe_destination{std::move(what)})->outcome;
  }
  result<std::string> resolve(int64_t amount) {
    return system.ask<resolved_payee>(payee, resolve_payee{"a@b.c", {amount}})->bolt11;
  }
};

} // namespace

TEST_CASE("payee: an address that offers a pay request is reachable") {
  fixture f;
  CHECK(f.probe("a@b.c") == destination_probe::reachable);
  CHECK(f.http->asked.at(0).allowed == reach::public_only);
  CHECK(f.http->asked.at(0).user_agent == "mostro/9");
  CHECK_FALSE(f.http->asked.at(0).follow_redirects);
}

TEST_CASE("payee: everything else is unreachable") {
  fixture f;
  CHECK(f.probe("nobody@b.c") == destination_probe::unreachable);
  CHECK(f.probe("lnbc1xyz") == destination_probe::unreachable);
  f.http->pages["https://b.c/.well-known/lnurlp/a"].first = 302;
  CHECK(f.probe("a@b.c") == destination_probe::unreachable);
}

TEST_CASE("payee: an address is resolved to an invoice of exactly the amount") {
  fixture f;
  f.http->pages["https://b.c/cb?amount=200000"] = {200, R"({"pr":")" + invoice_of(200'000) + "\"}"};
  auto got = f.resolve(200);
  REQUIRE(got);
  CHECK(*got == invoice_of(200'000));
  REQUIRE(f.http->asked.size() == 2);
  CHECK(f.http->asked[1].allowed == reach::public_only);
}

TEST_CASE("payee: an invoice of another amount, an error and silence do not resolve") {
  fixture f;
  auto& page = f.http->pages["https://b.c/cb?amount=200000"];
  page = {200, R"({"pr":")" + invoice_of(200'001) + "\"}"};
  CHECK_FALSE(f.resolve(200));
  page = {200, R"({"status":"ERROR","reason":"no"})"};
  CHECK_FALSE(f.resolve(200));
  page = {500, R"({"pr":")" + invoice_of(200'000) + "\"}"};
  CHECK_FALSE(f.resolve(200));
  CHECK_FALSE(f.resolve(300)); // The callback cannot be reached.
  CHECK_FALSE(f.resolve(0));
  CHECK_FALSE(f.resolve(100'001)); // Beyond what the payee takes.
}

TEST_CASE("payee: an invoice for another description does not resolve") {
  fixture f;
  auto& metadata_page = f.http->pages["https://b.c/.well-known/lnurlp/a"];
  metadata_page.second.insert(1, R"("metadata":"[[]]",)");
  auto& page = f.http->pages["https://b.c/cb?amount=200000"];
  page = {200, R"({"pr":")" + invoice_of(200'000, sha256(as_bytes("[[]]"))) + "\"}"};
  CHECK(f.resolve(200));
  page = {200, R"({"pr":")" + invoice_of(200'000, sha256(as_bytes("[]"))) + "\"}"};
  CHECK_FALSE(f.resolve(200));
}

TEST_CASE("conformance/05-L9: a payee that hangs gives no invoice, and no reachable address",
          "[05-L9]") {
  fixture f;
  auto page = f.http->pages.extract("https://b.c/.well-known/lnurlp/a");
  CHECK(f.probe("a@b.c") == destination_probe::unreachable); // The HTTP thread gave up.
  CHECK_FALSE(f.resolve(200));
  CHECK(f.http->asked.at(0).total_timeout == std::chrono::seconds(4));
  CHECK(f.http->asked.at(0).connect_timeout == std::chrono::seconds(2));
  CHECK(f.http->asked.at(0).lookup_timeout == std::chrono::seconds(2));
  CHECK(f.http->asked.at(0).max_body_bytes == 64 * 1024);
}

TEST_CASE("payee: a devnet may ask local hosts over http") {
  fixture f{true};
  f.http->pages["http://127.0.0.1:8080/.well-known/lnurlp/u"] = {200, R"({"tag":"payRequest"})"};
  CHECK(f.probe("u@127.0.0.1:8080") == destination_probe::reachable);
  CHECK(f.http->asked.at(0).allowed == reach::pinned);
}

TEST_CASE("payee: too many questions at a time are refused, not queued") {
  fixture f{false, 1};
  f.http->hold = true;
  caf::anon_send(f.payee, probe_destination{"a@b.c"});
  f.system.run();
  CHECK(f.probe("a@b.c") == destination_probe::unreachable);
  CHECK(f.http->asked.size() == 1);
}
