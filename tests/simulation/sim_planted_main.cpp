// SPDX-License-Identifier: MIT
//
// `sim_planted`: the simulation checks itself. It runs with one bug on purpose and succeeds when
// an invariant breaks within the given number of trades.
#include "actors/log.hpp"
#include "actors/planted_bugs.hpp"
#include "tests/simulation/failure_report.hpp"

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
  size_t trades_per_seed = 50;
  bool no_minimise = false;
  std::vector<std::string> without;
  auto* seed = app.add_option("--seed", first, "Only this seed: replays a caught run");
  app.add_option("--first-seed", first, "Where to begin");
  app.add_option("--trades", trades_per_seed, "Trades that are begun per seed");
  app.add_option("--without", without, "Faults of the mix that are switched off")->delimiter(',');
  app.add_flag("--no-minimise", no_minimise, "Do not shorten the run that caught it");
  app.add_option("--most-trades", most_trades, "Give up after this many");
  CLI11_PARSE(app, argc, argv);
  planted::active = names.at(plant);
  log::set_minimum(log::level::critical);
  std::string program = "sim_planted --plant ";
  program += plant;
  size_t trades = 0;
  for (uint64_t one = first; trades < most_trades; ++one) {
    const simulation::run_options how{one, trades_per_seed, false, simulation::fault_choice::drawn,
                                      without};
    auto r = simulation::run(how);
    trades += r.trades;
    if (!r.violations.empty()) {
      std::printf("%s: caught by seed %lu after %zu trades: %s\n", plant.c_str(), one, trades,
                  r.violations.front().c_str());
      if (!no_minimise)
        simulation::print_shortest(program, how, r, 40);
      return 0;
    }
    if (seed->count() > 0)
      break;
  }
  std::printf("%s: not caught within %zu trades\n", plant.c_str(), trades);
  return 1;
}
