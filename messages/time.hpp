// SPDX-License-Identifier: MIT
//
// Wall-clock time as data. Nothing in messages/ reads a clock.
#pragma once

#include <compare>
#include <cstdint>

namespace mostro {

/// Seconds since the Unix epoch; 0 means unset where a field is optional on the wire.
struct unix_time {
  int64_t seconds = 0;
  friend auto operator<=>(const unix_time&, const unix_time&) = default;
};

/// A length of time in whole seconds.
struct seconds {
  int64_t count = 0;
  friend auto operator<=>(const seconds&, const seconds&) = default;
};

inline unix_time operator+(unix_time t, seconds d) { return {t.seconds + d.count}; }
inline unix_time operator-(unix_time t, seconds d) { return {t.seconds - d.count}; }
inline seconds operator+(seconds a, seconds b) { return {a.count + b.count}; }
inline seconds operator-(unix_time a, unix_time b) { return {a.seconds - b.seconds}; }

} // namespace mostro
