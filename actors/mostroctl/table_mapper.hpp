// SPDX-License-Identifier: MIT
//
// Columns that line up, for terminals. Every text is made printable here, so that
// no trader's text can move the operator's cursor.
#pragma once

#include <string>
#include <vector>

namespace mostro::ctl {

/// How a column is set.
enum class aligned : uint8_t { left, right };

/// A table with a line of headings.
class table {
public:
  struct column {
    std::string heading;
    aligned side = aligned::left;
  };
  explicit table(std::vector<column> columns) : columns_(std::move(columns)) {}

  /// Adds a row with as many texts as there are columns.
  void add(std::vector<std::string> row);
  bool is_empty() const { return rows_.empty(); }
  /// The lines, two blanks between columns, none at the end of a line.
  std::string text() const;

private:
  std::vector<column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

/// `name  value` lines with the values below each other; rows without a value are
/// left out.
std::string pairs_text(const std::vector<std::pair<std::string, std::string>>& pairs);

/// A length of time in its two largest units: `3d 4h`, `5m 7s`, `9s`.
std::string duration_text(int64_t seconds);

/// `2026-08-21T12:00:00Z`, or `-` for 0.
std::string time_text(int64_t unix_seconds);

} // namespace mostro::ctl
