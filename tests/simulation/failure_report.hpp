// SPDX-License-Identifier: MIT
//
// What `sim` and `sim_planted` print of a run that broke an invariant.
#pragma once

#include "tests/simulation/minimiser.hpp"

namespace mostro::simulation {

/// Prints a failed run as it was: the mix, the last lines of its trace, the replay. `program` is
/// what the replay begins with.
void print_failure(const std::string& program, const run_options& how, const run_report& r,
                   size_t lines);

/// Shortens a failed run and prints the shortest: what it still needs, its trace, the replay.
minimised print_shortest(const std::string& program, const run_options& how, const run_report& r,
                         size_t lines);

} // namespace mostro::simulation
