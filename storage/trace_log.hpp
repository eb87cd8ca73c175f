// SPDX-License-Identifier: MIT
//
// The lines of `trace`: what happened around an order beside its decisions.
#pragma once

#include "storage/changes.hpp"
#include "storage/lmdb_environment.hpp"

namespace mostro::storage {

/// Adds a line behind the order's others; its text is cut to `longest_trace_text`, and the
/// order's oldest lines are dropped beyond `most_trace_lines`.
void append_trace(transaction& txn, trace_entry line);

/// Notes the refusals (cant-do) among these effects as lines `refused` about this order.
void trace_refusals(transaction& txn, const order_id& about, unix_time at,
                    const std::vector<order_effect>& effects);

} // namespace mostro::storage
