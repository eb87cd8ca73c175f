// SPDX-License-Identifier: MIT
//
// The order book: one entry and one supervised actor per open order. It routes,
// restarts orders that crashed from their last commit, and parks those that
// crash again and again; one order's failure never touches another.
#pragma once

#include "actors/order/order_actor.hpp"

#include <deque>
#include <map>

namespace mostro {

/// What the book starts from.
struct order_book_setup {
  order_neighbours with;
  inbox_actor inbox;
  std::vector<order> open_orders;           ///< Recovered.
  std::vector<storage::outbox_row> effects; ///< Recovered rows that are not deliveries.
  size_t max_orders_per_response = 10;
};

/// Where an order's actor stands.
enum class entry_phase : uint8_t {
  loading,    ///< Being read from the store.
  born,       ///< Created for a new-order request that is not accepted yet.
  live,       ///< Routed to.
  retiring,   ///< Closed; its actor finishes what it has.
  restarting, ///< Crashed; waits for its backoff.
  halted,     ///< Crashed too often; refuses everything until the daemon restarts.
};

/// One entry of the book.
struct book_entry {
  entry_phase phase = entry_phase::loading;
  order_actor actor;
  std::optional<order> state;         ///< As last committed; none unless open.
  std::deque<trader_request> waiting; ///< Requests that wait for an actor.
  /// Handed over (a creation too), not finished: a restart gets them again.
  std::deque<trader_request> handed;
  std::deque<order_news> news; ///< Lightning news that waits for an actor.
  std::deque<caf::actor_clock::time_point> crashes;
};

/// True for take-sell and take-buy.
inline bool is_take(const trader_request& r) {
  return r.what.message.action == action::take_sell || r.what.message.action == action::take_buy;
}

/// The state of the actor.
struct order_book_state {
  order_book_state() = default;
  static constexpr const char* name = "order_book";
  order_neighbours with;
  inbox_actor inbox;
  std::map<order_id, book_entry> entries;
  std::map<caf::actor_addr, order_id> by_address;
  /// Who asked for the outcome of a request.
  std::map<event_id, caf::typed_response_promise<request_outcome>> asked;
  size_t max_orders_per_response = 10;
  bool stopped = false;
};

/// Makes the behaviour and revives every open order.
order_book_actor::behavior_type
order_book_behavior(order_book_actor::stateful_pointer<order_book_state> self,
                    order_book_setup setup);

} // namespace mostro
