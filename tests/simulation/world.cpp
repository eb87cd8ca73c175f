// SPDX-License-Identifier: MIT
#include "tests/simulation/world.hpp"

#include <cstdio>

namespace mostro::simulation {

namespace {

constexpr size_t kept_lines = 4000;

} // namespace

void world::note(std::string line) {
  char stamp[32];
  std::snprintf(stamp, sizeof stamp, "%10.3f ",
                static_cast<double>(time.now() - world_begins) / 1000);
  trace.push_back(stamp + std::move(line));
  if (!keep_all && trace.size() > kept_lines)
    trace.pop_front();
}

void world::broken(const std::string& invariant, const std::string& how) {
  auto line = invariant + ": " + how;
  note("BROKEN " + line);
  violations.push_back(std::move(line));
}

} // namespace mostro::simulation
