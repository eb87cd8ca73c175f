// SPDX-License-Identifier: MIT
//
// mostro-crash-matrix: kills mostrod at every boundary of every operation and looks
// whether it recovers (spec 02 §10.3). Prints a table; ends with 1 when one did not.
#include "tests/crash/crash_points.hpp"
#include "tests/crash/matrix_row.hpp"

#include <CLI/CLI.hpp>
#include <atomic>
#include <iostream>
#include <map>
#include <mutex>
#include <thread>

namespace {

using namespace mostro::crash;

struct options {
  matrix_settings matrix;
  bool all = false;
  bool every_write = false;
  bool no_disk = false;
  bool list = false;
  size_t lanes = 2;
  std::vector<std::string> only;
};

std::string joined(const std::vector<std::string>& parts) {
  std::string out;
  for (auto& each : parts)
    out += (out.empty() ? "" : "; ") + each;
  return out;
}

std::vector<operation> chosen(const options& how) {
  auto all = all_operations();
  std::vector<operation> out;
  for (auto& each : all)
    if (how.only.empty() || std::any_of(how.only.begin(), how.only.end(), [&](auto& part) {
          return each.name.find(part) != std::string::npos;
        }))
      out.push_back(each);
  return out;
}

/// Runs all rows, some at the same time.
std::vector<row_report> run_rows(const std::vector<operation>& rows, const options& how) {
  std::vector<row_report> out(rows.size());
  std::atomic<size_t> next = 0;
  std::mutex talking;
  std::vector<std::thread> lanes;
  for (size_t lane = 0; lane < how.lanes; ++lane)
    lanes.emplace_back([&] {
      for (size_t i = next++; i < rows.size(); i = next++) {
        auto mine = how.matrix;
        mine.slice += i;
        out[i] = run_row(rows[i], mine, [&](const kill_point& p) {
          const std::lock_guard lock{talking};
          std::cerr << rows[i].name << " | " << p.boundary << " | " << p.moment << " | "
                    << (p.problems.empty() ? "recovered" : joined(p.problems)) << std::endl;
        });
        const std::lock_guard lock{talking};
        std::cerr << rows[i].name << ": " << out[i].points.size() << " kill points"
                  << (out[i].problems.empty() ? "" : ", " + joined(out[i].problems)) << std::endl;
      }
    });
  for (auto& lane : lanes)
    lane.join();
  return out;
}

/// The lines of one operation, each once, with how often: commits are grouped differently from run
/// to run, so the same boundary comes by again under another count.
void print_points(const row_report& row) {
  std::vector<std::pair<std::string, size_t>> lines;
  std::map<std::string, size_t> at;
  for (auto& p : row.points) {
    auto line = "| " + row.operation + " | " + p.boundary + " | " + p.moment + " | " + p.ending +
                " | " + (p.problems.empty() ? "ok" : joined(p.problems)) + " | ";
    auto [known, is_new] = at.emplace(line, lines.size());
    if (is_new)
      lines.emplace_back(std::move(line), 0);
    ++lines[known->second].second;
  }
  for (auto& [line, times] : lines)
    std::cout << line << times << " |\n";
}

/// Prints the table; the number of kill points that were not recovered from.
size_t print(const std::vector<row_report>& rows) {
  size_t points = 0, bad = 0;
  for (auto& row : rows) {
    points += row.points.size();
    bad += row.problems.empty() ? 0 : 1;
    for (auto& p : row.points)
      bad += p.problems.empty() ? 0 : 1;
  }
  std::cout << points << " kill points, " << bad << " not recovered from.\n\n"
            << "| operation | boundary | killed | recovered to | checks | times |\n"
            << "|---|---|---|---|---|---|\n";
  for (auto& row : rows) {
    print_points(row);
    if (!row.problems.empty())
      std::cout << "| " << row.operation << " | all | | | " << joined(row.problems) << " | |\n";
  }
  return bad;
}

} // namespace

int main(int argc, char** argv) {
  options how;
  how.matrix.daemon = MOSTROD;
  how.matrix.hasty = MOSTRO_HASTY_DAEMON;
  how.matrix.preload = MOSTRO_CRASH_POINTS;
  CLI::App app{"Kills mostrod at every boundary of every operation; the table goes to standard "
               "output. Without --all: one kill of each operation."};
  app.add_flag("--all", how.all, "All kill points");
  app.add_flag("--every-write", how.every_write, "Also between the writes of a commit");
  app.add_flag("--no-disk", how.no_disk, "With --all: only calls to LND and events");
  app.add_flag("--list", how.list, "Only the names of the operations");
  app.add_flag("--keep", how.matrix.keep, "Leave the directories of failed operations behind");
  app.add_flag("--plant", how.matrix.plant,
               "Lose what was committed in the operation: must be noticed");
  app.add_option("--operation", how.only, "Only operations whose name contains this");
  app.add_option("--lanes", how.lanes, "Operations at the same time")->capture_default_str();
  app.add_option("--points", how.matrix.at_most, "Without --all: kills of each operation");
  app.add_option("--slice", how.matrix.slice, "Without --all: which ones")->capture_default_str();
  app.add_option("--daemon", how.matrix.daemon, "mostrod")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  how.matrix.disk_points = how.every_write ? all_disk_points : usual_disk_points;
  if (how.no_disk)
    how.matrix.disk_points = 0;
  how.matrix.at_most = how.all ? 0 : std::max<size_t>(how.matrix.at_most, 1);
  auto rows = chosen(how);
#ifdef MOSTRO_NO_PRELOAD
  std::cout << "skipped: a sanitizer's runtime leaves no room for a preloaded library\n";
  return 77;
#endif
  if (how.list) {
    for (auto& each : rows)
      std::cout << each.name << "\n";
    return 0;
  }
  return print(run_rows(rows, how)) == 0 ? 0 : 1;
}
