// SPDX-License-Identifier: MIT
#include "actors/price/price_round_session.hpp"

#include <catch2/catch.hpp>

using namespace mostro;

namespace {

constexpr unix_time now{1'700'000'000};

price_provider provider(std::string id, std::vector<std::string> mirrors = {},
                        currency_choice choice = {}) {
  return {id, {"https://" + id + ".example", std::move(mirrors), {}}, std::move(choice), {}};
}

/// A round of these providers in which each says one thing.
struct fixture {
  std::vector<price_provider> providers;
  std::vector<provider_breaker> breakers{providers.size(), provider_breaker{3, {120}}};
  price_round round{providers, breakers, now};

  round_prices prices() const { return prices_of_round(round.polls(), providers, {}); }
};

} // namespace

TEST_CASE("conformance/05-P7: a currency that the operator excepts is not taken", "[05-P7]") {
  fixture f{{provider("currency_api", {}, {std::nullopt, {{"cup", "MLC"}}}),
             provider("yadio", {}, {{{"usd", "CUP"}}, std::nullopt})}};
  f.round.answered(0, 200, R"({"btc":{"usd":100,"cup":2500,"mlc":120,"eur":90}})", "");
  f.round.answered(1, 200, R"({"BTC":{"USD":102,"CUP":24500,"EUR":1}})", "");
  auto prices = f.prices().prices;
  CHECK(prices.at("CUP").value == 24500);
  CHECK(prices.at("CUP").providers == std::set<std::string>{"yadio"});
  CHECK(prices.at("USD").value == 101);
  CHECK(prices.at("EUR").value == 90); // Not among what is wanted of yadio.
  CHECK_FALSE(prices.contains("MLC"));
}

TEST_CASE("conformance/05-P8: what is no currency is dropped", "[05-P8]") {
  fixture f{{provider("currency_api")}};
  f.round.answered(0, 200, R"({"btc":{"eth":1,"xau":1,"btc":1,"vef":1,"ves":4,"mlc":2}})", "");
  auto prices = f.prices().prices;
  CHECK(prices.size() == 2);
  CHECK(prices.contains("VES"));
  CHECK(prices.contains("MLC"));
}

TEST_CASE("conformance/05-P9: Cuba's currencies are priced over the dollar", "[05-P9]") {
  fixture f{{provider("yadio"), provider("eltoque")}};
  f.round.answered(1, 200, R"({"tasas":{"USD":490,"MLC":200}})", "");
  f.round.answered(0, 200, R"({"BTC":{"USD":50000}})", "");
  auto prices = f.prices().prices;
  CHECK(prices.at("CUP").value == Approx(24'500'000));
  CHECK(prices.at("MLC").value == Approx(122'500));
}

TEST_CASE("conformance/05-P10: without a dollar there is nothing, and no failure", "[05-P10]") {
  fixture f{{provider("yadio"), provider("eltoque")}};
  f.round.answered(1, 200, R"({"tasas":{"MLC":200}})", "");
  f.round.answered(0, 200, R"({"BTC":{"USD":50000}})", "");
  REQUIRE(f.round.is_over());
  CHECK(f.round.polls()[0].said);
  CHECK_FALSE(f.prices().prices.contains("CUP"));

  fixture alone{{provider("eltoque")}};
  alone.round.answered(0, 200, R"({"tasas":{"USD":490,"MLC":200}})", "");
  CHECK(alone.round.polls()[0].said);
  CHECK(alone.prices().prices.empty()); // CUP keeps what it had.
}

TEST_CASE("conformance/05-P11: mirrors are asked in turn until one answers", "[05-P11]") {
  fixture f{{provider("currency_api", {"https://two.example", "https://three.example"})}};
  REQUIRE(f.round.first_asks().size() == 1);
  auto second = f.round.answered(0, 500, "", "");
  REQUIRE(second);
  CHECK(second->what.url == "https://two.example/currencies/btc.min.json");
  CHECK_FALSE(f.round.answered(0, 200, R"({"btc":{"usd":5}})", ""));
  CHECK(f.round.is_over());
  CHECK(f.prices().prices.at("USD").value == 5);

  fixture dead{{provider("currency_api", {"https://two.example"})}};
  CHECK(dead.round.answered(0, 200, "no JSON", ""));
  CHECK_FALSE(dead.round.answered(0, 0, "", "timeout"));
  CHECK(dead.round.is_over());
  REQUIRE(dead.round.polls().size() == 1); // One failure, not two.
  CHECK_FALSE(dead.round.polls()[0].said);
}

TEST_CASE("conformance/05-P14: an interval of ten seconds becomes a minute", "[05-P14]") {
  CHECK(round_interval({10}, {60}) == seconds{60});
  CHECK(round_interval({300}, {60}) == seconds{300});
  CHECK(round_interval({1}, {1}) == seconds{1});
}

TEST_CASE("price: who rests is not asked, and a round without anybody is over") {
  std::vector<price_provider> providers{provider("yadio"), provider("blockchain")};
  std::vector<provider_breaker> breakers(2, provider_breaker{1, {120}});
  breakers[0].failed(now);
  price_round one{providers, breakers, now};
  CHECK(one.resting() == std::vector<size_t>{0});
  REQUIRE(one.first_asks().size() == 1);
  CHECK(one.first_asks()[0].provider == 1);
  breakers[1].failed(now);
  CHECK((price_round{providers, breakers, now}.is_over()));
}

TEST_CASE("price: the breakers are told what a round found, at the time of its end") {
  fixture f{{provider("yadio"), provider("blockchain")}};
  f.breakers.assign(2, provider_breaker{1, {120}});
  f.breakers[1].failed(now - seconds{1000});
  f.round.answered(0, 404, "", "");
  f.round.answered(1, 200, "{}", "");
  update_breakers(f.round.polls(), now + seconds{9}, f.breakers);
  CHECK_FALSE(f.breakers[0].is_available(now + seconds{128}));
  CHECK(f.breakers[0].is_available(now + seconds{129}));
  CHECK(f.breakers[1].is_available({0}));
}

TEST_CASE("price: a provider has time for all of its mirrors and a second") {
  CHECK(longest_poll(provider("yadio"), {10}) == seconds{11});
  CHECK(longest_poll(provider("currency_api", {"a", "b"}), {10}) == seconds{31});
}

TEST_CASE("price: an answer after the provider's time changes nothing") {
  fixture f{{provider("yadio"), provider("blockchain")}};
  f.round.answered(0, fail(errc::timed_out, ""));
  CHECK_FALSE(f.round.answered(0, 200, R"({"BTC":{"USD":50000}})", ""));
  CHECK_FALSE(f.round.is_over());
  f.round.answered(1, 200, "{}", "");
  CHECK(f.round.polls().size() == 2);
  CHECK(f.prices().prices.empty());
}

TEST_CASE("price: the reason of a failure holds nothing that a server wrote") {
  fixture f{{provider("yadio")}};
  f.round.answered(0, 500, "<secret>", "");
  CHECK(to_string(f.round.polls()[0].said.why()).find("secret") == std::string::npos);
}
