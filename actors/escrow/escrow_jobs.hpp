// SPDX-License-Identifier: MIT
//
// The jobs of the escrow, shared by its sources: how one ends, how one is tried
// again, and the payouts.
#pragma once

#include "actors/escrow/escrow_actor.hpp"

namespace mostro::escrow_jobs {

using self_ptr = escrow_actor::stateful_pointer<escrow_state>;

/// Ends a job with LND's definite answer, which is remembered and goes to the book.
void finish(self_ptr self, outbox_id id, order_fact fact);

/// Tries a job again after its backoff; with `alarm`, and after every eighth try,
/// the operator is told.
void retry_later(self_ptr self, outbox_id id, bool alarm, const std::string& why);

/// Begins (again) to pay.
void pay(self_ptr self, outbox_id id, const pay_invoice& what);

/// A state of a payment.
void on_payment(self_ptr self, const lnd::payment& seen);

/// The stream of a payment ended.
void on_payment_end(self_ptr self, const payment_stream_ended& end);

} // namespace mostro::escrow_jobs
