// SPDX-License-Identifier: MIT
#include "actors/relay/reconnect_rules.hpp"

#include <catch2/catch.hpp>

using namespace mostro;
using std::chrono::milliseconds;

TEST_CASE("reconnect: the wait doubles from one second to sixty") {
  for (auto [failures, longest] : {std::pair{0u, 1000},
                                   {1u, 1000},
                                   {2u, 2000},
                                   {3u, 4000},
                                   {6u, 32000},
                                   {7u, 60000},
                                   {8u, 60000},
                                   {4'000'000'000u, 60000}})
    CHECK(reconnect_delay(failures, 0) == milliseconds{longest});
}

TEST_CASE("reconnect: chance shortens the wait by a quarter at most") {
  for (uint64_t random : {1ull, 250ull, 251ull, 15000ull, ~0ull}) {
    CHECK(reconnect_delay(1, random) >= milliseconds{750});
    CHECK(reconnect_delay(1, random) <= milliseconds{1000});
    CHECK(reconnect_delay(9, random) >= milliseconds{45000});
    CHECK(reconnect_delay(9, random) <= milliseconds{60000});
  }
  CHECK(reconnect_delay(9, 1) != reconnect_delay(9, 2));
}
