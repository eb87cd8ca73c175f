// SPDX-License-Identifier: MIT
//
// Messages and handle of the escrow. Local to the process, never stored.
#pragma once

#include "actors/interfaces/ln_node.hpp"
#include "actors/interfaces/order_book.hpp"
#include "storage/changes.hpp"

#include <caf/all.hpp>

namespace mostro {

/// Carry out a Lightning effect of an order. The answer is an order_fact sent to
/// the book, now or after any number of retries; asking again for the same key
/// joins the work that is under way.
struct perform_effect {
  storage::outbox_row row;
};
/// Tell the book every change of this hold invoice.
struct watch_escrow {
  order_id order;
  payment_hash hash;
};
/// The order no longer cares.
struct unwatch_escrow {
  payment_hash hash;
};

/// The neighbours that are spawned after the escrow.
struct escrow_attached {
  ln_node_actor node;
  order_book_actor book;
};

/// The ESCROW: hold invoices and payouts, idempotent by payment hash; retries
/// until LND gives a definite answer.
using escrow_actor = caf::typed_actor<
    caf::reacts_to<escrow_attached>, caf::reacts_to<perform_effect>, caf::reacts_to<watch_escrow>,
    caf::reacts_to<unwatch_escrow>, caf::reacts_to<invoice_seen>, caf::reacts_to<payment_seen>,
    caf::reacts_to<payment_stream_ended>, caf::reacts_to<node_changed>, caf::reacts_to<ln_tick>>;

} // namespace mostro

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::escrow_attached)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::perform_effect)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::unwatch_escrow)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::watch_escrow)
