// SPDX-License-Identifier: MIT
//
// Messages and handle of the event fan. Local to the process, never stored.
#pragma once

#include "messages/ids.hpp"
#include "messages/mostro/vocabulary.hpp"
#include "messages/time.hpp"

#include <caf/all.hpp>
#include <functional>
#include <string>

namespace mostro {

/// An order committed a decision; sent by the order after the commit.
struct order_changed {
  order_id order;
  uint64_t seq = 0;
  order_status status = order_status::pending;
  unix_time at;
  std::string cause; ///< As in the journal.
};
/// Tell a watcher every change from now on.
struct watch_orders {
  uint64_t watcher = 0; ///< Chosen by the asker, unique in the process.
  /// Called on the fan's thread, must return at once; false ends the watch.
  std::function<bool(const order_changed&)> tell;
};
/// The watcher is gone; harmless when it is not known.
struct unwatch_orders {
  uint64_t watcher = 0;
};

/// The EVENT FAN: passes the changes of all orders to whoever watches, so that no
/// watcher can hold up the book or an order.
using event_fan_actor =
    caf::typed_actor<caf::reacts_to<order_changed>, caf::reacts_to<watch_orders>,
                     caf::reacts_to<unwatch_orders>>;

} // namespace mostro

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::order_changed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::unwatch_orders)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::watch_orders)
