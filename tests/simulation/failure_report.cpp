// SPDX-License-Identifier: MIT
#include "tests/simulation/failure_report.hpp"

#include <cstdio>

namespace mostro::simulation {

void print_failure(const std::string& program, const run_options& how, const run_report& r,
                   size_t lines) {
  std::printf("\nseed %lu: BROKEN %s\n", r.seed, r.violations.front().c_str());
  std::printf("  faults: %s\n  last events before it:\n", r.faults.c_str());
  auto from = r.trace.size() > lines ? r.trace.size() - lines : 0;
  for (size_t i = from; i < r.trace.size(); ++i)
    std::printf("    %s\n", r.trace[i].c_str());
  std::printf("  replay at first: %s %s\n", program.c_str(), command_line_of(how).c_str());
}

minimised print_shortest(const std::string& program, const run_options& how, const run_report& r,
                         size_t lines) {
  auto out = minimise(how, r);
  auto again = out.how;
  again.keep_trace = true; // The daemon's log tells what it meant to do.
  out.report = run(again);
  std::printf("  minimised in %zu runs: %zu trades of %zu, %zu faults of %zu\n", out.runs,
              out.how.trades, how.trades, out.report.faults_on.size(), r.faults_on.size());
  std::printf("  shortest: %s\n  faults: %s\n  what concerns it:\n",
              out.report.violations.empty() ? "nothing" : out.report.violations.front().c_str(),
              out.report.faults.c_str());
  for (auto& line : essence_of(out.report, lines))
    std::printf("    %s\n", line.c_str());
  std::printf("  replay: %s %s\n", program.c_str(), command_line_of(out.how).c_str());
  return out;
}

} // namespace mostro::simulation
