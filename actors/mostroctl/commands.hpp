// SPDX-License-Identifier: MIT
//
// Carries out what mostroctl was asked and prints the answer.
#pragma once

#include "actors/mostroctl/command_line.hpp"

namespace mostro::ctl {

/// Asks, prints to `out`, complaints to `err`; returns the exit code. `now` is Unix
/// seconds, for ages.
int carry_out(const request& asked, client& service, int64_t now, std::ostream& out,
              std::ostream& err);

/// The completion file of bash (deploy/mostroctl.bash).
const char* bash_completion();

} // namespace mostro::ctl
