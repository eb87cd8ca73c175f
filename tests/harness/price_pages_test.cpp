// SPDX-License-Identifier: MIT
#include "tests/harness/price_pages.hpp"

#include <catch2/catch.hpp>

using namespace mostro::devnet;

namespace {

const std::map<std::string, double> prices{{"CUP", 24'500'000}, {"MLC", 122'500}, {"USD", 50'000}};

std::string body(const std::string& path, std::map<std::string, std::string> query = {}) {
  auto got = answer_price({"GET", path, std::move(query), ""}, prices);
  REQUIRE(got);
  CHECK(got->status == 200);
  return got->body;
}

} // namespace

TEST_CASE("price pages: one table in the shapes of five services") {
  CHECK(body("/exrates/BTC") ==
        R"({"BTC":{"CUP":24500000.0,"MLC":122500.0,"USD":50000.0},"base":"BTC"})");
  CHECK(body("/simple/price", {{"ids", "bitcoin"}, {"vs_currencies", "eur,usd"}}) ==
        R"({"bitcoin":{"usd":50000.0}})");
  CHECK(body("/currencies/btc.min.json") ==
        R"({"date":"2026-01-01","btc":{"btc":1.0,"cup":24500000.0,"eth":20.5,"mlc":122500.0,)"
        R"("usd":50000.0}})");
  CHECK(body("/ticker").find(
            R"("USD":{"15m":50000.0,"last":50000.0,"buy":50000.0,"sell":50000.0,"symbol":"X"})") !=
        std::string::npos);
  CHECK(body("/v1/trmi",
             {{"date_from", "2026-01-01 00:00:00"}, {"date_to", "2026-01-01 23:00:00"}}) ==
        R"({"tasas":{"MLC":200.0,"USD":490.0},"date":"2026-01-01"})");
}

TEST_CASE("price pages: what the services refuse is refused") {
  const auto status_of = [](const std::string& path, std::map<std::string, std::string> query) {
    return answer_price({"GET", path, std::move(query), ""}, prices)->status;
  };
  CHECK(status_of("/simple/price", {{"ids", "bitcoin"}}) == 400);
  CHECK(status_of("/v1/trmi", {}) == 400);
  CHECK(status_of("/v1/trmi", {{"date_from", "2026-01-01 00:00:00"},
                               {"date_to", "2026-01-02 00:00:00"}}) == 400);
  CHECK_FALSE(answer_price({"POST", "/ticker", {}, ""}, prices));
  CHECK_FALSE(answer_price({"GET", "/tickers", {}, ""}, prices));
}
