// SPDX-License-Identifier: MIT
//
// One life of the daemon: the same actors as in production, on CAF's deterministic scheduler,
// from the start on what was durable to a stop or a crash.
#pragma once

#include "actors/daemon/actor_tree.hpp"
#include "tests/simulation/simulated_disk.hpp"
#include "tests/simulation/simulated_lightning.hpp"
#include "tests/simulation/simulated_pages.hpp"
#include "tests/simulation/simulated_relays.hpp"

#include <caf/scheduler/test_coordinator.hpp>

namespace mostro::simulation {

/// What a daemon lives in.
struct surroundings {
  world& in;
  simulated_lightning& lightning;
  simulated_relays& relays;
  simulated_pages& pages;
  mostro::settings settings;
  disk_observer observer;
};

/// A running daemon. Destroying it after a crash leaves only what is on the disk.
class daemon_life {
public:
  /// Opens the database and spawns the tree; an error tells why it could not start.
  static result<std::unique_ptr<daemon_life>> begin(surroundings& where);
  ~daemon_life();
  daemon_life(const daemon_life&) = delete;
  daemon_life& operator=(const daemon_life&) = delete;

  /// Lets one actor handle one message; which one is chance. False when none has any.
  bool step();
  /// When the next timer of an actor is due, in world time.
  std::optional<world_time> next_timer() const;
  /// Moves the daemon's steady clock along with the world's; fires what is due.
  void follow_time();
  /// Reads the database between two steps.
  const storage::database& database() const { return *disk_; }
  const actor_tree& tree() const { return tree_; }
  caf::actor_system& system() { return *system_; }
  size_t steps() const { return steps_; }

private:
  explicit daemon_life(surroundings& where) : where_(where) {}
  void spawn(storage::recovered from);
  void finish();

  surroundings& where_;
  std::shared_ptr<bool> alive_;
  std::shared_ptr<simulated_disk> disk_;
  std::unique_ptr<caf::actor_system_config> config_;
  std::unique_ptr<caf::actor_system> system_;
  caf::scheduler::test_coordinator* scheduler_ = nullptr;
  daemon_setup how_;
  order_policy policy_;
  actor_tree tree_;
  world_time born_ = 0;                   ///< World time ...
  caf::actor_clock::time_point began_at_; ///< ... and the steady clock's at the same moment.
  size_t steps_ = 0;
};

} // namespace mostro::simulation
