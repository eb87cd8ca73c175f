// SPDX-License-Identifier: MIT
//
// The messages that an order sends to its traders (the catalogue M1-M25, M27, M28 of spec
// 02 §0.5), made from the order's state. The version is set when sent.
#pragma once

#include "messages/order.hpp"
#include "messages/order_effect.hpp"

namespace mostro {

/// The order as the book shows it: pending, no keys; M1, M23.
small_order as_offered(const order& o);

/// The order as a party of a trade sees it: status, amount A, slice's fiat
/// amount, no keys, no invoice, no times.
small_order as_taken(const order& o, const trade& t, order_status shown, sats amount);

/// A message without payload about the order.
message plain_message(const order& o, action what, std::optional<uint64_t> request_id,
                      std::optional<int64_t> trade_index = std::nullopt);

/// A message with an order as payload.
message order_message(const order& o, action what, small_order content,
                      std::optional<uint64_t> request_id,
                      std::optional<int64_t> trade_index = std::nullopt);

/// M4: the seller is asked to pay the hold invoice.
message pay_invoice_message(const order& o, const trade& t, const std::string& bolt11,
                            std::optional<int64_t> trade_index);

/// M6, M11: the taker's reputation, with an empty key on purpose.
message reputation_notice(const order& o, action what, const user_info& reputation);

/// M7, M8, M20: both trade keys, shown only from `active` on.
small_order with_trade_keys(small_order content, const order& o, const trade& t);

/// M12, M13: who the counterparty is.
message fiat_sent_ok_message(const order& o, const party& counterparty,
                             std::optional<uint64_t> request_id);

/// M19: the first failure of a payout.
message payment_failed_message(const order& o, uint32_t attempts_left, seconds interval,
                               std::optional<uint64_t> request_id);

/// The public revision (kind 38383) that shows `shown`; stamps it on `o`.
publish_order revision_of(order& o, order_status shown, unix_time now);

} // namespace mostro
