// SPDX-License-Identifier: MIT
//
// From a run that broke an invariant to the shortest one found that breaks the same: fewer trades,
// fewer faults, perhaps another seed. No chance and no clock: the same failure always leads to the
// same run.
#pragma once

#include "tests/simulation/simulation.hpp"

namespace mostro::simulation {

/// The shortest run that was found.
struct minimised {
  run_options how;
  run_report report; ///< Of that run.
  size_t runs = 0;   ///< Tried.
};

/// The invariant that a report's first violation names.
std::string broken_invariant(const run_report& r);

/// Shortens a run that failed; `most_runs` bounds how many others are tried.
minimised minimise(const run_options& failed, const run_report& report, size_t most_runs = 60);

/// The options of a run as the command line of `sim` and `sim_planted` takes them.
std::string command_line_of(const run_options& how);

/// The lines of a trace that tell how it came to the failure: those about the order that the
/// violation names, and what befell everybody (lives, faults, the clock); the last `most` of them.
/// All lines count when it names no order.
std::vector<std::string> essence_of(const run_report& r, size_t most);

} // namespace mostro::simulation
