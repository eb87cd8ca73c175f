// SPDX-License-Identifier: MIT
//
// What a reload (SIGHUP) may change while trades run: what concerns new orders and
// takes only. Everything else is named and waits for the next start.
#pragma once

#include "actors/config/settings.hpp"

namespace mostro {

/// The part of `fresh` that may be used at once, and what has to wait.
struct reload_plan {
  order_policy policy;                ///< The policy from now on.
  std::vector<std::string> changed;   ///< Keys that take effect now, `table.key`.
  std::vector<std::string> postponed; ///< Keys that differ but need a restart.
};

/// Compares. `running` is what was read last, `in_force` the policy that is
/// used now (it holds what only the Lightning node knows).
reload_plan plan_reload(const settings& running, const order_policy& in_force,
                        const settings& fresh);

} // namespace mostro
