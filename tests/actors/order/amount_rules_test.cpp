// SPDX-License-Identifier: MIT
//
// The tables of spec 02 §7.2 (fees) and §8 (market prices).
#include "actors/order/amount_rules.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace mostro;

namespace {

struct fee_row {
  double fee, dev;
  int64_t amount, f, h, b, both, d, cap;
};

const fee_row fee_table[] = {
    {0.006, 0.3, 100, 0, 100, 100, 0, 0, 10},
    {0.006, 0.3, 166, 0, 166, 166, 0, 0, 10},
    {0.006, 0.3, 167, 1, 168, 166, 2, 1, 10},
    {0.01, 0.3, 100, 1, 101, 99, 2, 1, 10},
    {0.01, 0.3, 300, 2, 302, 298, 4, 1, 10},
    {0.01, 0.3, 500, 3, 503, 497, 6, 2, 10},
    {0.006, 0.3, 1001, 3, 1004, 998, 6, 2, 10},
    {0.006, 0.3, 1667, 5, 1672, 1662, 10, 3, 3},
    {0.006, 0.3, 7851, 24, 7875, 7827, 48, 14, 15},
    {0.006, 0.3, 12345, 37, 12382, 12308, 74, 22, 24},
    {0.005, 0.3, 21001, 53, 21054, 20948, 106, 32, 41},
    {0.0075, 0.3, 50001, 188, 50189, 49813, 376, 113, 99},
    {0.006, 0.3, 100000, 300, 100300, 99700, 600, 180, 199},
    {0.006, 0.3, 1000000, 3000, 1003000, 997000, 6000, 1800, 1994},
    {0.006, 1.0, 33333, 100, 33433, 33233, 200, 200, 66},
};

struct price_row {
  int64_t fiat;
  double price;
  int64_t premium, amount;
};

const price_row price_table[] = {
    {100, 50000, 0, 200000},   {100, 50000, 1, 198000},   {100, 50000, -1, 202000},
    {15, 63000, 2, 23333},     {40, 67123.45, 0, 59591},  {40, 67123.45, 3, 57803},
    {40, 67123.45, -3, 61379}, {7, 100000, 0, 6999},      {7, 50000, 0, 13999},
    {15, 100000, 2, 14699},    {52, 50000, 0, 103999},    {10, 50000, 0, 20000},
    {20, 50000, 0, 40000},     {2000, 50000, 0, 4000000},
};

} // namespace

TEST_CASE("amounts: fees follow the worked examples of spec 02 §7.2") {
  for (auto& row : fee_table) {
    INFO("fee " << row.fee << " amount " << row.amount);
    auto f = fee_of(sats{row.amount}, row.fee);
    CHECK(f.value == row.f);
    CHECK(row.amount + f.value == row.h);
    CHECK(row.amount - f.value == row.b);
    CHECK(2 * f.value == row.both);
    CHECK(dev_fee_of(f, row.dev).value == row.d);
    CHECK(routing_fee_limit(sats{row.b}, 0.002).value == row.cap);
  }
}

TEST_CASE("amounts: the developers' share is 0 at 0 and the whole 2F at 1") {
  CHECK(dev_fee_of(sats{150}, 0).value == 0);
  CHECK(dev_fee_of(sats{150}, 1).value == 300);
}

TEST_CASE("amounts: the routing limit has its cliff at 1000 sats") {
  CHECK(routing_fee_limit(sats{1000}, 0.002).value == 10);
  CHECK(routing_fee_limit(sats{1001}, 0.002).value == 2);
  CHECK(routing_fee_limit(sats{5000}, 0.002).value == 10);
  CHECK(routing_fee_limit(sats{1}, 0.002).value == 10);
  CHECK(routing_fee_limit(sats{49850}, 0.002).value == 99);
}

TEST_CASE("amounts: market prices follow the double path of spec 02 §8") {
  for (auto& row : price_table) {
    INFO(row.fiat << " at " << row.price << " premium " << row.premium);
    auto quote = sats_for_fiat(row.fiat, row.price, row.premium);
    REQUIRE(quote);
    CHECK(quote->value == row.amount);
  }
}

TEST_CASE("amounts: a premium of 100 or more leaves nothing or less, which callers refuse") {
  CHECK(sats_for_fiat(100, 50000, 100)->value == 0);
  CHECK(sats_for_fiat(100, 50000, 150)->value == -100000);
}

TEST_CASE("amounts: a price that is no price gives no quote") {
  for (double price : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN(),
                       std::numeric_limits<double>::infinity()})
    CHECK_FALSE(sats_for_fiat(100, price, 0));
  CHECK(sats_for_fiat(1, 0.5, 0)->value == 200'000'000); // Some currencies are worth a lot.
  CHECK_FALSE(sats_for_fiat(std::numeric_limits<int64_t>::max(), 0.0001, 0));
}
