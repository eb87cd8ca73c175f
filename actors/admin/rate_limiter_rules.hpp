// SPDX-License-Identifier: MIT
//
// How often an address may fail to show the token (spec 03 §4): after a failure
// it has to wait 1, 2, 4, 8 s, after the fifth 300 s. Time comes in as data.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

namespace mostro::admin {

/// Failed attempts per address. Not thread-safe.
class rate_limiter {
public:
  using milliseconds = std::chrono::milliseconds;
  static constexpr uint32_t max_attempts = 5;
  static constexpr milliseconds lockout{300'000};
  static constexpr milliseconds base_delay{1'000};
  /// Addresses remembered at once; beyond that the oldest is forgotten.
  static constexpr size_t most_addresses = 10'000;

  /// `retention`: how long an address that is not locked is remembered
  /// ([rpc] rate_limiter_stale_duration).
  explicit rate_limiter(milliseconds retention = std::chrono::seconds{3600})
      : retention_(retention) {}

  /// May the address try now? Times are of a clock that never goes back.
  bool allows(const std::string& address, milliseconds now);
  /// It tried and failed.
  void failed(const std::string& address, milliseconds now);
  /// It succeeded: forget what was.
  void succeeded(const std::string& address, milliseconds now);
  /// Failures in a row that are remembered.
  uint32_t failures_of(const std::string& address) const;
  /// True when a refusal is worth a line in the audit log: the first one after a
  /// failure. Otherwise a stranger could fill the disk.
  bool is_news(const std::string& address);

private:
  struct record {
    uint32_t failures = 0;
    milliseconds last{0};
    bool locked = false;
    milliseconds locked_until{0};
    bool reported = false;
  };
  void forget_old(milliseconds now);

  milliseconds retention_;
  std::map<std::string, record> records_;
};

} // namespace mostro::admin
