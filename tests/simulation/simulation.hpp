// SPDX-License-Identifier: MIT
//
// One run: a world, its people and the daemon, from one seed to the last check.
#pragma once

#include "tests/simulation/fault_mix.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace mostro::simulation {

/// How a run is made.
struct run_options {
  uint64_t seed = 1;
  size_t trades = 50;
  bool keep_trace = false; ///< The whole trace, log included, instead of its last lines.
  fault_choice faults = fault_choice::drawn;
  std::vector<std::string> without = {}; ///< Faults of the seed's mix that are switched off.
};

/// What became of it.
struct run_report {
  uint64_t seed = 0;
  size_t trades = 0;                  ///< Orders that were committed, children included.
  size_t successes = 0;               ///< Of them, trades that went through.
  size_t crashes = 0;                 ///< Of the daemon.
  size_t steps = 0;                   ///< Messages that its actors handled.
  size_t commits = 0;                 ///< Groups that were written.
  size_t begun = 0;                   ///< Trades that people had begun when it ended.
  std::vector<std::string> faults_on; ///< Names of those of the mix that were on.
  std::vector<std::string> violations;
  std::vector<std::string> trace;
  std::string faults;
  std::string census;
  std::string largest; ///< What waited at most while nobody had anything to do.
};

/// Runs it; the same options give the same report.
run_report run(const run_options& how);

} // namespace mostro::simulation
