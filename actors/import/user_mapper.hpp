// SPDX-License-Identifier: MIT
//
// Rows of `users` (spec 05 §8.3). Pure.
#pragma once

#include "actors/import/import_plan.hpp"

namespace mostro::importing {

/// The user of a row; none, with a finding, when its key cannot be read.
std::optional<imported_user> map_user(const column_row& row, std::vector<finding>& findings);

} // namespace mostro::importing
