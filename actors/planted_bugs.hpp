// SPDX-License-Identifier: MIT
//
// Bugs on purpose, for the simulation to find: a check that never fails proves nothing. They exist
// only in the build of tests/simulation that defines MOSTRO_PLANTED_BUGS; everywhere else `is` is
// false at compile time and nothing of them is in the program.
#pragma once

#include <cstdint>

namespace mostro::planted {

/// One of each class of bug that this program must not have.
enum class bug : uint8_t {
  none,
  act_before_commit, ///< A Lightning effect is performed before its decision is durable.
  second_hash,       ///< The payout's invoice is swapped while the first payment is open.
  lost_row,          ///< Messages that were not sent before a stop are forgotten.
  forgotten_timer,   ///< After a start an order's deadline is not watched.
  double_child,      ///< The remainder of a range order is born twice.
};

#ifdef MOSTRO_PLANTED_BUGS
/// The bug of this process.
inline bug active = bug::none;
/// True when this bug is to be made.
inline bool is(bug b) { return active == b; }
#else
/// True when this bug is to be made: never.
constexpr bool is(bug) { return false; }
#endif

} // namespace mostro::planted
