// SPDX-License-Identifier: MIT
//
// The whole file of the reference as a plan (spec 05 §8.7). Pure.
#pragma once

#include "actors/import/import_plan.hpp"

namespace mostro::importing {

/// Maps every row: users, orders with their disputes and fees; judges the bonds.
import_plan plan_import(const import_source& source, const import_facts& facts);

/// True for a row of `orders` whose identity keys are needed: it is live, or its parties
/// may still rate each other (spec 05 §8.6: only rows that matter are decrypted).
bool needs_identities(const column_row& order);

} // namespace mostro::importing
