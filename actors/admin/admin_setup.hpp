// SPDX-License-Identifier: MIT
//
// What the operator's service is made of.
#pragma once

#include "actors/admin/call_gate.hpp"
#include "actors/interfaces/dispute_desk.hpp"
#include "actors/interfaces/event_fan.hpp"
#include "actors/status_source.hpp"

namespace mostro::admin {

/// Neighbours, database and rules of the service.
struct admin_setup {
  caf::actor_system* system = nullptr; ///< Outlives the service.
  dispute_desk_actor desk;             ///< Null: commands fail.
  event_fan_actor fan;
  std::shared_ptr<const storage::database> database;
  public_key node; ///< Commands act as this key.
  environment env;
  status_source status;
  /// Switches maintenance; empty: it cannot be switched.
  std::function<mostro::status(bool on)> set_maintenance;
  gate_setup gate;
  /// How long the desk may take: a command waits for the disk, not for LND.
  std::chrono::milliseconds patience = std::chrono::seconds{60};
};

} // namespace mostro::admin
