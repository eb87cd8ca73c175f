// SPDX-License-Identifier: MIT
#include "actors/metrics/backlog_rules.hpp"

#include <catch2/catch.hpp>

using namespace mostro;

TEST_CASE("backlog: a row that stays the first one grows old, another one is young") {
  backlog of;
  CHECK(of.age_of(7, unix_time{1000}).count == 0);
  CHECK(of.age_of(7, unix_time{1300}).count == 300);
  CHECK(of.age_of(7, unix_time{1900}).count == 900);
  CHECK(of.age_of(9, unix_time{2000}).count == 0);
  CHECK(of.age_of(9, unix_time{2060}).count == 60);
}

TEST_CASE("backlog: an empty queue is never old, and forgets what it held") {
  backlog of;
  CHECK(of.age_of(std::nullopt, unix_time{1000}).count == 0);
  CHECK(of.age_of(std::nullopt, unix_time{9000}).count == 0);
  CHECK(of.age_of(7, unix_time{9000}).count == 0);
  CHECK(of.age_of(std::nullopt, unix_time{9100}).count == 0);
  CHECK(of.age_of(7, unix_time{9200}).count == 0);
}

TEST_CASE("backlog: a clock that is set back makes no row old") {
  backlog of;
  CHECK(of.age_of(7, unix_time{1000}).count == 0);
  CHECK(of.age_of(7, unix_time{500}).count == 0);
  CHECK(of.age_of(7, unix_time{560}).count == 60);
}
