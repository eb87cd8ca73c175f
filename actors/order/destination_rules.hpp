// SPDX-License-Identifier: MIT
//
// Where a buyer may ask to be paid (spec 02 §3.4): a BOLT 11 invoice of exactly
// the payout (or without amount), or a Lightning address or LNURL that answers.
// One validator for every path on which a destination arrives.
#pragma once

#include "messages/order_event.hpp"
#include "messages/order_policy.hpp"

#include <string_view>

namespace mostro {

/// True for the syntax of a Lightning address or LNURL; such a destination is
/// probed when offered and resolved when paid.
bool is_address(std::string_view destination);

/// How the amount of an offered BOLT 11 invoice is judged.
struct expected_amount {
  std::optional<sats> exactly; ///< None: only an invoice without amount will do.
};

/// Judges a destination that a trader offers; false is `invalid_invoice`.
bool is_acceptable_destination(std::string_view destination, expected_amount expected,
                               destination_probe probe, unix_time now, const order_policy& policy);

/// Judges the invoice that an address was resolved to: same chain, final CLTV,
/// not expired, not our own node, exactly the payout in millisatoshis.
bool is_payable_invoice(const bolt11::invoice& invoice, sats payout, unix_time now,
                        const order_policy& policy);

} // namespace mostro
