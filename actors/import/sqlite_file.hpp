// SPDX-License-Identifier: MIT
//
// The reference's database file, read from a private copy: the file itself is not
// even locked. The only file whose source includes sqlite3.h.
#pragma once

#include "actors/import/column_rules.hpp"

#include <filesystem>
#include <memory>

namespace mostro::importing {

/// An open copy; removed when destroyed.
class sqlite_file {
public:
  /// Copies `file` with its `-wal` and `-journal` into a new private folder inside `workplace`,
  /// opens the copy, so that what was not checkpointed is there, and checks it. Errors:
  /// `not_found`, `io`, `conflict` (somebody wrote to it meanwhile), `damaged`.
  static result<std::unique_ptr<sqlite_file>> open(const std::filesystem::path& file,
                                                   const std::filesystem::path& workplace);
  virtual ~sqlite_file() = default;

  /// True when the file has this table.
  virtual result<bool> has_table(const std::string& table) = 0;
  /// Every row of a table with all its columns; none when the table does not exist.
  virtual result<std::vector<column_row>> rows_of(const std::string& table) = 0;
};

} // namespace mostro::importing
