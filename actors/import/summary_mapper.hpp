// SPDX-License-Identifier: MIT
//
// What an import tells the operator, as text. Names no secret. Pure.
#pragma once

#include "actors/import/import_plan.hpp"

namespace mostro::importing {

/// Counts of orders by status, open ones, users, solvers, disputes and fees.
std::string summary_of(const import_plan& plan);

/// Every finding: row, reason, mend; those that refuse first.
std::string findings_of(const import_plan& plan);

} // namespace mostro::importing
