// SPDX-License-Identifier: MIT
//
// `sim`: replays one seed or sweeps over many.
#include "actors/log.hpp"
#include "tests/simulation/failure_report.hpp"
#include "tests/simulation/fault_mix.hpp"

#include <CLI/CLI.hpp>

#include <chrono>
#include <cstdio>
#include <iostream>

using namespace mostro::simulation;

namespace {

struct sweep_totals {
  size_t seeds = 0, trades = 0, successes = 0, crashes = 0, steps = 0, commits = 0, broken = 0;
};

} // namespace

int main(int argc, char** argv) {
  CLI::App app{"Simulates whole trades with faults, repeatably by a seed."};
  uint64_t seed = 0;
  std::string seeds;
  size_t trades = 50;
  size_t lines = 40;
  bool trace = false;
  bool calm = false;
  bool every_fault = false;
  bool no_minimise = false;
  std::vector<std::string> without;
  app.add_option("--seed", seed, "Replay this seed");
  app.add_option("--seeds", seeds, "Sweep over seeds A..B");
  app.add_option("--trades", trades, "Trades that are begun per seed");
  app.add_option("--lines", lines, "Trace lines shown of a failure");
  app.add_flag("--trace", trace, "Print the whole trace, the daemon's log included");
  auto* none = app.add_flag("--calm", calm, "No faults");
  app.add_flag("--every-fault", every_fault, "All faults at once instead of the seed's own mix")
      ->excludes(none);
  app.add_option("--without", without, "Faults of the mix that are switched off")->delimiter(',');
  app.add_flag("--no-minimise", no_minimise, "Show a failure as it was found");
  CLI11_PARSE(app, argc, argv);
  for (auto& name : without)
    if (!fault_mix{}.switch_off(name)) {
      std::cerr << "sim: there is no fault " << name << '\n';
      return 2;
    }
  uint64_t first = seed, last = seed;
  if (!seeds.empty() && std::sscanf(seeds.c_str(), "%lu..%lu", &first, &last) != 2) {
    std::cerr << "sim: --seeds wants A..B\n";
    return 2;
  }
  const auto faults = calm          ? fault_choice::none
                      : every_fault ? fault_choice::every
                                    : fault_choice::drawn;
  sweep_totals all;
  auto began = std::chrono::steady_clock::now();
  for (uint64_t one = first; one <= last; ++one) {
    const run_options how{one, trades, trace, faults, without};
    auto r = run(how);
    ++all.seeds;
    all.trades += r.trades;
    all.successes += r.successes;
    all.crashes += r.crashes;
    all.steps += r.steps;
    all.commits += r.commits;
    if (trace)
      for (auto& line : r.trace)
        std::printf("%s\n", line.c_str());
    if (!r.violations.empty()) {
      ++all.broken;
      print_failure("sim", how, r, lines);
      if (!no_minimise)
        print_shortest("sim", how, r, lines * 4);
      std::fflush(stdout);
    }
    if (first != last && all.seeds % 100 == 0)
      std::cerr << "sim: " << all.seeds << " seeds, " << all.trades << " trades, " << all.broken
                << " broken\n";
    if (first == last)
      std::printf("seed %lu: %zu orders: %s\n  faults: %s\n  at rest at most: %s\n", one, r.trades,
                  r.census.c_str(), r.faults.c_str(), r.largest.c_str());
  }
  std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  std::printf(
      "sim: %zu seeds, %zu trades (%zu successful), %zu crashes, %zu messages, %zu commits, "
      "%zu broken; %.1f s, %.1f trades/s\n",
      all.seeds, all.trades, all.successes, all.crashes, all.steps, all.commits, all.broken,
      took.count(), static_cast<double>(all.trades) / took.count());
  return all.broken == 0 ? 0 : 1;
}
