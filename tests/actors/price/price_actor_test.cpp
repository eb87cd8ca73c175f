// SPDX-License-Identifier: MIT
#include "actors/price/price_actor.hpp"

#include "tests/support/deterministic_system.hpp"

#include <catch2/catch.hpp>

using namespace mostro;
using namespace mostro::test;

namespace {

/// Keeps requests until the test answers them.
struct held_http : http_service {
  std::vector<std::pair<http_request, answer>> open;
  void get(http_request what, answer tell) override {
    open.emplace_back(std::move(what), std::move(tell));
  }
  void answer_all(long status, const std::string& body) {
    for (auto& [request, tell] : std::exchange(open, {}))
      tell({request.tag, status, body, {}});
  }
};

struct fixture {
  int64_t now = 1'700'000'000;
  std::shared_ptr<held_http> http = std::make_shared<held_http>();
  deterministic_system system;

  price_setup setup() {
    price_setup out{environment{[this] { return unix_time{now}; }, [](std::span<uint8_t>) {}},
                    http,
                    {yadio_provider("https://one.example/")}};
    return out;
  }
  price_quote ask(const price_actor& price, std::string code) {
    return system.ask<price_told>(price, ask_price{std::move(code)})->quote;
  }
  /// Answers every open request and lets the actor hear it now.
  void answer(long status, const std::string& body) {
    http->answer_all(status, body);
    system.run();
  }
  void pass(int64_t seconds) {
    for (int64_t i = 0; i < seconds; i += 10) {
      now += 10;
      system.advance(std::chrono::seconds(10), std::chrono::seconds(10));
    }
  }
};

constexpr auto fresh = price_quote::state::fresh;
constexpr auto stale = price_quote::state::stale;
constexpr auto unknown = price_quote::state::unknown;

} // namespace

TEST_CASE("price: the first round begins at once and is answered from memory") {
  fixture f;
  auto price = f.system.spawn(price_behavior, f.setup());
  f.system.run();
  REQUIRE(f.http->open.size() == 1);
  CHECK(f.http->open[0].first.url == "https://one.example/exrates/BTC");
  CHECK(f.ask(price, "USD").what == unknown);
  f.answer(200, R"({"BTC":{"USD":50000}})");
  auto quote = f.ask(price, "usd");
  CHECK(quote.what == fresh);
  CHECK(quote.fiat_per_bitcoin == 50000);
}

TEST_CASE("price: the last good price is kept until it is too old") {
  fixture f;
  auto price = f.system.spawn(price_behavior, f.setup());
  f.system.run();
  f.answer(200, R"({"BTC":{"USD":50000}})");
  f.pass(1800);
  f.answer(500, "");
  CHECK(f.ask(price, "USD").what == fresh);
  f.pass(10);
  f.answer(500, "");
  CHECK(f.ask(price, "USD").what == stale);
  f.pass(600);
  f.answer(200, R"({"BTC":{"USD":60000}})");
  CHECK(f.ask(price, "USD").fiat_per_bitcoin == 60000);
}

TEST_CASE("price: a round of several providers is combined when all have answered") {
  fixture f;
  auto setup = f.setup();
  setup.providers.push_back(yadio_provider("https://two.example"));
  auto price = f.system.spawn(price_behavior, std::move(setup));
  f.system.run();
  REQUIRE(f.http->open.size() == 2);
  auto [first, tell_first] = f.http->open[0];
  auto [second, tell_second] = f.http->open[1];
  f.http->open.clear();
  tell_first({first.tag, 200, R"({"BTC":{"USD":100}})", {}});
  CHECK(f.ask(price, "USD").what == unknown);
  tell_second({second.tag, 200, R"({"BTC":{"USD":102}})", {}});
  CHECK(f.ask(price, "USD").fiat_per_bitcoin == 101);
}

TEST_CASE("price: rounds keep their floor of a minute unless the setup lowers it") {
  fixture f;
  auto setup = f.setup();
  setup.update_interval = {10};
  f.system.spawn(price_behavior, setup);
  f.system.run();
  f.answer(200, R"({"BTC":{}})");
  f.pass(50);
  CHECK(f.http->open.empty());
  f.pass(10);
  CHECK(f.http->open.size() == 1);

  fixture quick;
  setup = quick.setup();
  setup.update_interval = setup.shortest_interval = {10};
  quick.system.spawn(price_behavior, setup);
  quick.system.run();
  quick.answer(200, R"({"BTC":{}})");
  quick.pass(10);
  CHECK(quick.http->open.size() == 1);
}

TEST_CASE("price: a provider that keeps failing is left alone for a while") {
  fixture f;
  auto setup = f.setup();
  setup.update_interval = {60};
  f.system.spawn(price_behavior, setup);
  f.system.run();
  int asked = 0;
  for (int i = 0; i < 30; ++i) { // 300 s: rounds at 0, 60, 120, rest of 120 s, 240.
    asked += static_cast<int>(f.http->open.size());
    f.answer(0, "");
    f.pass(10);
  }
  CHECK(asked == 4);
}

TEST_CASE("price: a fixed table needs no provider and never ages") {
  fixture f;
  auto setup = f.setup();
  setup.providers.clear();
  setup.fixed = {{"USD", 100'000}};
  auto price = f.system.spawn(price_behavior, std::move(setup));
  f.pass(7200);
  CHECK(f.http->open.empty());
  CHECK(f.ask(price, "usd").fiat_per_bitcoin == 100'000);
  CHECK(f.ask(price, "EUR").what == unknown);
}
