// SPDX-License-Identifier: MIT
//
// Amounts: conversions, rounding and every edge at which arithmetic must stop.
#include "messages/money.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace mostro;

namespace {

constexpr sats most{max_money_sats};

} // namespace

TEST_CASE("money: sums and differences within the supply") {
  CHECK(checked_add(sats{1}, sats{2}).value() == sats{3});
  CHECK(checked_subtract(sats{1}, sats{2}).value() == sats{-1});
  CHECK(checked_add(most, sats{0}).value() == most);
  CHECK(checked_subtract(sats{0}, most).value() == sats{-max_money_sats});
  CHECK(sats{5} + sats{7} == sats{12});
  CHECK(sats{5} - sats{7} == sats{-2});
  CHECK(msats{5} + msats{7} == msats{12});
  CHECK(msats{5} - msats{7} == msats{-2});
}

TEST_CASE("money: beyond the supply checked arithmetic is an error") {
  CHECK(checked_add(most, sats{1}).why().code == errc::out_of_range);
  CHECK(checked_subtract(sats{-max_money_sats}, sats{1}).why().code == errc::out_of_range);
  const sats largest{std::numeric_limits<int64_t>::max()};
  const sats smallest{std::numeric_limits<int64_t>::min()};
  CHECK_FALSE(checked_add(largest, largest));
  CHECK_FALSE(checked_add(smallest, sats{-1}));
  CHECK_FALSE(checked_subtract(smallest, sats{1}));
  CHECK_FALSE(checked_subtract(sats{0}, smallest));
}

TEST_CASE("money: beyond the supply plain arithmetic is a bug") {
  CHECK_THROWS_AS(most + sats{1}, bug);
  CHECK_THROWS_AS(sats{-max_money_sats} - sats{1}, bug);
  CHECK_THROWS_AS(to_msats(most) + msats{1}, bug);
  CHECK_THROWS_AS(msats{0} - msats{std::numeric_limits<int64_t>::min()}, bug);
  CHECK_THROWS_AS(to_msats(sats{max_money_sats + 1}), bug);
}

TEST_CASE("money: a number from outside is 0 to the supply") {
  CHECK(checked_sats(0).value() == sats{0});
  CHECK(checked_sats(max_money_sats).value() == most);
  CHECK_FALSE(checked_sats(-1));
  CHECK_FALSE(checked_sats(max_money_sats + 1));
}

TEST_CASE("money: millisatoshis convert exactly and round down") {
  CHECK(to_msats(most).value == 2'100'000'000'000'000'000);
  CHECK(to_msats(sats{-3}) == msats{-3000});
  CHECK(whole_sats(msats{1999}) == sats{1});
  CHECK(whole_sats(msats{2000}) == sats{2});
  CHECK(whole_sats(msats{-1}) == sats{-1});
  CHECK(whole_sats(msats{-1000}) == sats{-1});
  CHECK(whole_sats(msats{-1001}) == sats{-2});
}
