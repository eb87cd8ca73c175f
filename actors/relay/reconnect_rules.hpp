// SPDX-License-Identifier: MIT
//
// When to try a relay again. Spec 01 §4 has 60 s at most; 15 s find a relay that is back sooner.
#pragma once

#include <chrono>
#include <cstdint>

namespace mostro {

/// The wait before attempt `failures` + 1 after `failures` sessions in a row that
/// did not last: 1, 2, 4, 8, then 15 s, shortened by up to a quarter by
/// `random` (any value), so that nodes do not return in step.
std::chrono::milliseconds reconnect_delay(unsigned failures, uint64_t random);

} // namespace mostro
