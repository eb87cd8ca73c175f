// SPDX-License-Identifier: MIT
#include "actors/price/breaker_rules.hpp"

#include <catch2/catch.hpp>

using namespace mostro;

TEST_CASE("conformance/05-P12: rests of a failing provider double up to half an hour", "[05-P12]") {
  provider_breaker breaker{3, {120}};
  unix_time now{1000};
  breaker.failed(now);
  breaker.failed(now);
  CHECK(breaker.is_available(now));
  for (int64_t rest : {120, 240, 480, 960, 1800, 1800, 1800}) {
    breaker.failed(now);
    CHECK_FALSE(breaker.is_available(now + seconds{rest - 1}));
    CHECK(breaker.is_available(now + seconds{rest}));
  }
  breaker.succeeded();
  CHECK(breaker.is_available(now));
  breaker.failed(now);
  CHECK(breaker.is_available(now));
}

TEST_CASE("price: extreme settings of the breaker stay within half an hour") {
  provider_breaker quick{0, {1'000'000'000}};
  quick.failed({1000});
  CHECK_FALSE(quick.is_available({2799}));
  CHECK(quick.is_available({2800}));
  provider_breaker never{1, {0}};
  for (int i = 0; i < 100; ++i)
    never.failed({1000});
  CHECK(never.is_available({1000}));
}
