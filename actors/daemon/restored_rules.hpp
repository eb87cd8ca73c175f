// SPDX-License-Identifier: MIT
//
// A backup was put in the place of a newer database: what LND did since then for
// orders that the backup still holds open. A payment may have been made from an
// invoice that the backup never saw, so its hash alone does not protect the node;
// LND's list of payments does.
#pragma once

#include "lnd-proto/lnd_client.hpp"
#include "messages/order.hpp"

#include <functional>
#include <map>
#include <vector>

namespace mostro {

/// What LND knows.
struct seen_since {
  /// Of the escrow of each open order: settled or not.
  std::map<payment_hash, bool> settled;
  /// Payments since the backup that succeeded or are under way and that no order or fee of the
  /// backup knows.
  std::vector<lnd::payment> payments;
};

/// An order whose buyer was paid, or is being paid, by this payment.
struct found_payout {
  order next; ///< In `settled`, with this payment as its claim; `seq` is one more.
  lnd::payment by;
  /// Several orders have this amount and fewer payments do: one of them may be unpaid.
  bool is_unclear = false;
};

/// The hold invoice that LND has to be asked about: it may have been settled since.
std::optional<payment_hash> escrow_to_ask(const order& o);

/// The orders whose payout was made by an invoice that the backup does not know. The payment
/// of the very invoice that the buyer gave comes first, then those of the same amount. Never
/// pays twice: where payments are fewer than orders, none of the orders is paid again.
std::vector<found_payout> payouts_since(const std::vector<order>& open_orders,
                                        const seen_since& lightning, unix_time now);

} // namespace mostro
