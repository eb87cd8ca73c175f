// SPDX-License-Identifier: MIT
#include "actors/admin/rate_limiter_rules.hpp"

#include <algorithm>
#include <utility>

namespace mostro::admin {

void rate_limiter::forget_old(milliseconds now) {
  std::erase_if(records_, [&](const auto& each) {
    auto& r = each.second;
    return now - r.last > retention_ && !(r.locked && now < r.locked_until);
  });
}

bool rate_limiter::allows(const std::string& address, milliseconds now) {
  forget_old(now);
  auto found = records_.find(address);
  if (found == records_.end())
    return true;
  auto& r = found->second;
  if (r.locked) {
    if (now < r.locked_until)
      return false;
    r.locked = false;
    r.failures = 0;
  }
  return r.failures == 0 || now >= r.last + base_delay * (int64_t{1} << (r.failures - 1));
}

void rate_limiter::failed(const std::string& address, milliseconds now) {
  forget_old(now);
  if (records_.size() >= most_addresses && !records_.contains(address))
    records_.erase(std::min_element(records_.begin(), records_.end(), [](auto& a, auto& b) {
      return a.second.last < b.second.last;
    }));
  auto& r = records_[address];
  r.failures = std::min(r.failures + 1, max_attempts);
  r.last = now;
  r.reported = false;
  if (r.failures >= max_attempts) {
    r.locked = true;
    r.locked_until = now + lockout;
  }
}

void rate_limiter::succeeded(const std::string& address, milliseconds now) {
  forget_old(now);
  records_.erase(address);
}

uint32_t rate_limiter::failures_of(const std::string& address) const {
  auto found = records_.find(address);
  return found == records_.end() ? 0 : found->second.failures;
}

bool rate_limiter::is_news(const std::string& address) {
  auto found = records_.find(address);
  return found == records_.end() || !std::exchange(found->second.reported, true);
}

} // namespace mostro::admin
