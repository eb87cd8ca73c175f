// SPDX-License-Identifier: MIT
//
// The rating arithmetic (spec 03 §5).
#include "messages/rating.hpp"

#include <catch2/catch.hpp>

#include <random>
#include <vector>

using namespace mostro;

namespace {

rating_totals after(const std::vector<int64_t>& votes) {
  rating_totals out;
  for (auto vote : votes)
    out = after_vote(out, vote);
  return out;
}

} // namespace

TEST_CASE("conformance/03-51: equal votes approach their value from below", "[03-51]") {
  CHECK(after({5}).total == 2.5);
  CHECK(after({5, 5}).total == 3.75);
  CHECK(after({5, 5, 5}).total == 4.166666666666667);
  CHECK(after({5, 5, 5, 5, 5}).total == 4.5);
}

TEST_CASE("conformance/03-52: a vote enters the mean one vote late", "[03-52]") {
  CHECK(after({5, 1}).total == 3.75);
  CHECK(after({5, 1, 1}).total == 2.8333333333333335);
  CHECK(after({1, 5}).total == 0.75);
  CHECK(after({4, 3, 5, 2}) == rating_totals{4, 3.5, 2, 5, 2});
}

TEST_CASE("rating: the first vote sets every total, whatever the empty record says") {
  CHECK(after_vote({}, 3) == rating_totals{1, 1.5, 3, 3, 3});
  CHECK(after({}) == rating_totals{});
}

TEST_CASE("rating: the totals of any votes keep to the closed form and to their bounds") {
  std::mt19937 dice{20240101};
  for (int walk = 0; walk < 50; ++walk) {
    rating_totals now;
    double sum_before = 0; // Half of the first vote, and every vote but the last.
    for (int64_t n = 1; n <= 200; ++n) {
      int64_t vote = 1 + static_cast<int64_t>(dice() % 5);
      sum_before += n == 1 ? static_cast<double>(vote) / 2 : static_cast<double>(now.last);
      now = after_vote(now, vote);
      REQUIRE(now.reviews == n);
      REQUIRE(now.total == Approx(sum_before / static_cast<double>(n)).epsilon(1e-9));
      REQUIRE((now.total >= 0 && now.total <= 5));
      REQUIRE(now.last == vote);
      REQUIRE((now.min >= 1 && now.min <= vote && vote <= now.max && now.max <= 5));
    }
  }
}

TEST_CASE("conformance/03-59: days are whole, and none without a beginning", "[03-59]") {
  unix_time now{1'700'000'000};
  CHECK(operating_days({now.seconds - 129'600}, now) == 1);
  CHECK(operating_days({0}, now) == 0);
  CHECK(operating_days({-1}, now) == 0);
  CHECK(operating_days({now.seconds - 86'399}, now) == 0);
  CHECK(operating_days({now.seconds - 86'400}, now) == 1);
  CHECK(operating_days({now.seconds + 86'400 * 3}, now) == 0);
}
