// SPDX-License-Identifier: MIT
#include "tests/actors/price/price_fixture.hpp"

using namespace mostro;
using namespace mostro::test;

namespace {

using f = price_fixture;
constexpr auto fresh = price_quote::state::fresh;
constexpr auto stale = price_quote::state::stale;
constexpr auto unknown = price_quote::state::unknown;

} // namespace

TEST_CASE_METHOD(f, "price: the first round begins at once and is answered from memory") {
  spawn();
  REQUIRE(http->open.size() == 1);
  CHECK(http->open[0].first.url == "https://one.example/exrates/BTC");
  answer(200, R"({"BTC":{"USD":50000}})");
  auto quote = ask("usd");
  CHECK(quote.what == fresh);
  CHECK(quote.fiat_per_bitcoin == 50000);
}

TEST_CASE_METHOD(
    f, "price: a question that comes before the first round is over is answered at its end") {
  spawn();
  auto known = ask_later("USD");
  auto unheard_of = ask_later("EUR");
  CHECK_FALSE(known->has_value());
  answer(200, R"({"BTC":{"USD":50000}})");
  REQUIRE(known->has_value());
  CHECK((*known)->fiat_per_bitcoin == 50000);
  REQUIRE(unheard_of->has_value());
  CHECK((*unheard_of)->what == unknown);
  CHECK(ask("CHF").what == unknown); // Later questions wait for nobody.
}

TEST_CASE_METHOD(f,
                 "price: rates are stamped later than those of a run that ended in this second") {
  setup.recovered = {{"USD", 50000, {now}, 2}};
  spawn();
  answer(200, R"({"BTC":{"USD":50001}})");
  REQUIRE(published->size() == 1);
  CHECK(published->at(0).created_at == unix_time{now + 1});
}

TEST_CASE_METHOD(f, "price: the last good price is kept until it is too old") {
  spawn();
  answer(200, R"({"BTC":{"USD":50000}})");
  for (int i = 0; i < 6; ++i) {
    pass(300);
    answer(500, "");
  }
  CHECK(ask("USD").what == fresh);
  pass(10);
  CHECK(ask("USD").what == stale);
  pass(290); // The provider's rest is over, too.
  answer(200, R"({"BTC":{"USD":60000}})");
  CHECK(ask("USD").fiat_per_bitcoin == 60000);
}

TEST_CASE_METHOD(f, "price: a round of several providers is combined when all have answered") {
  setup.providers.push_back(provider("yadio", "https://two.example"));
  spawn();
  REQUIRE(http->open.size() == 2);
  auto [first, tell_first] = http->open[0];
  auto [second, tell_second] = http->open[1];
  http->open.clear();
  tell_first({first.tag, 200, R"({"BTC":{"USD":100}})", {}});
  tell_second({second.tag, 200, R"({"BTC":{"USD":102}})", {}});
  CHECK(ask("USD").fiat_per_bitcoin == 101);
}

TEST_CASE_METHOD(f, "price: a provider that never answers is not waited for beyond its time") {
  setup.providers.push_back(provider("blockchain", "https://two.example"));
  spawn();
  auto [request, tell] = http->open.at(0);
  auto [silent, tell_late] = http->open.at(1);
  http->open.clear();
  tell({request.tag, 200, R"({"BTC":{"USD":100}})", {}});
  auto early = ask_later("USD");
  pass(10);
  CHECK_FALSE(early->has_value());
  pass(10); // Eleven seconds are over.
  REQUIRE(early->has_value());
  CHECK((*early)->fiat_per_bitcoin == 100);
  CHECK(ask("USD").fiat_per_bitcoin == 100);
  tell_late({silent.tag, 200, R"({"USD":{"last":900}})", {}});
  CHECK(ask("USD").fiat_per_bitcoin == 100);
}

TEST_CASE_METHOD(f, "price: a mirror is asked when the one before fails") {
  setup.providers = {provider("currency_api")};
  setup.providers[0].access.mirrors = {"https://two.example"};
  spawn();
  answer(503, "");
  REQUIRE(http->open.size() == 1);
  CHECK(http->open[0].first.url == "https://two.example/currencies/btc.min.json");
  answer(200, R"({"btc":{"usd":7}})");
  CHECK(ask("USD").fiat_per_bitcoin == 7);
}

