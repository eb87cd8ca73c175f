// SPDX-License-Identifier: MIT
#include "tests/simulation/minimiser.hpp"

#include "tests/simulation/fault_mix.hpp"

#include <algorithm>
#include <array>

namespace mostro::simulation {

namespace {

/// Tries runs and keeps the shortest that fails in the same way.
class search {
public:
  search(const run_options& failed, const run_report& report, size_t most_runs)
      : invariant_(broken_invariant(report)), most_runs_(most_runs), best_{failed, report, 0} {
    best_.how.keep_trace = false;
  }

  minimised find() {
    // The run was the same up to the failure however many trades were to follow.
    with_trades(best_.report.begun + 1);
    halve_trades();
    drop_groups();
    drop_single_faults();
    try_other_seeds();
    halve_trades();
    drop_single_faults();
    return best_;
  }

private:
  bool is_shorter(const run_options& how, const run_report& r) const {
    auto weight = [](const run_options& o, const run_report& of) {
      return std::pair{o.trades, of.faults_on.size()};
    };
    return weight(how, r) < weight(best_.how, best_.report);
  }

  bool attempt(const run_options& how) {
    if (best_.runs >= most_runs_)
      return false;
    ++best_.runs;
    auto r = run(how);
    if (r.violations.empty() || broken_invariant(r) != invariant_ || !is_shorter(how, r))
      return false;
    best_.how = how;
    best_.report = std::move(r);
    return true;
  }

  bool with_trades(size_t trades) {
    if (trades == 0 || trades >= best_.how.trades)
      return false;
    auto how = best_.how;
    how.trades = trades;
    return attempt(how);
  }

  /// Halves while that fails, then goes down in steps of a quarter.
  void halve_trades() {
    while (with_trades(best_.how.trades / 2) || with_trades(best_.how.trades * 3 / 4) ||
           with_trades(best_.how.trades - 1)) {
    }
  }

  /// Without what of these is still on; true when it still fails.
  bool without(const std::vector<std::string>& names) {
    auto how = best_.how;
    auto& on = best_.report.faults_on;
    for (auto& name : names)
      if (std::find(on.begin(), on.end(), name) != on.end())
        how.without.push_back(name);
    return how.without.size() > best_.how.without.size() && attempt(how);
  }

  void drop_groups() {
    for (auto& group : fault_mix::groups())
      without(group);
  }

  void drop_single_faults() {
    const auto on = best_.report.faults_on;
    for (auto& name : on)
      without({name});
  }

  /// Another seed may get there with fewer trades; its own mix, with the same faults off.
  void try_other_seeds() {
    constexpr size_t seeds = 8;
    constexpr std::array<size_t, 2> few{2, 5};
    for (auto trades : few)
      for (size_t i = 1; i <= seeds && trades < best_.how.trades; ++i) {
        auto how = best_.how;
        how.seed = first_seed_ + i;
        how.trades = trades;
        if (attempt(how))
          return;
      }
  }

  std::string invariant_;
  size_t most_runs_;
  minimised best_;
  uint64_t first_seed_ = best_.how.seed;
};

bool concerns_everybody(const std::string& line) {
  static const std::array<const char*, 8> marks{
      "CRASH", "daemon started", "lnd restarts", "lnd deletes",
      "clock", "BROKEN",         "relay is",     "everything is mended"};
  return std::any_of(marks.begin(), marks.end(),
                     [&](auto* mark) { return line.find(mark) != std::string::npos; });
}

/// The first eight digits of the order's id that a violation names; empty when it names none.
std::string order_in(const std::string& violation) {
  constexpr std::string_view before = "order ";
  constexpr size_t digits = 8;
  auto at = violation.find(before);
  if (at == std::string::npos || at + before.size() + digits > violation.size())
    return {};
  auto id = violation.substr(at + before.size(), digits);
  return id.find_first_not_of("0123456789abcdef") == std::string::npos ? id : std::string{};
}

} // namespace

std::string broken_invariant(const run_report& r) {
  if (r.violations.empty())
    return {};
  auto& first = r.violations.front();
  return first.substr(0, first.find(':'));
}

minimised minimise(const run_options& failed, const run_report& report, size_t most_runs) {
  return search{failed, report, most_runs}.find();
}

std::string command_line_of(const run_options& how) {
  std::string out = "--seed ";
  out += std::to_string(how.seed);
  out += " --trades ";
  out += std::to_string(how.trades);
  if (how.faults == fault_choice::none)
    out += " --calm";
  if (how.faults == fault_choice::every)
    out += " --every-fault";
  for (size_t i = 0; i < how.without.size(); ++i) {
    out += i == 0 ? " --without " : ",";
    out += how.without[i];
  }
  return out;
}

std::vector<std::string> essence_of(const run_report& r, size_t most) {
  auto order = r.violations.empty() ? std::string{} : order_in(r.violations.front());
  std::vector<std::string> out;
  for (auto& line : r.trace)
    if (order.empty() || line.find(order) != std::string::npos || concerns_everybody(line))
      out.push_back(line);
  if (out.size() > most)
    out.erase(out.begin(), out.end() - static_cast<std::ptrdiff_t>(most));
  return out;
}

} // namespace mostro::simulation
