// SPDX-License-Identifier: MIT
#include "actors/price/provider_rules.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace mostro;

namespace {

constexpr unix_time now{1'700'000'000}; // 2023-11-14 22:13:20 UTC

result<quote_table> read(const char* id, std::string_view body) {
  return find_http_provider(id)->read(body);
}

std::vector<rate_request> requests(const char* id, const provider_access& access) {
  return find_http_provider(id)->requests(access, now);
}

} // namespace

TEST_CASE("conformance/05-P5: a null rate is dropped, a text fails the poll", "[05-P5]") {
  auto good = read("yadio", R"({"BTC":{"USD":75899.55,"BGN":null,"EUR":70000},"base":"BTC"})");
  REQUIRE(good);
  CHECK(good->per_bitcoin == rate_table{{"USD", 75899.55}, {"EUR", 70000}});
  CHECK_FALSE(read("yadio", R"({"BTC":{"USD":75899.55,"BGN":null,"EUR":"x"}})"));
}

TEST_CASE("price: values that are no price are dropped singly, by every reader") {
  CHECK(read("yadio", R"({"BTC":{"USD":1,"EUR":0,"JPY":-2}})")->per_bitcoin ==
        rate_table{{"USD", 1}});
  CHECK(read("coingecko", R"({"bitcoin":{"usd":1,"eur":0,"jpy":null}})")->per_bitcoin ==
        rate_table{{"USD", 1}});
  CHECK(read("currency_api", R"({"date":"x","btc":{"usd":1,"eur":-1}})")->per_bitcoin ==
        rate_table{{"USD", 1}});
  CHECK(read("blockchain", R"({"USD":{"15m":5,"last":1,"symbol":"$"},"EUR":{"last":null}})")
            ->per_bitcoin == rate_table{{"USD", 1}});
}

TEST_CASE("price: a body of another shape fails every reader") {
  for (auto* id : {"yadio", "coingecko", "currency_api", "blockchain", "eltoque"}) {
    CAPTURE(id);
    for (auto* body :
         {"", "no", "[]", "{\"BTC\":[]}", "{\"bitcoin\":1}", "{\"btc\":\"x\"}", "{\"USD\":1}",
          "{\"USD\":{\"buy\":1}}", "{\"tasas\":null}", "{\"error\":\"rate limit\"}"}) {
      CAPTURE(body);
      CHECK_FALSE(read(id, body));
    }
    CHECK_FALSE(read(id, std::string(1024 * 1024 + 1, ' ')));
  }
  for (auto* value : {"true", "\"1\"", "[1]", "{}"}) {
    const std::string v = value;
    CHECK_FALSE(read("yadio", R"({"BTC":{"USD":)" + v + "}}"));
    CHECK_FALSE(read("coingecko", R"({"bitcoin":{"usd":)" + v + "}}"));
    CHECK_FALSE(read("currency_api", R"({"btc":{"usd":)" + v + "}}"));
    CHECK_FALSE(read("blockchain", R"({"USD":{"last":)" + v + "}}"));
    CHECK_FALSE(read("eltoque", R"({"tasas":{"ECU":)" + v + "}}"));
  }
}

TEST_CASE("price: each provider is asked at its own path") {
  const provider_access access{"https://p.example/x//", {"https://m.example/"}, {}};
  CHECK(requests("yadio", access).at(0).url == "https://p.example/x/exrates/BTC");
  CHECK(requests("blockchain", access).at(0).url == "https://p.example/x/ticker");
  auto coingecko = requests("coingecko", access).at(0);
  CHECK(coingecko.url.starts_with(
      "https://p.example/x/simple/price?ids=bitcoin&vs_currencies=usd,eur,gbp,"));
  CHECK(coingecko.url.ends_with(",vnd,zar"));
  CHECK(std::count(coingecko.url.begin(), coingecko.url.end(), ',') == 43);
  CHECK(coingecko.header.reveal().empty());
  auto mirrors = requests("currency_api", access);
  REQUIRE(mirrors.size() == 2);
  CHECK(mirrors[0].url == "https://p.example/x/currencies/btc.min.json");
  CHECK(mirrors[1].url == "https://m.example/currencies/btc.min.json");
  CHECK(requests("yadio", access).size() == 1); // Mirrors are for currency_api only.
  CHECK(find_http_provider("nostr") == nullptr);
  CHECK(find_http_provider("bitstamp") == nullptr);
}

TEST_CASE("price: CoinGecko's key goes into the header of its plan") {
  auto header = [](std::string url) {
    return requests("coingecko", {std::move(url), {}, secret<std::string>{"K"}})
        .at(0)
        .header.reveal();
  };
  CHECK(header("https://api.coingecko.com/api/v3") == "x-cg-demo-api-key: K");
  CHECK(header("https://pro-api.coingecko.com/api/v3") == "x-cg-pro-api-key: K");
}

TEST_CASE("price: elTOQUE is asked for the last 23 hours with its token") {
  auto asked = requests("eltoque", {"https://t.example", {}, secret<std::string>{"T"}}).at(0);
  CHECK(asked.url == "https://t.example/v1/trmi?date_from=2023-11-13%2023%3A13%3A20"
                     "&date_to=2023-11-14%2022%3A13%3A20");
  CHECK(asked.header.reveal() == "Authorization: Bearer T");
}

TEST_CASE("price: elTOQUE's rates are relative to the dollar") {
  auto rates = read("eltoque", R"({"tasas":{"USD":490.0,"MLC":200.0,"ECU":540.0},"date":"x"})");
  REQUIRE(rates);
  CHECK(rates->per_bitcoin.empty());
  CHECK(rates->per_base ==
        std::map<std::string, cross_quote>{{"CUP", {"USD", 490}}, {"MLC", {"USD", 2.45}}});
  for (auto* body : {R"({"tasas":{"MLC":200}})", R"({"tasas":{"USD":0,"MLC":200}})",
                     R"({"tasas":{"USD":null}})", R"({"tasas":{}})"}) {
    auto none = read("eltoque", body);
    REQUIRE(none); // A success that is empty.
    CHECK(none->per_base.empty());
  }
}
