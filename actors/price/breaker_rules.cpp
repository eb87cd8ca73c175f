// SPDX-License-Identifier: MIT
#include "actors/price/breaker_rules.hpp"

#include <algorithm>

namespace mostro {
namespace {

constexpr seconds longest_rest{1800};

} // namespace

provider_breaker::provider_breaker(unsigned threshold, seconds cooldown)
    : threshold_(std::max(threshold, 1u)), cooldown_(cooldown) {}

void provider_breaker::succeeded() {
  failures_ = 0;
  resting_until_ = {};
}

void provider_breaker::failed(unix_time now) {
  if (++failures_ < threshold_)
    return;
  // Beyond 20 doublings every cooldown has reached the longest rest.
  const auto doublings = std::min(failures_ - threshold_, 20u);
  const auto rest = std::min(cooldown_.count, longest_rest.count) << doublings;
  resting_until_ = now + std::min(seconds{rest}, longest_rest);
}

} // namespace mostro
