// SPDX-License-Identifier: MIT
//
// Fees and market prices in satoshis, in the exact order of floating-point
// operations that existing fixtures expect (spec 02 §7.1, §8).
#pragma once

#include "messages/money.hpp"

#include <optional>

namespace mostro {

/// F: each party's fee on A, half of `fee`·A, rounded half away from zero.
sats fee_of(sats amount, double fee);

/// D: the developers' share of 2F, rounded half away from zero.
sats dev_fee_of(sats fee, double dev_fee_percentage);

/// The most that the node pays for routing a payout: 10 sats up to 1000 sats
/// (1 % or 10, whichever is more), above that `max_routing_fee`, truncated.
sats routing_fee_limit(sats payout, double max_routing_fee);

/// A for a fiat amount at a market price with a premium in percent, truncated;
/// none when the price is not positive or the result leaves the range of money.
std::optional<sats> sats_for_fiat(int64_t fiat, double fiat_per_bitcoin, int64_t premium);

} // namespace mostro
