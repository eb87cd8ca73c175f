// SPDX-License-Identifier: MIT
#include "actors/price/price_rules.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace mostro;

namespace {
constexpr double infinity = std::numeric_limits<double>::infinity();
} // namespace

TEST_CASE("conformance/05-P1: an outlier is left out of the mean", "[05-P1]") {
  CHECK(combine({100, 101, 200}, 5) == 100.5);
}

TEST_CASE("conformance/05-P2: where nothing is near the median, the median counts", "[05-P2]") {
  CHECK(combine({1, 2, 100, 101}, 5) == 51);
}

TEST_CASE("conformance/05-P3: the bound of the band belongs to it", "[05-P3]") {
  CHECK(*combine({100, 100, 105}, 5) == Approx(101.6667).epsilon(1e-6));
  CHECK(combine({100, 100, 106}, 5) == 100);
}

TEST_CASE("conformance/05-P4: unusable quotes are dropped", "[05-P4]") {
  CHECK(combine({NAN, 0, -5, 100}, 5) == 100);
  CHECK(combine({infinity, 100}, 5) == 100);
  CHECK_FALSE(combine({NAN, 0}, 5));
}

TEST_CASE("price: two quotes are averaged however far apart") {
  CHECK(combine({100, 300}, 5) == 200);
}

TEST_CASE("conformance/05-P5: a null rate is dropped, a text fails the poll", "[05-P5]") {
  auto good = read_yadio(R"({"BTC":{"USD":75899.55,"BGN":null,"EUR":70000},"base":"BTC"})");
  REQUIRE(good);
  CHECK(*good == rate_table{{"USD", 75899.55}, {"EUR", 70000}});
  CHECK_FALSE(read_yadio(R"({"BTC":{"USD":75899.55,"EUR":"x"}})"));
  CHECK_FALSE(read_yadio(R"({"base":"BTC"})"));
  CHECK_FALSE(read_yadio("no"));
}

TEST_CASE("conformance/05-P8: currencies off the list are dropped", "[05-P8]") {
  auto read = read_yadio(R"({"BTC":{"ETH":1,"XAU":1,"BTC":1,"VEF":1,"VES":4,"MLC":2,"JPY":0}})");
  REQUIRE(read);
  CHECK(*read == rate_table{{"VES", 4}, {"MLC", 2}});
}

TEST_CASE("price: two providers of one currency are combined") {
  auto both = aggregate({{{"USD", 100.0}, {"EUR", 90.0}}, {{"USD", 102.0}}}, 5);
  CHECK(both.at("USD").value == 101);
  CHECK(both.at("USD").source_count == 2);
  CHECK(both.at("EUR").source_count == 1);
}

TEST_CASE("conformance/05-P12: rests of a failing provider double up to half an hour", "[05-P12]") {
  provider_health health{3, {120}};
  unix_time now{1000};
  health.failed(now);
  health.failed(now);
  CHECK(health.is_available(now));
  for (int64_t rest : {120, 240, 480, 960, 1800, 1800, 1800}) {
    health.failed(now);
    CHECK_FALSE(health.is_available(now + seconds{rest - 1}));
    CHECK(health.is_available(now + seconds{rest}));
  }
  health.succeeded();
  CHECK(health.is_available(now));
  health.failed(now);
  CHECK(health.is_available(now));
}

TEST_CASE("conformance/05-P13: a price is served up to its greatest age", "[05-P13]") {
  std::map<std::string, stored_price> prices{{"USD", {50'000, {1000}}}};
  auto at = [&](int64_t age) { return read_price(prices, "usd", {1000 + age}, {1800}); };
  CHECK(at(1799).what == price_quote::state::fresh);
  CHECK(at(1800).what == price_quote::state::fresh);
  CHECK(at(1800).fiat_per_bitcoin == 50'000);
  CHECK(at(1801).what == price_quote::state::stale);
  CHECK(read_price(prices, "EUR", {1000}, {1800}).what == price_quote::state::unknown);
}

TEST_CASE("conformance/05-P14: an interval of ten seconds becomes a minute", "[05-P14]") {
  CHECK(round_interval({10}, {60}) == seconds{60});
  CHECK(round_interval({300}, {60}) == seconds{300});
  CHECK(round_interval({1}, {1}) == seconds{1});
}
