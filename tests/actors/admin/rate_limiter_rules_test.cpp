// SPDX-License-Identifier: MIT
//
// The limit on guessing the token.
#include "actors/admin/rate_limiter_rules.hpp"

#include <catch2/catch.hpp>

using namespace mostro::admin;
using ms = std::chrono::milliseconds;

namespace {

const std::string here = "10.0.0.1";
const std::string elsewhere = "10.0.0.2";

} // namespace

TEST_CASE("conformance/03-50: one failure waits a second, five lock an address for 300 seconds",
          "[03-50]") {
  rate_limiter limiter;
  limiter.failed(here, ms{0});
  CHECK_FALSE(limiter.allows(here, ms{500}));
  CHECK(limiter.allows(here, ms{1100}));
  for (int i = 1; i < 5; ++i)
    limiter.failed(here, ms{2000});
  CHECK_FALSE(limiter.allows(here, ms{2001}));
  CHECK(limiter.allows(elsewhere, ms{2001}));
  CHECK_FALSE(limiter.allows(here, ms{301'999}));
  CHECK(limiter.allows(here, ms{302'000}));
  CHECK(limiter.failures_of(here) == 0);
}

TEST_CASE("limiter: the waiting time doubles with every failure") {
  rate_limiter limiter;
  ms now{0};
  for (auto wait : {1000, 2000, 4000, 8000}) {
    limiter.failed(here, now);
    CHECK_FALSE(limiter.allows(here, now + ms{wait - 1}));
    CHECK(limiter.allows(here, now + ms{wait}));
    now += ms{wait};
  }
  limiter.failed(here, now);
  CHECK_FALSE(limiter.allows(here, now + ms{16'000}));
  CHECK_FALSE(limiter.allows(here, now + ms{299'999}));
}

TEST_CASE("limiter: success forgets the failures") {
  rate_limiter limiter;
  limiter.failed(here, ms{0});
  limiter.failed(here, ms{1000});
  limiter.succeeded(here, ms{3000});
  CHECK(limiter.allows(here, ms{3000}));
  limiter.failed(here, ms{3000});
  CHECK(limiter.failures_of(here) == 1);
}

TEST_CASE("limiter: addresses are forgotten after the retention unless they are locked") {
  rate_limiter limiter{ms{10'000}};
  limiter.failed(elsewhere, ms{0});
  for (int i = 0; i < 5; ++i)
    limiter.failed(here, ms{0});
  CHECK(limiter.allows("10.0.0.3", ms{10'001}));
  CHECK(limiter.failures_of(elsewhere) == 0);
  CHECK_FALSE(limiter.allows(here, ms{10'001}));
  CHECK(limiter.allows(here, ms{300'000}));
}

TEST_CASE("limiter: failures while locked do not overflow the count") {
  rate_limiter limiter;
  for (int i = 0; i < 200; ++i)
    limiter.failed(here, ms{i});
  CHECK(limiter.failures_of(here) == rate_limiter::max_attempts);
  CHECK(limiter.allows(here, ms{300'200}));
}

TEST_CASE("limiter: many addresses take bounded memory, the oldest goes first") {
  rate_limiter limiter;
  for (size_t i = 0; i < rate_limiter::most_addresses; ++i)
    limiter.failed("a" + std::to_string(i), ms{static_cast<int64_t>(i)});
  limiter.failed("one more", ms{20'000});
  CHECK(limiter.failures_of("a0") == 0);
  CHECK(limiter.failures_of("a1") == 1);
  CHECK(limiter.failures_of("one more") == 1);
}

TEST_CASE("limiter: a refusal is news once after every failure") {
  rate_limiter limiter;
  limiter.failed(here, ms{0});
  CHECK(limiter.is_news(here));
  CHECK_FALSE(limiter.is_news(here));
  limiter.failed(here, ms{1000});
  CHECK(limiter.is_news(here));
  CHECK(limiter.is_news(elsewhere));
}
