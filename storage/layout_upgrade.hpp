// SPDX-License-Identifier: MIT
//
// From layout 1 to 2: the tables that layout 2 adds exist already and are empty;
// the index of payment hashes is filled from the orders, open and closed.
#pragma once

#include "storage/lmdb_environment.hpp"

namespace mostro::storage {

/// Fills what layout 2 adds and raises the mark; the rest of layout 1 stays as it is.
/// Doing it again after a crash does the same again.
void upgrade_layout(transaction& txn);

} // namespace mostro::storage
