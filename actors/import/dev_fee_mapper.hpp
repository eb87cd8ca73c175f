// SPDX-License-Identifier: MIT
//
// The development fee columns of an order (spec 05 §4). Pure.
#pragma once

#include "actors/import/import_plan.hpp"

namespace mostro::importing {

/// The fee that the order owes, is sending, or has paid; none when it owes nothing (yet): orders
/// that are not settled get theirs when they settle.
std::optional<dev_fee_payment> map_dev_fee(const column_row& row, const order_id& id,
                                           order_status status, unix_time now, row_findings& found);

} // namespace mostro::importing
