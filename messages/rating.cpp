// SPDX-License-Identifier: MIT
#include "messages/rating.hpp"

#include "messages/expects.hpp"

#include <algorithm>

namespace mostro {

rating_totals after_vote(rating_totals before, int64_t value) {
  expects(value >= 1 && value <= 5, "a vote is within 1..5");
  auto out = before;
  ++out.reviews;
  if (out.reviews == 1) {
    out.total = static_cast<double>(value) / 2;
    out.max = out.min = value;
  } else {
    // The *previous* vote enters the mean: clients compare with other servers that count so.
    out.total += (static_cast<double>(before.last) - out.total) / static_cast<double>(out.reviews);
    out.max = std::max(out.max, value);
    out.min = std::min(out.min, value);
  }
  out.last = value;
  return out;
}

int64_t operating_days(unix_time since, unix_time now) {
  constexpr int64_t seconds_per_day = 86400;
  if (since.seconds <= 0 || now <= since)
    return 0;
  return (now - since).count / seconds_per_day;
}

} // namespace mostro
