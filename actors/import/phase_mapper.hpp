// SPDX-License-Identifier: MIT
//
// From the status and the money columns of an order to its phase. Pure.
#pragma once

#include "actors/import/party_mapper.hpp"

namespace mostro::importing {

/// The phase of an order; of a settled one also what is to be asked about its payout.
struct mapped_phase {
  order_phase phase;
  std::optional<pay_invoice> pending_payout;
};

/// The phase for a live or finished status; none, with a finding, when it cannot be mapped.
std::optional<mapped_phase> map_phase(const column_row& row, order_kind kind, order_status status,
                                      const import_facts& facts, const users_by_identity& users,
                                      row_findings& found);

} // namespace mostro::importing
