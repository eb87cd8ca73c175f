// SPDX-License-Identifier: MIT
#include "actors/payee/payee_rules.hpp"

#include "messages/bech32.hpp"
#include "messages/hash.hpp"

#include <catch2/catch.hpp>

using namespace mostro;

namespace {

std::string lnurl_of(std::string_view text) {
  return bech32::encode("lnurl", *bech32::regroup(as_bytes(text), 8, 5, true));
}

pay_offer offer_of(std::string callback) {
  return {std::move(callback), {1000}, {1'000'000'000}, 50};
}

std::string invoice_of(msats amount, bolt11::network chain = bolt11::network::mainnet,
                       uint64_t cltv = 18, std::optional<bytes32> description_hash = {}) {
  bolt11::invoice what;
  what.network = chain;
  what.amount = amount;
  what.timestamp = {1'700'000'000};
  what.payment_hash.data.fill(7);
  what.payment_secret = bytes32{1};
  what.min_final_cltv_expiry_delta = cltv;
  what.description_hash = description_hash;
  bytes32 key{};
  key.fill(3);
  auto text = bolt11::encode(what, secret_key{key});
  REQUIRE(text);
  return *text;
}

constexpr unix_time soon_after{1'700'000'010};
constexpr std::optional<bytes32> no_metadata;

} // namespace

TEST_CASE("conformance/05-L1: a Lightning address becomes its well-known URL", "[05-L1]") {
  auto target = destination_url("a@b.c", false);
  REQUIRE(target);
  CHECK(*target == "https://b.c/.well-known/lnurlp/a");
}

TEST_CASE("payee: an LNURL of either case is decoded") {
  const auto text = lnurl_of("https://pay.example/u?id=7");
  std::string upper = text;
  for (auto& c : upper)
    c = static_cast<char>(std::toupper(c));
  CHECK(*destination_url(text, false) == "https://pay.example/u?id=7");
  CHECK(*destination_url(upper, false) == "https://pay.example/u?id=7");
}

TEST_CASE("payee: an address whose user begins with lnurl is an address") {
  CHECK(*destination_url("lnurl1@b.c", false) == "https://b.c/.well-known/lnurlp/lnurl1");
}

TEST_CASE("payee: http is for onion hosts, and for a devnet") {
  const auto plain = lnurl_of("http://pay.example/u");
  CHECK_FALSE(destination_url(plain, false));
  CHECK(destination_url(plain, true));
  CHECK(destination_url(lnurl_of("http://abc.onion/u"), false));
  CHECK(*destination_url("u@127.0.0.1:8080", true) == "http://127.0.0.1:8080/.well-known/lnurlp/u");
  CHECK(*destination_url("u@localhost:8080", true) == "http://localhost:8080/.well-known/lnurlp/u");
  CHECK(*destination_url("u@pay.example", true) == "https://pay.example/.well-known/lnurlp/u");
  CHECK(*destination_url("u@127.0.0.1:8080", false) ==
        "https://127.0.0.1:8080/.well-known/lnurlp/u");
}

TEST_CASE("payee: what is no destination is refused") {
  const auto bad =
      GENERATE(as<std::string>{}, "", "a", "@b.c", "a@", "a@b@c", "a/../x@b.c", "a?x=1@b.c",
               "a@b.c/path", "a@b.c?x", "..@b.c", "lnurl1qqqq", "lightning:a@b.c ");
  INFO(bad);
  CHECK_FALSE(destination_url(bad, false));
  CHECK_FALSE(destination_url(lnurl_of("https://u:p@b.c/"), false));
  CHECK_FALSE(destination_url(lnurl_of("ftp://b.c/"), false));
}

TEST_CASE("conformance/05-L3: a callback to a bare http address is refused", "[05-L3]") {
  CHECK_FALSE(callback_url(offer_of("http://169.254.169.254/"), {100}, "", false));
}

TEST_CASE("conformance/05-L5: the callback's own amount gives way to ours", "[05-L5]") {
  auto target = callback_url(offer_of("https://b.c/cb?id=7&amount=1&comment=x"), {100}, "", false);
  REQUIRE(target);
  CHECK(*target == "https://b.c/cb?id=7&amount=100000");
}

TEST_CASE("conformance/05-L6: a comment is sent whole or not at all", "[05-L6]") {
  auto offer = offer_of("https://b.c/cb");
  const std::string comment(60, 'x');
  for (auto [allowed, sent] : {std::pair{50, false}, {0, false}, {80, true}, {60, true}}) {
    offer.comment_allowed = allowed;
    auto target = callback_url(offer, {100}, comment, false);
    REQUIRE(target);
    CHECK((target->find("comment=" + comment) != std::string::npos) == sent);
  }
  offer.comment_allowed = 2; // Characters, not bytes.
  CHECK(*callback_url(offer, {100}, "\xC3\xA4\xC3\xB6", false) ==
        "https://b.c/cb?amount=100000&comment=%C3%A4%C3%B6");
}

TEST_CASE("conformance/05-L7: error reports, foreign tags and empty invoices fail", "[05-L7]") {
  const std::string error = R"({"status":"ERROR","reason":"secret","tag":"payRequest","pr":"x"})";
  CHECK_FALSE(is_pay_request(error));
  CHECK_FALSE(is_pay_request(R"({"callback":"https://b.c/"})"));
  CHECK_FALSE(is_pay_request("[]"));
  CHECK_FALSE(is_pay_request("<html>"));
  CHECK(is_pay_request(R"({"tag":"payRequest"})"));
  auto invoice = read_invoice(error);
  REQUIRE_FALSE(invoice);
  CHECK(invoice.why().text.find("secret") == std::string::npos);
  CHECK_FALSE(read_invoice(R"({"pr":""})"));
  CHECK_FALSE(read_invoice(R"({"pr":7})"));
  CHECK(*read_invoice(R"({"pr":"lnbc1","routes":[]})") == "lnbc1");
}

TEST_CASE("conformance/05-L8: an amount outside the payee's limits fails", "[05-L8]") {
  auto offer = read_offer(R"({"tag":"payRequest","callback":"https://b.c/cb",
                              "minSendable":200000,"maxSendable":300000})");
  REQUIRE(offer);
  CHECK_FALSE(callback_url(*offer, {100}, "", false));
  CHECK(callback_url(*offer, {200}, "", false));
  CHECK(callback_url(*offer, {300}, "", false));
  CHECK_FALSE(callback_url(*offer, {301}, "", false));
  auto without = read_offer(R"({"tag":"payRequest","callback":"https://b.c/cb"})");
  REQUIRE(without);
  CHECK_FALSE(callback_url(*without, {100}, "", false));
}

TEST_CASE("conformance/05-L10: invoices of another chain, lock time or age are refused",
          "[05-L10]") {
  payee_policy policy{bolt11::network::mainnet, 432};
  const sats amount{100};
  CHECK(judge_invoice(invoice_of({100'000}), amount, no_metadata, soon_after, policy));
  CHECK_FALSE(judge_invoice(invoice_of({100'000}, bolt11::network::testnet), amount, no_metadata,
                            soon_after, policy));
  CHECK_FALSE(judge_invoice(invoice_of({100'000}, bolt11::network::mainnet, 500), amount,
                            no_metadata, soon_after, policy));
  CHECK_FALSE(judge_invoice(invoice_of({100'000}), amount, no_metadata, {1'700'003'600}, policy));
  policy.network.reset();
  CHECK(judge_invoice(invoice_of({100'000}, bolt11::network::testnet), amount, no_metadata,
                      soon_after, policy));
}

TEST_CASE("payee: an invoice that is off by one millisatoshi is refused") {
  const payee_policy policy{bolt11::network::mainnet, 432};
  CHECK_FALSE(judge_invoice(invoice_of({100'001}), {100}, no_metadata, soon_after, policy));
  CHECK_FALSE(judge_invoice(invoice_of({99'999}), {100}, no_metadata, soon_after, policy));
  CHECK_FALSE(judge_invoice("lnbc1nonsense", {100}, no_metadata, soon_after, policy));
}

TEST_CASE("payee: an invoice that commits to a description commits to the metadata") {
  const payee_policy policy{bolt11::network::mainnet, 432};
  const std::string metadata = R"([["text/plain","coffee \"to go\""]])";
  auto offer = read_offer(R"({"tag":"payRequest","callback":"https://b.c/cb",)"
                          R"("metadata":"[[\"text/plain\",\"coffee \\\"to go\\\"\"]]"})");
  REQUIRE(offer);
  CHECK(offer->metadata_hash == sha256(as_bytes(metadata)));
  const auto judge = [&](std::optional<bytes32> committed, std::optional<bytes32> known) {
    const auto text = invoice_of({100'000}, bolt11::network::mainnet, 18, committed);
    return judge_invoice(text, {100}, known, soon_after, policy).has_value();
  };
  CHECK(judge(sha256(as_bytes(metadata)), offer->metadata_hash));
  CHECK_FALSE(judge(sha256(as_bytes("another")), offer->metadata_hash));
  CHECK_FALSE(judge(sha256(as_bytes(metadata)), no_metadata));
  CHECK(judge(std::nullopt, offer->metadata_hash)); // Many servers write a plain description.
}

TEST_CASE("payee: an amount that no payment can have is refused before anything is asked") {
  auto offer = offer_of("https://b.c/cb");
  offer.max_sendable = {INT64_MAX};
  CHECK_FALSE(callback_url(offer, {INT64_MAX}, "", false));
  CHECK_FALSE(callback_url(offer, {-1}, "", false));
  CHECK_FALSE(callback_url(offer, {0}, "", false));
}

TEST_CASE("payee: a callback leads to the web without userinfo, and keeps foreign pairs") {
  for (const auto* bad : {"https://u:p@b.c/cb", "ftp://b.c/cb", "//b.c/cb", "", "javascript:x"})
    CHECK_FALSE(callback_url(offer_of(bad), {100}, "", false));
  CHECK(*callback_url(offer_of("https://b.c:8443/cb?a=1&b=%20&&amount&k"), {100}, "", false) ==
        "https://b.c:8443/cb?a=1&b=%20&k&amount=100000");
}
