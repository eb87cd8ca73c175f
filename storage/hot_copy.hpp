// SPDX-License-Identifier: MIT
//
// Writes a consistent copy of an environment to a file while others read and write
// it. The copy runs through a pipe, so that it can be ended at any moment.
#pragma once

#include "storage/lmdb_environment.hpp"

#include <functional>

namespace mostro::storage {

/// Copies the newest commit, without free pages, to the start of an empty file and
/// syncs it. Holds a read transaction: the map must not move meanwhile. Waits for the
/// disk; `give_up` is asked twenty times a second and ends it. Errors: `unavailable`
/// (given up), `io` (the file cannot be written), those of `environment::copy`.
status copy_environment(const environment& env, int descriptor,
                        const std::function<bool()>& give_up);

/// Empties a file for another copy.
status rewind_file(int descriptor);

} // namespace mostro::storage
