// SPDX-License-Identifier: MIT
#include "actors/price/aggregation_rules.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace mostro;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
const aggregation_limits limits;

std::optional<double> value_of(std::vector<double> quotes, double percent = 5) {
  auto out = combine(std::move(quotes), percent);
  return out ? std::optional{out->value} : std::nullopt;
}

provider_quotes direct(std::string id, rate_table rates) {
  return {std::move(id), {std::move(rates), {}}};
}
provider_quotes crossed(std::string id, std::map<std::string, cross_quote> quotes) {
  return {std::move(id), {{}, std::move(quotes)}};
}

using ids = std::set<std::string>;

} // namespace

TEST_CASE("conformance/05-P1: an outlier is left out of the mean", "[05-P1]") {
  CHECK(value_of({100, 101, 200}) == 100.5);
}

TEST_CASE("conformance/05-P2: where nothing is near the median, the median counts", "[05-P2]") {
  CHECK(value_of({1, 2, 100, 101}) == 51);
}

TEST_CASE("conformance/05-P3: the bound of the band belongs to it", "[05-P3]") {
  CHECK(*value_of({100, 100, 105}) == Approx(101.6667).epsilon(1e-6));
  CHECK(value_of({100, 100, 106}) == 100);
}

TEST_CASE("conformance/05-P4: unusable quotes are dropped", "[05-P4]") {
  CHECK(value_of({NAN, 0, -5, 100}) == 100);
  CHECK(value_of({infinity, 100}) == 100);
  CHECK_FALSE(value_of({NAN, 0}));
  CHECK_FALSE(value_of({1.7e308, 1.7e308})); // The mean would be infinite.
}

TEST_CASE("price: two quotes are combined to their mean, four around their median") {
  CHECK(value_of({100, 300}) == 200);
  CHECK(value_of({100, 101, 102, 103}) == 101.5);
}

TEST_CASE("conformance/05-P6: two providers of one currency are combined", "[05-P6]") {
  auto both = aggregate({direct("currency_api", {{"USD", 100}, {"EUR", 90}}),
                         direct("yadio", {{"USD", 102}})},
                        limits)
                  .prices;
  CHECK(both.at("USD").value == 101);
  CHECK(both.at("USD").source_count == 2);
  CHECK(both.at("USD").providers == ids{"currency_api", "yadio"});
  CHECK(both.at("EUR").source_count == 1);
}

TEST_CASE("price: an outlier is counted as a source but does not contribute") {
  auto usd = aggregate({direct("a", {{"USD", 100}}), direct("b", {{"USD", 101}}),
                        direct("c", {{"USD", 200}})},
                       limits)
                 .prices.at("USD");
  CHECK(usd.source_count == 3);
  CHECK(usd.providers == ids{"a", "b"});
}

TEST_CASE("price: two sources that are too far apart are no price") {
  auto round = [](double other) {
    return aggregate({direct("a", {{"ARS", 100}, {"EUR", 9}}), direct("b", {{"ARS", other}})},
                     limits);
  };
  CHECK(round(125).prices.at("ARS").value == 112.5);
  CHECK(round(80).prices.at("ARS").value == 90);
  CHECK(round(125).disagreeing.empty());
  for (double other : {125.1, 79.9}) {
    auto apart = round(other);
    CHECK_FALSE(apart.prices.contains("ARS"));
    CHECK(apart.prices.contains("EUR"));
    CHECK(apart.disagreeing == std::vector<std::string>{"ARS"});
  }
  auto three = aggregate(
      {direct("a", {{"ARS", 100}}), direct("b", {{"ARS", 200}}), direct("c", {{"ARS", 101}})},
      limits);
  CHECK(three.prices.at("ARS").value == 100.5);
}

TEST_CASE("price: a cross quote is as good as a direct one, over one hop only") {
  auto round = aggregate({direct("a", {{"USD", 50'000}, {"CUP", 24'000'000}}),
                          crossed("b", {{"CUP", {"USD", 490}},
                                        {"MLC", {"CUP", 2}},
                                        {"XXX", {"YYY", 2}},
                                        {"BIG", {"USD", 1e307}}})},
                         limits)
                   .prices;
  CHECK(round.at("CUP").value == 24'250'000);
  CHECK(round.at("CUP").providers == ids{"a", "b"});
  CHECK(round.at("MLC").value == 48'000'000); // Over the direct quote of CUP.
  CHECK_FALSE(round.contains("XXX"));
  CHECK_FALSE(round.contains("BIG"));
  auto two_hops = aggregate({direct("a", {{"USD", 50'000}}),
                             crossed("b", {{"CUP", {"USD", 490}}, {"MLC", {"CUP", 2}}})},
                            limits)
                      .prices;
  CHECK_FALSE(two_hops.contains("MLC"));
}

TEST_CASE("conformance/05-P17: other nodes are asked for what nobody else can price", "[05-P17]") {
  auto round = aggregate({direct("nostr", {{"USD", 40'000}, {"CUP", 20'000'000}}),
                          direct("yadio", {{"USD", 50'000}})},
                         limits)
                   .prices;
  CHECK(round.at("USD").value == 50'000);
  CHECK(round.at("USD").providers == ids{"yadio"});
  CHECK(round.at("CUP").value == 20'000'000);
  CHECK(round.at("CUP").providers == ids{"nostr"});
}

TEST_CASE("conformance/05-P18: a cross quote over a price of other nodes is marked", "[05-P18]") {
  auto round = aggregate({direct("nostr", {{"USD", 50'000}, {"CUP", 1}}),
                          crossed("eltoque", {{"CUP", {"USD", 490}}})},
                         limits)
                   .prices;
  CHECK(round.at("CUP").value == 24'500'000); // Not 1: somebody else can price it.
  CHECK(round.at("CUP").providers == ids{"eltoque"});
  CHECK(round.at("CUP").is_nostr_anchored);
  CHECK_FALSE(round.at("USD").is_nostr_anchored);
}

TEST_CASE("price: a marked quote that is left out as an outlier marks nothing") {
  auto round = aggregate({direct("nostr", {{"USD", 50'000}}), direct("a", {{"CUP", 100}}),
                          direct("b", {{"CUP", 101}}), crossed("eltoque", {{"CUP", {"USD", 490}}})},
                         limits)
                   .prices;
  CHECK(round.at("CUP").value == 100.5);
  CHECK_FALSE(round.at("CUP").is_nostr_anchored);
}
