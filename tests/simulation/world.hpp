// SPDX-License-Identifier: MIT
//
// What every part of the simulated world shares: time, chance, faults, the trace, and whether the
// daemon's process is alive at this instant.
#pragma once

#include "messages/time.hpp"
#include "tests/simulation/agenda.hpp"
#include "tests/simulation/fault_mix.hpp"

#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace mostro::simulation {

/// When the simulated world begins: 2027-01-15.
inline constexpr world_time world_begins = 1'800'000'000'000;

/// The shared ground. Not thread-safe: a simulation has one thread.
struct world {
  world(uint64_t seed, fault_choice which)
      : time(world_begins), chance(seed), faults(fault_mix::draw(chance, which)) {}

  agenda time;
  dice chance;
  fault_mix faults;
  int64_t clock_error = 0; ///< Seconds by which the daemon's wall clock is wrong.

  /// False from the instant of a crash until the next start: nothing that the daemon does has an
  /// effect any more. One flag per life, because a late callback must not reach the next life.
  std::shared_ptr<bool> alive = std::make_shared<bool>(false);

  /// What a correct clock shows.
  unix_time true_time() const { return {time.now() / 1000}; }
  /// What the daemon's clock shows.
  unix_time daemon_time() const { return {time.now() / 1000 + clock_error}; }

  /// Kills the process at this instant; the simulation cleans up when the handler has returned.
  void crash(const char* where) {
    if (!*alive)
      return;
    note(std::string{"CRASH "} + where);
    *alive = false;
    ++crashes;
  }
  /// A crash with this probability.
  void maybe_crash(double probability, const char* where) {
    if (*alive && probability > 0 && chance.happens(probability))
      crash(where);
  }

  /// Adds a line to the trace. Only the last lines are kept unless `keep_all`.
  void note(std::string line);
  std::deque<std::string> trace;
  bool keep_all = false;

  /// Reports a broken invariant; the run goes on, the first one is what counts.
  void broken(const std::string& invariant, const std::string& how);
  std::vector<std::string> violations;

  size_t crashes = 0;
};

} // namespace mostro::simulation
