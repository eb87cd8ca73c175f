// SPDX-License-Identifier: MIT
#include "actors/relay/reconnect_rules.hpp"

#include <algorithm>

namespace mostro {

std::chrono::milliseconds reconnect_delay(unsigned failures, uint64_t random) {
  constexpr int64_t cap = 15'000;
  const auto doublings = std::min(failures == 0 ? 0u : failures - 1, 4u);
  const auto longest = std::min(int64_t{1000} << doublings, cap);
  const auto quarter = static_cast<uint64_t>(longest / 4);
  return std::chrono::milliseconds{longest - static_cast<int64_t>(random % (quarter + 1))};
}

} // namespace mostro
