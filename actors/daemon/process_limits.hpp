// SPDX-License-Identifier: MIT
//
// What the system lets this process have.
#pragma once

#include <cstdint>

namespace mostro {

/// With fewer open files than this, relays, LND and the database may not fit.
inline constexpr uint64_t enough_open_files = 256;
/// With fewer than this the libraries do not start.
inline constexpr uint64_t fewest_open_files = 64;

/// Raises the limit of open files to what the process may have at most (65,536 are enough),
/// and warns when that is little. Returns the limit in force.
uint64_t raise_open_files();

} // namespace mostro
