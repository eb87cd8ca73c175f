// SPDX-License-Identifier: MIT
//
// The indexes that lead to an order: by its dispute, and by every payment hash
// that its escrow, its payout or an invoice given for it has used. Entries stay
// when the order is closed; the first order that used a hash keeps it.
#pragma once

#include "messages/order.hpp"
#include "storage/lmdb_environment.hpp"

namespace mostro::storage {

/// Writes what `next` needs and `before` (its stored state, if any) did not have.
void index_order(transaction& txn, const order& next, const std::optional<order>& before);

} // namespace mostro::storage
