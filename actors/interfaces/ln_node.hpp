// SPDX-License-Identifier: MIT
//
// Messages and handle of a Lightning node. Local to the process, never stored.
#pragma once

#include "lnd-proto/lnd_client.hpp"

#include <caf/all.hpp>

namespace mostro {

struct ask_node_info {};
struct node_info_told {
  lnd::outcome<lnd::node_info> outcome;
};
struct add_hold_invoice {
  lnd::hold_invoice_request what;
};
struct hold_invoice_added {
  lnd::outcome<std::string> outcome;
};
struct settle_invoice {
  preimage with;
};
struct cancel_invoice {
  payment_hash hash;
};
struct call_done {
  lnd::outcome<std::monostate> outcome;
};
struct look_up_invoice {
  payment_hash hash;
};
struct invoice_looked_up {
  lnd::outcome<lnd::invoice> outcome;
};
/// Follow an invoice until it is final; states go to the escrow as invoice_seen.
/// The stream is re-opened for ever, with backoff; asking twice is harmless.
struct follow_invoice {
  payment_hash hash;
};
/// Stop following.
struct unfollow_invoice {
  payment_hash hash;
};
/// A state of a followed invoice; may repeat.
struct invoice_seen {
  lnd::invoice state;
};
/// A state of a payment.
struct payment_seen {
  lnd::payment state;
};
/// The stream of a payment ended without a final state (or could not begin).
struct payment_stream_ended {
  payment_hash hash;
  bool was_send = false;
  lnd::call_error why;
};
/// Who hears of a payment.
using payment_follower =
    caf::typed_actor<caf::reacts_to<payment_seen>, caf::reacts_to<payment_stream_ended>>;
/// Send a payment, or follow one that was sent; a payment that is followed already
/// is neither sent nor followed again.
struct send_payment {
  lnd::payment_request what;
  payment_hash hash;
  payment_follower to = {}; ///< Null: the escrow.
};
struct track_payment {
  payment_hash hash;
  payment_follower to = {}; ///< Null: the escrow.
};
/// Stop following; the payment itself goes on.
struct unfollow_payment {
  payment_hash hash;
};
/// Ask once what LND's record of a payment says, beside any stream.
struct look_up_payment {
  payment_hash hash;
};
struct payment_looked_up {
  lnd::outcome<lnd::payment> outcome;
};
/// The node became usable or unusable.
struct node_changed {
  bool usable = false;
  lnd::node_info info; ///< The latest known.
};
/// A callback of the client, back on the actor's own thread.
struct stream_news {
  std::function<void()> run;
};
/// A timer of an LN actor.
struct ln_tick {
  uint64_t generation = 0;
};

/// An LN NODE: the connection to one LND; every call returns at once. While another
/// node answers at its address everything is `unreachable`, and `not_found` is passed
/// on only after the node has said who it is.
using ln_node_actor = caf::typed_actor<
    caf::replies_to<ask_node_info>::with<node_info_told>,
    caf::replies_to<add_hold_invoice>::with<hold_invoice_added>,
    caf::replies_to<settle_invoice>::with<call_done>,
    caf::replies_to<cancel_invoice>::with<call_done>,
    caf::replies_to<look_up_invoice>::with<invoice_looked_up>, caf::reacts_to<follow_invoice>,
    caf::reacts_to<unfollow_invoice>, caf::reacts_to<send_payment>, caf::reacts_to<track_payment>,
    caf::reacts_to<unfollow_payment>, caf::replies_to<look_up_payment>::with<payment_looked_up>,
    caf::reacts_to<stream_news>, caf::reacts_to<ln_tick>>;

} // namespace mostro

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::add_hold_invoice)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::ask_node_info)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::call_done)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::cancel_invoice)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::follow_invoice)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::hold_invoice_added)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::invoice_looked_up)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::invoice_seen)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::ln_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::look_up_invoice)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::look_up_payment)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::node_changed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::node_info_told)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::payment_looked_up)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::payment_seen)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::payment_stream_ended)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::send_payment)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::settle_invoice)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::stream_news)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::track_payment)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::unfollow_invoice)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::unfollow_payment)
