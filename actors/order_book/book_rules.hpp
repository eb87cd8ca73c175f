// SPDX-License-Identifier: MIT
//
// Rules that span orders: who may take, whose keys are known. Pure.
#pragma once

#include "messages/order.hpp"

#include <vector>

namespace mostro {

/// The identity on a side; none before a take when it is the taker's side.
std::optional<public_key> identity_on(const order& o, trade_role role);

/// The keys that take part: no first-contact PoW for them (spec 01 §3.1). Both traders', and
/// the solver's while the dispute is not over; each once.
std::vector<public_key> known_keys_of(const order& o);

/// True when `identity` still owes its part of this order: as the buyer in
/// waiting-buyer-invoice (take-sell) or the seller in waiting-payment (take-buy),
/// which refuses a second take (spec 02 §2.1 check 2).
bool blocks_take(const order& o, const public_key& identity, trade_role role);

} // namespace mostro
