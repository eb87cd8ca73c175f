// SPDX-License-Identifier: MIT
//
// The operator's settings that decisions depend on (spec 02 §0.2, spec 05 §5).
#pragma once

#include "messages/bolt11/invoice.hpp"
#include "messages/ids.hpp"
#include "messages/money.hpp"
#include "messages/time.hpp"

#include <optional>
#include <string>
#include <vector>

namespace mostro {

/// Settings that the order and payout machines read. Defaults are the reference's.
struct order_policy {
  double fee = 0;                 ///< Total fraction, halved per party.
  double dev_fee_percentage = 0;  ///< Share of 2F, 0..1 (decision 7).
  double max_routing_fee = 0.002; ///< Of payouts above 1000 sats.
  sats min_payment_amount{100};
  sats max_order_amount{1'000'000};
  seconds default_expiration{24 * 3600};
  seconds max_expiration{15 * 86400};
  seconds waiting_timeout{900}; ///< `expiration_seconds`.
  seconds invoice_expiration_window{3600};
  uint32_t hold_invoice_cltv_delta = 144;
  uint32_t max_final_cltv_expiry_delta = 432;
  uint32_t escrow_deadline_margin_blocks = 24; ///< Of the CLTV guardian (spec 02 §6.2).
  uint32_t payment_attempts = 3;
  seconds payment_retries_interval{60};
  std::vector<std::string> fiat_currencies; ///< Empty = all.
  std::optional<bolt11::network> network;   ///< The node's; none = unmapped, not checked.
  std::optional<bolt11::node_id> our_node;  ///< Refused as payee of a payout.
  std::optional<public_key> node_key;       ///< Our Nostr key: the admin (spec 03 §3.1).
  bool maintenance = false;                 ///< No new orders and no takes; what runs is finished.
};

} // namespace mostro
