// SPDX-License-Identifier: MIT
//
// The parts of an LN node, shared by its sources: coming back to the actor's
// thread, whom to believe, and the streams.
#pragma once

#include "actors/ln_node/ln_node_actor.hpp"

namespace mostro::ln_node_parts {

using self_ptr = ln_node_actor::stateful_pointer<ln_node_state>;

/// Brings a callback of the client back to the actor's thread.
template <class F>
void later(const ln_node_actor& me, F what) {
  caf::anon_send(me, stream_news{std::function<void()>{std::move(what)}});
}

/// What is answered while another node stands at the address.
lnd::call_error another_node();

/// Looks at who answered GetInfo; true when it is the node that we know.
bool is_our_node(self_ptr self, const lnd::outcome<lnd::node_info>& told);

/// Hands an outcome on. "Not found" proves nothing if another node says it, and what
/// follows from it (a payment is sent, an escrow counts as gone) cannot be undone:
/// it is handed on only when the node then says that it is ours.
template <class Outcome>
void believe(self_ptr self, Outcome outcome, std::function<void(Outcome)> hand_on) {
  auto* failed = std::get_if<lnd::call_error>(&outcome);
  if (!failed || failed->what != lnd::failure::not_found)
    return hand_on(std::move(outcome));
  self->state.with.client->fetch_info(
      [me = ln_node_actor{self}, self, outcome, hand_on](lnd::outcome<lnd::node_info> told) {
        later(me, [self, outcome, hand_on, told] {
          hand_on(is_our_node(self, told) ? outcome : Outcome{another_node()});
        });
      });
}

/// Opens the stream of an invoice, again or for the first time.
void open_invoice_stream(self_ptr self, const payment_hash& hash);
/// Opens what waits for its backoff with this generation.
void reopen_invoice_stream(self_ptr self, uint64_t generation);
void unfollow(self_ptr self, const unfollow_invoice& what);

void follow(self_ptr self, const send_payment& what);
void follow(self_ptr self, const track_payment& what);
void unfollow(self_ptr self, const unfollow_payment& what);
/// Reads the record of a payment: the first message of a stream of its own.
caf::result<payment_looked_up> ask(self_ptr self, const look_up_payment& what);

/// Cancels a stream without waiting for it; null is harmless.
void let_go(self_ptr self, std::unique_ptr<lnd::subscription> what);
/// Forgets the cancelled streams that are over.
void reap(self_ptr self);

} // namespace mostro::ln_node_parts
