// SPDX-License-Identifier: MIT
#include "messages/mostro/rates_event.hpp"

#include <catch2/catch.hpp>

using namespace mostro;

TEST_CASE("conformance/05-P19: rates are published with sorted sources and their times",
          "[05-P19]") {
  auto event = rates_event({{{"USD", 50'000}, {"ARS", 61234.5}},
                            {"coingecko", "yadio"},
                            {1'700'000'000},
                            {1'700'000'600}});
  CHECK(event.kind == 30078);
  CHECK(event.content == R"({"BTC":{"ARS":61234.5,"USD":50000.0}})");
  CHECK(event.tags == std::vector<nostr::tag>{{"d", "mostro-rates"},
                                              {"published_at", "1700000000"},
                                              {"source", "coingecko,yadio"},
                                              {"expiration", "1700000600"}});
}

TEST_CASE("rates: what is published can be read") {
  const std::map<std::string, double> rates{{"CUP", 24'500'000.123}, {"USD", 1e-7}};
  auto read = read_rates_content(rates_event({rates, {}, {}, {}}).content);
  REQUIRE(read);
  CHECK(*read == rates);
}

TEST_CASE("rates: the event of all currencies fits what nodes accept") {
  published_rates rates;
  for (int i = 0; i < 161; ++i)
    rates.fiat_per_bitcoin["A" + std::to_string(10 + i)] = 62519.123456789123 + i / 7.0;
  rates.sources = {"blockchain", "coingecko", "currency_api", "eltoque", "yadio"};
  auto draft = rates_event(rates);
  nostr::event event;
  event.kind = draft.kind;
  event.tags = draft.tags;
  event.content = draft.content;
  CHECK(nostr::to_json(event).size() < 6400);
}

TEST_CASE("rates: content of another shape is refused") {
  for (auto* bad :
       {"", "[]", "{}", R"({"BTC":1})", R"({"BTC":{"USD":"1"}})", R"({"BTC":{"USD":true}})"})
    CHECK_FALSE(read_rates_content(bad));
  CHECK(read_rates_content(R"({"BTC":{"usd":5,"EUR":null,"JPY":-1}})")->size() == 1);
}
