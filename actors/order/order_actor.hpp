// SPDX-License-Identifier: MIT
//
// The shell around one order. All judgement lives in the machine; this actor
// gathers what a judgement needs and then does three things, always in this
// order: decide (pure), commit (durable), perform (outside world).
#pragma once

#include "actors/environment.hpp"
#include "actors/interfaces.hpp"
#include "actors/metrics/measurements.hpp"
#include "actors/order/order_machine.hpp"

namespace mostro {

/// The neighbours of every order, and what all orders share.
struct order_neighbours {
  store_actor store;
  archive_actor archive;
  publisher_actor publisher;
  escrow_actor escrow;
  price_actor price;
  payee_actor payee;
  reputation_actor reputation;
  environment env = environment::of_this_machine();
  std::shared_ptr<const order_policy> policy;
  /// Waiting duties that began before the daemon did time out no earlier than
  /// this: what the traders sent while it was away has to arrive first.
  unix_time started_at;
  seconds patience_after_start;
  /// Called when the store does not answer: then nothing is known any more, and
  /// only a new start can tell.
  std::function<void(const std::string& why)> fatal;
  std::shared_ptr<measurements> measured = no_measurements();
  event_fan_actor fan; ///< Null: nobody watches.
};

/// What one order starts from.
struct order_start {
  order_id id;
  std::optional<order> state;                  ///< None: the order is about to be created.
  std::vector<storage::outbox_row> unfinished; ///< Lightning effects to perform again.
};

/// The state of the actor.
struct order_state {
  order_state() = default;
  static constexpr const char* name = "order";
  order_neighbours with;
  order_book_actor book;
  order_id id;
  std::optional<order> current;
  std::vector<outbox_id> in_flight; ///< Lightning effects that have no answer yet.
  size_t preparing = 0;             ///< Requests that wait for a price, probe or reputation.
  size_t committing = 0;            ///< Answers of the store that are awaited.
  uint64_t timer_generation = 0;
  std::optional<payment_hash> watched;
  bool retiring = false;
};

/// Makes the behaviour; performs what the last life left unfinished.
order_actor::behavior_type order_behavior(order_actor::stateful_pointer<order_state> self,
                                          order_neighbours with, order_book_actor book,
                                          order_start from);

} // namespace mostro
