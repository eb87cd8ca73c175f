// SPDX-License-Identifier: MIT
//
// The event fan: a list of watchers and nothing else. A watcher keeps its own
// bounded queue (change_watch.hpp) and says when it is full.
#pragma once

#include "actors/interfaces/event_fan.hpp"

#include <map>

namespace mostro {

/// The state of the actor.
struct event_fan_state {
  event_fan_state() = default;
  static constexpr const char* name = "event_fan";
  std::map<uint64_t, std::function<bool(const order_changed&)>> watchers;
};

/// Makes the behaviour.
event_fan_actor::behavior_type
event_fan_behavior(event_fan_actor::stateful_pointer<event_fan_state> self);

} // namespace mostro
