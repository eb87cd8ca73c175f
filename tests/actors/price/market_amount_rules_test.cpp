// SPDX-License-Identifier: MIT
//
// What a price is for: the amount of a market order at its take.
#include "actors/order/amount_rules.hpp"

#include <catch2/catch.hpp>

using namespace mostro;

TEST_CASE("conformance/05-P22: a premium of ten percent takes a tenth of the sats", "[05-P22]") {
  CHECK(sats_for_fiat(100, 50'000, 10) == sats{180'000});
}
