// SPDX-License-Identifier: MIT
//
// Says once that the daemon is ready, and ends the process when one of its
// singletons dies: their state is durable, so starting again is the repair.
#pragma once

#include "actors/interfaces.hpp"

#include <map>

namespace mostro {

/// What the actor is made of.
struct readiness_setup {
  std::string npub;
  std::function<void(const std::string& why)> fatal;
  std::function<void()> on_ready; ///< Called once, on the actor's thread.
};

/// Answer which relays are connected and how the Lightning node is.
struct ask_vitals {};
struct vitals_told {
  std::map<std::string, bool> relays; ///< Those that have said anything yet, by URL.
  node_changed node;
};

/// Watch these singletons; sent once.
struct watch_vital {
  std::vector<caf::strong_actor_ptr> actors;
};

using readiness_actor =
    caf::typed_actor<caf::reacts_to<relay_changed>, caf::reacts_to<node_changed>,
                     caf::reacts_to<watch_vital>, caf::replies_to<ask_vitals>::with<vitals_told>>;

/// The state of the actor.
struct readiness_state {
  readiness_state() = default;
  static constexpr const char* name = "readiness";
  readiness_setup with;
  std::map<std::string, bool> relays;
  node_changed node;
  bool relay = false;
  bool said = false;
};

/// Makes the behaviour.
readiness_actor::behavior_type
readiness_behavior(readiness_actor::stateful_pointer<readiness_state> self, readiness_setup setup);

} // namespace mostro

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::ask_vitals)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::vitals_told)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::watch_vital)