TEST_CASE_METHOD(f, "price: requests are bounded, and one with a key is not redirected") {
  setup.providers = {provider("eltoque"), provider("yadio")};
  setup.providers[0].access.key = secret<std::string>{"T"};
  setup.user_agent = "mostro/9";
  spawn();
  const auto& with_key = http->open.at(0).first;
  CHECK(with_key.headers == std::vector<std::string>{"Authorization: Bearer T"});
  CHECK_FALSE(with_key.follow_redirects);
  const auto& plain = http->open.at(1).first;
  CHECK(plain.headers.empty());
  CHECK(plain.follow_redirects);
  CHECK(plain.user_agent == "mostro/9");
  CHECK(plain.allowed == reach::anywhere);
  CHECK(plain.max_body_bytes == 1024 * 1024);
  CHECK(plain.total_timeout == std::chrono::seconds(10));
}

TEST_CASE_METHOD(f, "price: rounds keep their floor of a minute") {
  setup.update_interval = {10};
  spawn();
  answer(200, R"({"BTC":{}})");
  pass(50);
  CHECK(http->open.empty());
  pass(10);
  CHECK(http->open.size() == 1);
}

TEST_CASE_METHOD(f, "price: the setup may lower the floor") {
  setup.update_interval = setup.shortest_interval = {10};
  spawn();
  answer(200, R"({"BTC":{}})");
  pass(10);
  CHECK(http->open.size() == 1);
}

TEST_CASE_METHOD(f, "price: a provider that keeps failing is left alone for a while") {
  setup.update_interval = {60};
  spawn();
  int asked = 0;
  for (int i = 0; i < 30; ++i) { // 300 s: rounds at 0, 60, 120, rest of 120 s, 240.
    asked += static_cast<int>(http->open.size());
    answer(0, "");
    pass(10);
  }
  CHECK(asked == 4);
}

TEST_CASE_METHOD(f, "price: a fixed table needs no provider and never ages") {
  setup.providers.clear();
  setup.fixed = {{"USD", 100'000}};
  spawn();
  pass(7200);
  CHECK(http->open.empty());
  CHECK(ask("usd").fiat_per_bitcoin == 100'000);
  CHECK(ask("EUR").what == unknown);
  CHECK(published->empty());
  auto told = system.ask<price_status_told>(price, ask_price_status{});
  CHECK(told->count == 1);
  CHECK(told->newest == unix_time{now});
}

TEST_CASE_METHOD(f, "price: fresh prices are kept in the database") {
  setup.providers.push_back(provider("yadio", "https://two.example"));
  spawn();
  answer(200, R"({"BTC":{"USD":50000,"EUR":45000}})");
  const storage::stored_price eur{"EUR", 45000, {now}, 2};
  const storage::stored_price usd{"USD", 50000, {now}, 2};
  CHECK(*kept == std::vector<storage::stored_price>{eur, usd});
  pass(300);
  answer(500, "");
  CHECK(kept->size() == 2); // Nothing fresh, nothing written.
}

TEST_CASE_METHOD(f, "price: prices of an earlier run are served with their old age") {
  setup.recovered = {{"USD", 50000, {now - 1790}, 2}, {"EUR", 45000, {now - 1801}, 2}};
  spawn();
  CHECK(ask("USD").fiat_per_bitcoin == 50000);
  answer(500, "");
  CHECK(ask("EUR").what == stale);
  pass(20);
  CHECK(ask("USD").what == stale);
}

TEST_CASE_METHOD(f, "price: the rates of a round are published") {
  spawn();
  answer(200, R"({"BTC":{"USD":50000,"XAU":1}})");
  REQUIRE(published->size() == 1);
  CHECK(published->at(0).kind == nostr::kind::rates);
  CHECK(published->at(0).content == R"({"BTC":{"USD":50000.0}})");
  CHECK(nostr::first_tag_value(published->at(0).tags, "expiration") == std::to_string(now + 600));
  CHECK(nostr::first_tag_value(published->at(0).tags, "source") == "yadio");
  pass(300);
  answer(500, "");
  CHECK(published->size() == 1);
}

TEST_CASE_METHOD(f, "price: nothing is published when the operator does not want it") {
  setup.publish = false;
  spawn();
  answer(200, R"({"BTC":{"USD":50000}})");
  CHECK(ask("USD").what == fresh);
  CHECK(published->empty());
}

TEST_CASE_METHOD(f, "conformance/05-P10: a currency that a round lacks keeps its last price",
                 "[05-P10]") {
  spawn();
  answer(200, R"({"BTC":{"USD":50000,"CUP":24500000}})");
  pass(300);
  answer(200, R"({"BTC":{"USD":51000}})");
  CHECK(ask("USD").fiat_per_bitcoin == 51000);
  CHECK(ask("CUP").fiat_per_bitcoin == 24'500'000);
  pass(1510);
  CHECK(ask("CUP").what == stale);
}
