// SPDX-License-Identifier: MIT
//
// The ANNOUNCER: what the node says of itself (spec 01 §5.3, §5.5): the info
// event once the Lightning node is known and then at an interval, the list of
// connected relays, and the profile once.
#pragma once

#include "actors/interfaces/announcer.hpp"
#include "actors/interfaces/order.hpp"
#include "actors/interfaces/publisher.hpp"
#include "messages/mostro/published_events.hpp"

namespace mostro {

/// What the announcer needs.
struct announcer_setup {
  publisher_actor publisher;
  published_info info;             ///< All but `lightning`, which comes from the LN node.
  published_profile profile;       ///< Announced once if it says anything.
  std::vector<std::string> relays; ///< As configured: their order and spelling.
  seconds info_interval{300};
  seconds relays_interval{60};
};

struct announcer_state {
  announcer_state() = default;
  static constexpr const char* name = "announcer";
  announcer_setup setup;
  bool is_node_known = false;
  std::vector<std::string> connected;
};

/// The announcer as the daemon sees it: a reload changes what it says of the node.
using wired_announcer_actor = announcer_actor::extend<caf::reacts_to<set_policy>>;

/// What the info event says of the rules, from the rules in force.
void show_policy(published_info& info, const order_policy& policy);

/// Makes the behaviour.
wired_announcer_actor::behavior_type
announcer_behavior(wired_announcer_actor::stateful_pointer<announcer_state> self,
                   announcer_setup setup);

/// What is announced of a Lightning node.
published_lightning_node announced_lightning(const lnd::node_info& node);

} // namespace mostro
