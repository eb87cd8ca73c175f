// SPDX-License-Identifier: MIT
//
// LND's messages to our types and back. What LND sends is checked: a message
// that does not read is an error, never a guess.
#pragma once

#include "lnd-proto/lnd_client.hpp"

#include "invoices.pb.h"
#include "lightning.pb.h"
#include "router.pb.h"

namespace mostro::lnd {

/// Reads an invoice; `malformed` when its hash is not 32 bytes or its state is
/// none that we know.
result<invoice> read_invoice(const lnrpc::Invoice& from);
/// Reads a payment; `malformed` when its hash is not hex. A status that we do
/// not know reads as in flight: only SUCCEEDED and FAILED are final.
result<payment> read_payment(const lnrpc::Payment& from);
/// Reads a page of ListPayments.
result<payment_page> read_payments(const lnrpc::ListPaymentsResponse& from);
/// Reads GetInfo; chain and network stay empty when LND names none.
result<node_info> read_info(const lnrpc::GetInfoResponse& from);
/// Reads ChannelBalance; `malformed` when an amount is beyond int64.
result<channel_balance> read_balance(const lnrpc::ChannelBalanceResponse& from);
/// Reads the payment request of a new hold invoice; `malformed` when it is empty.
result<std::string> read_payment_request(const invoicesrpc::AddHoldInvoiceResp& from);

/// Writes AddHoldInvoice.
invoicesrpc::AddHoldInvoiceRequest write_hold_invoice(const hold_invoice_request& from);
/// Writes SendPaymentV2; the amount is set only when there is one.
routerrpc::SendPaymentRequest write_payment(const payment_request& from);
/// Returns the raw 32 bytes, as LND wants a hash.
std::string raw(const bytes32& from);

} // namespace mostro::lnd
