// SPDX-License-Identifier: MIT
//
// The connection to one LND node: turns calls into answers on the actor's own
// thread, keeps invoice streams open for ever, and watches the node's health and
// identity.
#pragma once

#include "actors/interfaces.hpp"

#include <map>

namespace mostro {

/// Anybody who wants to know how the node is.
using node_listener = caf::typed_actor<caf::reacts_to<node_changed>>;

/// What the actor is made of.
struct ln_node_setup {
  std::shared_ptr<lnd::client> client;
  escrow_actor escrow;
  std::vector<node_listener> listeners;             ///< Told node_changed besides the escrow.
  std::chrono::milliseconds health_interval{15000}; ///< Between GetInfo calls while usable.
  std::string identity; ///< The only node to be believed; empty: the first that answers.
};

/// A followed invoice or payment.
struct ln_stream {
  std::unique_ptr<lnd::subscription> running; ///< Null while waiting to be opened again.
  uint64_t generation = 0;                    ///< Callbacks of an older stream are ignored.
  unsigned failures = 0;
  bool is_final = false; ///< Settled or canceled was seen: nothing more will come.
};

/// One question about a payment.
struct ln_question {
  std::unique_ptr<lnd::subscription> running;
  uint64_t generation = 0;
  caf::typed_response_promise<payment_looked_up> asker;
};

/// The state of the actor.
struct ln_node_state {
  ln_node_state() = default;
  static constexpr const char* name = "ln_node";
  ln_node_setup with;
  std::map<payment_hash, ln_stream> invoices;
  std::map<payment_hash, ln_stream> payments;
  std::map<payment_hash, ln_question> questions;
  /// Cancelled streams. Destroying one waits for gRPC, and a thread that many actors
  /// share must not wait: they stay here until they are over.
  std::vector<std::unique_ptr<lnd::subscription>> ending;
  uint64_t generations = 0;
  bool usable = false;
  bool is_another_node = false; ///< Somebody else answers: nothing is asked or believed.
  lnd::node_info info;
};

/// Makes the behaviour and begins to watch the node's health.
ln_node_actor::behavior_type ln_node_behavior(ln_node_actor::stateful_pointer<ln_node_state> self,
                                              ln_node_setup setup);

} // namespace mostro
