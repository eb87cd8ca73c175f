// SPDX-License-Identifier: MIT
//
// Durations and their percentiles.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

namespace mostro::bench {

/// Collects durations.
class latencies {
public:
  void add(std::chrono::steady_clock::duration d) {
    all_.push_back(std::chrono::duration<double, std::milli>(d).count());
  }
  void add(const latencies& other) {
    all_.insert(all_.end(), other.all_.begin(), other.all_.end());
  }
  /// The value that `share` (0..1) of all do not exceed, in milliseconds; 0 without any.
  double percentile(double share) const {
    if (all_.empty())
      return 0;
    auto sorted = all_;
    std::sort(sorted.begin(), sorted.end());
    auto at = static_cast<size_t>(share * static_cast<double>(sorted.size() - 1) + 0.5);
    return sorted[at];
  }
  /// Number, p50, p95, p99 and the largest.
  std::string text() const {
    char out[160];
    std::snprintf(out, sizeof out, "%zu steps, p50 %.0f ms, p95 %.0f ms, p99 %.0f ms, max %.0f ms",
                  all_.size(), percentile(0.5), percentile(0.95), percentile(0.99), percentile(1));
    return out;
  }

private:
  std::vector<double> all_;
};

} // namespace mostro::bench
