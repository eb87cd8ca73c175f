// SPDX-License-Identifier: MIT
//
// Rows of `orders` (spec 05 §8.1) as orders in their phases, with what the first
// start has to do about them. Pure.
#pragma once

#include "actors/import/dispute_mapper.hpp"
#include "actors/import/party_mapper.hpp"

namespace mostro::importing {

/// What an order is mapped with: the facts, and the rows of other tables.
struct order_surroundings {
  import_facts facts;
  users_by_identity users;
  disputes_by_order disputes;
};

/// The status that a row states; none when it is no status.
std::optional<order_status> status_of_row(const column_row& row);

/// True for statuses in which money or a trader is waiting (spec 05 §8.1).
bool is_live(order_status status);

/// The order of a row; none, with a finding, when it cannot be mapped.
std::optional<imported_order> map_order(const column_row& row, const order_surroundings& around,
                                        std::vector<finding>& findings);

} // namespace mostro::importing
