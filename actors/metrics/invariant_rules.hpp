// SPDX-License-Identifier: MIT
//
// The invariants of spec 02 §10.2 that one stored order can show by itself. All
// counts must read 0; the metrics and the health page look at every open order.
#pragma once

#include "messages/order.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace mostro {

/// What can be wrong with an order.
enum class invariant : uint8_t {
  amounts,         ///< I1: H = A+F, B = A−F > 0, F ≥ 0, 0 ≤ D ≤ 2F.
  unpaid_escrow,   ///< I5: active, fiat-sent or dispute without a recorded payment.
  vanished_escrow, ///< I5: LND no longer holds what protects a running trade.
  underpaid,       ///< I10: less was paid into the hold invoice than H.
  no_destination,  ///< Settled, and nowhere to pay the buyer to.
  stuck_payout,    ///< Settled: no claim, no retry, nothing resolving, attempts left.
  forgotten_timer, ///< The phase's deadline is over for `longest_delay`, and nothing happened.
};

/// Every invariant, and its stable name.
const std::array<invariant, 7>& all_invariants();
std::string_view to_string(invariant what);

/// How late a timer may be: LND may be away for a while, and a start waits for mail.
inline constexpr seconds longest_delay{1800};

/// For how long this order's payout has been under way at LND; 0 when none is. That may take days
/// while a payee holds it, so it is no invariant; but nobody may be stuck unseen.
seconds payout_age(const order& o, unix_time now);

/// What is wrong with this order at `now`; none for a good one. `due` is the deadline of its phase.
std::vector<invariant> broken_invariants(const order& o, uint32_t payment_attempts,
                                         std::optional<unix_time> due, unix_time now);

} // namespace mostro
