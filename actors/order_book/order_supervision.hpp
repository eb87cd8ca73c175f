// SPDX-License-Identifier: MIT
//
// How the book starts, watches and restarts its orders (architecture §5).
#pragma once

#include "actors/order_book/order_book_actor.hpp"

namespace mostro {

/// Installs the down handler.
void supervise_orders(order_book_actor::stateful_pointer<order_book_state> self);

/// Spawns and monitors the actor of an entry that exists.
void start_actor(order_book_actor::stateful_pointer<order_book_state> self, const order_id& id,
                 order_start from);

/// Gives a new-order request an id and an actor; it is tried again when that crashes before
/// its first commit.
void create(order_book_actor::stateful_pointer<order_book_state> self, const trader_request& r);

/// Hands a request to a live actor and remembers it until it is finished.
void hand_over(book_entry& entry, const trader_request& r);

/// Gives an order that was read from the store (or just born) its actor, and
/// hands over what waited for it.
void revive(order_book_actor::stateful_pointer<order_book_state> self, const order_id& id,
            order state, std::vector<storage::outbox_row> outbox);

/// Reads an order again and revives it.
void reload(order_book_actor::stateful_pointer<order_book_state> self, const order_id& id);

/// Keeps an entry's last committed state (none when closed) and tells the inbox
/// which trade keys came and went with it.
void remember(order_book_actor::stateful_pointer<order_book_state> self, book_entry& entry,
              std::optional<order> now);

} // namespace mostro
