// SPDX-License-Identifier: MIT
//
// Rows of `bonds` (spec 05 §8.4). This server has no bonds: finished ones are left
// behind, and one that still holds or owes money stops the import. Pure.
#pragma once

#include "actors/import/import_plan.hpp"

namespace mostro::importing {

/// Adds what must be known of a bond.
void judge_bond(const column_row& row, std::vector<finding>& findings);

} // namespace mostro::importing
