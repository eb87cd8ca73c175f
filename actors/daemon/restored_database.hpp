// SPDX-License-Identifier: MIT
//
// The first start on a restored backup: LND is asked what it did since, before any
// actor exists.
#pragma once

#include "lnd-proto/lnd_client.hpp"
#include "messages/order_policy.hpp"
#include "storage/database.hpp"

namespace mostro {

/// Asks LND for the escrows of the open orders and for its payments since the backup, notes the
/// payouts that the backup does not know, and removes the mark of the backup. Waits. On an error
/// nothing is changed and the next start does it again.
status agree_with_lnd(storage::database& database, const storage::recovered& from,
                      lnd::client& client, const order_policy& policy, unix_time now);

} // namespace mostro
