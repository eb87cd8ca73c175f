// SPDX-License-Identifier: MIT
//
// The state of paying the buyer (spec 02 §4.3-§4.5). At most one claim is open,
// and a claim is closed only by a terminal answer about its payment hash.
#pragma once

#include "messages/ids.hpp"
#include "messages/money.hpp"
#include "messages/time.hpp"

#include <optional>
#include <string>

namespace mostro {

/// One payment that may be on its way: written before LND is asked to send.
struct payout_claim {
  payment_hash hash;
  std::string bolt11;  ///< Exactly this invoice is sent again when LND has no record of it;
                       ///< empty when imported without it: then LND is only asked.
  uint64_t number = 0; ///< Counts the claims of this order; tells a stale answer.
  unix_time claimed_at;
  friend bool operator==(const payout_claim&, const payout_claim&) = default;
};

/// Everything about the buyer's payout.
struct payout {
  std::string destination; ///< BOLT 11 invoice, Lightning address or LNURL.
  uint32_t attempts = 0;   ///< Failed attempts at this destination, capped at the setting.
  bool failed = false;     ///< A failure was recorded since the destination was set.
  uint64_t claims = 0;     ///< Claims made so far.
  bool resolving = false;  ///< An address is being resolved to an invoice.
  std::optional<payout_claim> claim;
  std::optional<unix_time> retry_at;  ///< None while a claim is open or attempts are used up.
  std::optional<uint64_t> request_id; ///< Of the release; echoed in the messages of the first try.
  friend bool operator==(const payout&, const payout&) = default;
};

} // namespace mostro
