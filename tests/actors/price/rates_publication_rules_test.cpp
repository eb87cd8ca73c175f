// SPDX-License-Identifier: MIT
#include "actors/price/rates_publication_rules.hpp"

#include <catch2/catch.hpp>

using namespace mostro;

namespace {

constexpr unix_time now{1'700'000'000};

std::optional<published_rates> publish(std::map<std::string, aggregate_price> round,
                                       int64_t interval = 300) {
  return rates_to_publish(round, now, {interval});
}

const aggregate_price mixed{50'000, 2, {"yadio", "coingecko"}, false};
const aggregate_price of_nostr{1, 1, {"nostr"}, false};
const aggregate_price anchored{24'500'000, 1, {"eltoque"}, true};

} // namespace

TEST_CASE("conformance/05-P17: prices of other nodes are not published again", "[05-P17]") {
  auto out = publish({{"USD", mixed}, {"CUP", of_nostr}});
  REQUIRE(out);
  CHECK(out->fiat_per_bitcoin == std::map<std::string, double>{{"USD", 50'000}});
  CHECK(out->sources == std::vector<std::string>{"coingecko", "yadio"});
  CHECK_FALSE(publish({{"CUP", of_nostr}}));
  CHECK_FALSE(publish({}));
}

TEST_CASE("conformance/05-P18: neither is what rests on them", "[05-P18]") {
  CHECK_FALSE(publish({{"CUP", anchored}}));
  auto out = publish({{"USD", mixed}, {"CUP", anchored}});
  REQUIRE(out);
  CHECK_FALSE(out->fiat_per_bitcoin.contains("CUP"));
  CHECK(out->sources == std::vector<std::string>{"coingecko", "yadio"});
}

TEST_CASE("conformance/05-P19: rates expire after two rounds, within an hour", "[05-P19]") {
  CHECK(publish({{"USD", mixed}}, 300)->expiration == now + seconds{600});
  CHECK(publish({{"USD", mixed}}, 3600)->expiration == now + seconds{3600});
  CHECK(publish({{"USD", mixed}})->published_at == now);
}
