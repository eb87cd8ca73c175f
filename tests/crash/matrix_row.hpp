// SPDX-License-Identifier: MIT
//
// One row of operations of the crash matrix: a network, a daemon and one operation
// that is done again and again, each time with the daemon killed one boundary later.
#pragma once

#include "tests/crash/operations.hpp"

#include <filesystem>
#include <memory>

namespace mostro::crash {

/// What is run, and how much of it.
struct matrix_settings {
  std::filesystem::path daemon;  ///< mostrod.
  std::filesystem::path hasty;   ///< mostro-hasty-daemon.
  std::filesystem::path preload; ///< The library of crash_points.cpp.
  uint32_t disk_points = 0;      ///< Bits of disk_point; 0: only calls and events.
  /// Only so many kill points of each operation, chosen by `slice`; 0: all.
  size_t at_most = 0;
  size_t slice = 0;
  /// Checks the matrix itself: after each kill the database is what it was before the
  /// operation, so that what was acknowledged is lost. This must not pass.
  bool plant = false;
  bool keep = false; ///< Leaves the directories of failed rows behind.
};

/// One line of the table.
struct kill_point {
  std::string boundary; ///< Which commit, call or event.
  std::string moment;   ///< Where in it.
  std::string ending;   ///< What the order was recovered to.
  std::vector<std::string> problems;
};

/// The lines of one operation.
struct row_report {
  std::string operation;
  std::vector<kill_point> points;
  std::vector<std::string> problems; ///< Of the row as a whole.
};

/// Runs one operation with all its kill points. Takes minutes; `told` hears of each.
row_report run_row(const operation& what, const matrix_settings& how,
                   const std::function<void(const kill_point&)>& told);

} // namespace mostro::crash
