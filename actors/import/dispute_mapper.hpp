// SPDX-License-Identifier: MIT
//
// Rows of `disputes` (spec 05 §8.2), which become part of their orders. Pure.
#pragma once

#include "actors/import/import_plan.hpp"

#include <map>

namespace mostro::importing {

/// The row of `disputes` that belongs to an order.
using disputes_by_order = std::map<order_id, const column_row*>;

/// Finds the order of each row; rows without a readable one are left out with a finding.
disputes_by_order index_disputes(const std::vector<column_row>& rows,
                                 std::vector<finding>& findings);

/// The dispute of an order whose row has `status`; none when there is none. An order in status
/// `dispute` always gets one. `dispute` may be null: the order has no row in `disputes`.
std::optional<dispute> map_dispute(const column_row* dispute, const column_row& order,
                                   const order_id& id, order_status status, unix_time now,
                                   row_findings& found);

} // namespace mostro::importing
