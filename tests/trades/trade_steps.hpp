// SPDX-License-Identifier: MIT
//
// The single steps of a trade as test assertions, for tests that leave the usual
// path. Every step waits at most 20 s and fails the test when the answer is missing.
#pragma once

#include "tests/trades/running_network.hpp"

namespace mostro::test {

/// A fixed-price offer: 50 000 sats for 20 USD.
small_order usual_offer(order_kind kind);
/// A market-priced offer of a range of USD.
small_order range_offer(order_kind kind, int64_t min, int64_t max);

/// Creates an order and waits for its confirmation.
order_id create(trader& maker, const small_order& wanted);
/// Sends take-sell or take-buy; returns the request id.
uint64_t take(trader& taker, order_kind kind, const order_id& order, payload content = {});
/// A payment request payload around an invoice, LNURL or address.
payment_request_payload pays_to(const std::string& destination,
                                std::optional<int64_t> amount = std::nullopt);

/// Waits until the buyer is asked for an invoice; returns the amount asked for.
sats expect_invoice_wish(trader& buyer);
/// Answers that wish with an invoice of the buyer's wallet.
void give_invoice(trader& buyer);
/// Waits for the hold invoice and pays it; returns its text.
std::string fund_escrow(trader& seller);
/// Waits until both know that the escrow is held.
void expect_active(trader& seller, trader& buyer);
/// fiat-sent and both confirmations.
void send_fiat(trader& buyer, trader& seller, payload content = {});
/// release and its confirmation to the seller.
void release(trader& seller, payload content = {});

/// Waits for the message with this action.
message expect_message(trader& who, action what);
/// Waits for the cant-do that answers a request and returns its reason.
refusal expect_refusal(trader& who, uint64_t request_id);
/// The actions that a trader received for its present key, in order.
std::vector<action> actions_received(const trader& who);
/// Waits until `holds` is true; false after 20 s.
bool eventually(const std::function<bool()>& holds);

} // namespace mostro::test
