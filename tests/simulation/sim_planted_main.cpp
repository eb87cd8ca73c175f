// SPDX-License-Identifier: MIT
//
// `sim_planted`: the simulation checks itself. It runs with one bug on purpose and succeeds when
// an invariant breaks within the given number of trades.
#include "actors/log.hpp"
#include "actors/planted_bugs.hpp"
#include "tests/simulation/simulation.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <map>

using namespace mostro;

int main(int argc, char** argv) {
  CLI::App app{"Runs the simulation with a planted bug until it is caught."};
  const std::map<std::string, planted::bug> names{
      {"act-before-commit", planted::bug::act_before_commit},
      {"second-hash", planted::bug::second_hash},
      {"lost-row", planted::bug::lost_row},
      {"forgotten-timer", planted::bug::forgotten_timer},
      {"double-child", planted::bug::double_child},
  };
  std::string plant;
  uint64_t first = 1;
  size_t most_trades = 10'000;
  app.add_option("--plant", plant, "Which bug")->required()->check(CLI::IsMember(names));
  app.add_option("--first-seed", first, "Where to begin");
  app.add_option("--most-trades", most_trades, "Give up after this many");
  CLI11_PARSE(app, argc, argv);
  planted::active = names.at(plant);
  log::set_minimum(log::level::critical);
  size_t trades = 0;
  for (uint64_t seed = first; trades < most_trades; ++seed) {
    auto r = simulation::run({seed, 50, false, true});
    trades += r.trades;
    if (r.violations.empty())
      continue;
    std::printf("%s: caught by seed %lu after %zu trades: %s\n", plant.c_str(), seed, trades,
                r.violations.front().c_str());
    return 0;
  }
  std::printf("%s: not caught within %zu trades\n", plant.c_str(), trades);
  return 1;
}
