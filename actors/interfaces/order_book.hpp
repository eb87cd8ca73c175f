// SPDX-License-Identifier: MIT
//
// Messages and handle of the order book. Local to the process, never stored.
#pragma once

#include "actors/interfaces/inbox.hpp"
#include "actors/interfaces/order.hpp"

#include <caf/all.hpp>

namespace mostro {

/// An order committed a decision (its actor tells the book; what the book keeps
/// of every open order is this).
struct order_committed {
  order state;
};
/// A request was answered or decided, durably; a restart must not repeat it.
struct request_finished {
  order_id order;
  event_id inbound;
  request_outcome outcome = {};
};
/// Route a request like any other and answer how it ended, once that is durable.
struct decide_request {
  trader_request what;
};
/// A range order's remainder was committed together with its slice.
struct child_born {
  order state;
  std::vector<storage::outbox_row> outbox;
};
/// Answer how many orders are open.
struct count_orders {};
struct orders_counted {
  size_t open = 0;
  size_t halted = 0;
};
/// Every open order as last committed.
struct ask_open_orders {};
struct open_orders_told {
  std::vector<order> orders; ///< By id.
};
/// The guardian looked at the chain: every order with a held escrow is told (spec 02 §6.2).
struct observe_chain {
  std::optional<uint32_t> height; ///< None: LND did not answer.
};
/// A timer of the book: restart an order that ended abnormally.
struct restart_order {
  order_id id;
};

/// The ORDER BOOK: routes to orders, spawns and supervises them.
using order_book_actor = caf::typed_actor<
    caf::reacts_to<trader_request>, caf::reacts_to<order_news>, caf::reacts_to<order_committed>,
    caf::reacts_to<request_finished>, caf::reacts_to<child_born>, caf::reacts_to<restart_order>,
    caf::reacts_to<stop_intake>, caf::reacts_to<observe_chain>, caf::reacts_to<set_policy>,
    caf::replies_to<decide_request>::with<request_outcome>,
    caf::replies_to<ask_open_orders>::with<open_orders_told>,
    caf::replies_to<count_orders>::with<orders_counted>>;

} // namespace mostro

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::ask_open_orders)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::child_born)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::count_orders)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::decide_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::observe_chain)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::open_orders_told)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::order_committed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::orders_counted)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::restart_order)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::request_finished)
