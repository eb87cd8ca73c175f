// SPDX-License-Identifier: MIT
//
// The two sides of an order and what a take fixed (spec 05 §8.1). Pure.
#pragma once

#include "actors/import/import_plan.hpp"

#include <map>

namespace mostro::importing {

using users_by_identity = std::map<public_key, imported_user>;

/// The party in `role`; none when it has no trade key, and with a finding when one cannot
/// be read.
std::optional<party> map_party(const column_row& row, trade_role role, transport via,
                               row_findings& found);

/// The maker: the party of its side, whose trade key must be the creator's.
std::optional<party> map_maker(const column_row& row, order_kind kind, transport via,
                               row_findings& found);

/// The trade of a taken order; none when there is no taker, or amounts that cannot be.
std::optional<trade> map_trade(const column_row& row, order_kind kind, const import_facts& facts,
                               const users_by_identity& users, row_findings& found);

} // namespace mostro::importing
