// SPDX-License-Identifier: MIT
//
// The development fee of one order (spec 02 §7.3, 05 §4): owed when the escrow
// settled, paid at most once. The invoice is recorded before LND is asked, and
// no second one is fetched while the first is undecided.
#pragma once

#include "messages/ids.hpp"
#include "messages/money.hpp"
#include "messages/time.hpp"

#include <optional>
#include <string>

namespace mostro {

/// How far a development fee is.
enum class dev_fee_state : uint8_t { owed, sending, paid };

/// One development fee.
struct dev_fee_payment {
  order_id order;
  sats amount;
  unix_time owed_at;
  dev_fee_state state = dev_fee_state::owed;
  std::string destination;          ///< The Lightning address, once chosen.
  std::string bolt11;               ///< Set while sending and when paid.
  std::optional<payment_hash> hash; ///< Of that invoice.
  unix_time sent_at;
  msats routing_fee;
  friend bool operator==(const dev_fee_payment&, const dev_fee_payment&) = default;
};

} // namespace mostro
