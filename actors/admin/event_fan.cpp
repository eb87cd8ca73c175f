// SPDX-License-Identifier: MIT
#include "actors/admin/event_fan.hpp"

#include "actors/supervision.hpp"

namespace mostro {

event_fan_actor::behavior_type
event_fan_behavior(event_fan_actor::stateful_pointer<event_fan_state> self) {
  supervise(self);
  return {
      [self](const order_changed& change) {
        std::erase_if(self->state.watchers,
                      [&](const auto& watcher) { return !watcher.second(change); });
      },
      [self](const watch_orders& w) { self->state.watchers[w.watcher] = w.tell; },
      [self](const unwatch_orders& u) { self->state.watchers.erase(u.watcher); },
  };
}

} // namespace mostro
