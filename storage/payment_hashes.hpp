// SPDX-License-Identifier: MIT
//
// Which payment hashes an order uses: those of its escrow and its payout, and
// those of the invoices that buyers gave for it.
#pragma once

#include "messages/order.hpp"

namespace mostro::storage {

/// The payment hashes that `next` uses. Invoices that `before` (its former state, if any)
/// names too are not decoded again: theirs were given before.
std::vector<payment_hash> payment_hashes_of(const order& next, const std::optional<order>& before);

} // namespace mostro::storage
