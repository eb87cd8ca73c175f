// SPDX-License-Identifier: MIT
#include "actors/relay/reconnect_rules.hpp"

#include <catch2/catch.hpp>

using namespace mostro;
using std::chrono::milliseconds;

TEST_CASE("reconnect: the wait doubles from one second to fifteen") {
  for (auto [failures, longest] : {std::pair{0u, 1000},
                                   {1u, 1000},
                                   {2u, 2000},
                                   {3u, 4000},
                                   {4u, 8000},
                                   {5u, 15000},
                                   {6u, 15000},
                                   {4'000'000'000u, 15000}})
    CHECK(reconnect_delay(failures, 0) == milliseconds{longest});
}

TEST_CASE("reconnect: chance shortens the wait by a quarter at most") {
  for (uint64_t random : {1ull, 250ull, 251ull, 15000ull, ~0ull}) {
    CHECK(reconnect_delay(1, random) >= milliseconds{750});
    CHECK(reconnect_delay(1, random) <= milliseconds{1000});
    CHECK(reconnect_delay(9, random) >= milliseconds{11250});
    CHECK(reconnect_delay(9, random) <= milliseconds{15000});
  }
  CHECK(reconnect_delay(9, 1) != reconnect_delay(9, 2));
}
