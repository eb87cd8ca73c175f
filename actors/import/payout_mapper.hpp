// SPDX-License-Identifier: MIT
//
// An order whose escrow is settled and whose buyer is to be paid (spec 05 §8.1,
// 02 §4.5). Pure.
#pragma once

#include "actors/import/import_plan.hpp"

namespace mostro::importing {

/// How long LND may not know a payout whose invoice the reference did not keep before it counts
/// as never sent; only then a new invoice may be fetched.
constexpr seconds unknown_payout_patience{3600};

/// The payout of a settled order, and the effect that asks LND about one under way.
struct mapped_payout {
  payout state;
  std::optional<pay_invoice> pending;
};

/// Maps the payout columns of an order with this trade.
mapped_payout map_payout(const column_row& row, const trade& of, const import_facts& facts,
                         row_findings& found);

} // namespace mostro::importing
