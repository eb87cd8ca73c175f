// SPDX-License-Identifier: MIT
//
// The jobs of the escrow, shared by its sources: how one ends, how one is tried
// again, the payouts, and the watch over invoices and the chain.
#pragma once

#include "actors/escrow/escrow_actor.hpp"

namespace mostro::escrow_jobs {

using self_ptr = escrow_actor::stateful_pointer<escrow_state>;

/// How long the node may take for an answer.
constexpr std::chrono::seconds call_timeout{30};

/// Ends a job with LND's definite answer, which is remembered and goes to the book.
void finish(self_ptr self, outbox_id id, order_fact fact);

/// Tries a job again after its backoff; with `alarm`, and after every eighth try,
/// the operator is told.
void retry_later(self_ptr self, outbox_id id, bool alarm, const std::string& why);

// -- escrow_payments.cpp ----------------------------------------------------------

/// Begins (again) to pay.
void pay(self_ptr self, outbox_id id, const pay_invoice& what);
/// A state of a payment.
void on_payment(self_ptr self, const lnd::payment& seen);
/// The stream of a payment ended.
void on_payment_end(self_ptr self, const payment_stream_ended& end);
/// Asks LND's record about every payment under way, beside the streams.
void poll_payments(self_ptr self);

// -- escrow_watch.cpp ---------------------------------------------------------------

/// Follows an invoice for its order; asked again, the present state is told again.
void watch(self_ptr self, const watch_escrow& what);
void unwatch(self_ptr self, const unwatch_escrow& what);
/// A state of an invoice.
void on_invoice(self_ptr self, const lnd::invoice& seen);
/// Asks for the present state of every watched invoice, beside the streams.
void poll_invoices(self_ptr self);
/// The guardian's look at the chain: its height, or that LND cannot tell, goes to the book.
void look_at_chain(self_ptr self);

} // namespace mostro::escrow_jobs
