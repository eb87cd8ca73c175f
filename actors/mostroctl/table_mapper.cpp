// SPDX-License-Identifier: MIT
#include "actors/mostroctl/table_mapper.hpp"

#include "messages/expects.hpp"
#include "messages/readable.hpp"

#include <algorithm>
#include <array>

namespace mostro::ctl {

namespace {

std::string blanks(size_t wanted, size_t there) {
  return std::string(wanted > there ? wanted - there : 0, ' ');
}

} // namespace

void table::add(std::vector<std::string> row) {
  expects(row.size() == columns_.size(), "a row has as many texts as the table has columns");
  for (auto& text : row)
    text = printable(text);
  rows_.push_back(std::move(row));
}

std::string table::text() const {
  std::vector<std::string> headings;
  for (auto& each : columns_)
    headings.push_back(each.heading);
  std::vector<size_t> widths;
  for (size_t i = 0; i < columns_.size(); ++i) {
    auto widest = character_count(headings[i]);
    for (auto& row : rows_)
      widest = std::max(widest, character_count(row[i]));
    widths.push_back(widest);
  }
  std::string out;
  auto write = [&](const std::vector<std::string>& row) {
    std::string line;
    for (size_t i = 0; i < row.size(); ++i) {
      auto room = blanks(widths[i], character_count(row[i]));
      line += (i > 0 ? "  " : "");
      line += columns_[i].side == aligned::right ? room + row[i] : row[i] + room;
    }
    out += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  };
  write(headings);
  for (auto& row : rows_)
    write(row);
  return out;
}

std::string pairs_text(const std::vector<std::pair<std::string, std::string>>& pairs) {
  size_t widest = 0;
  for (auto& [name, value] : pairs)
    if (!value.empty())
      widest = std::max(widest, character_count(name));
  std::string out;
  for (auto& [name, value] : pairs)
    if (!value.empty())
      out += name + blanks(widest, character_count(name)) + "  " + printable(value) + "\n";
  return out;
}

std::string duration_text(int64_t seconds) {
  if (seconds < 0)
    return "-" + duration_text(-seconds);
  struct unit {
    int64_t length;
    const char* name;
  };
  constexpr std::array<unit, 4> units{{{86400, "d"}, {3600, "h"}, {60, "m"}, {1, "s"}}};
  for (size_t i = 0; i < units.size(); ++i) {
    if (seconds < units[i].length && i + 1 < units.size())
      continue;
    auto out = std::to_string(seconds / units[i].length) + units[i].name;
    auto rest = seconds % units[i].length;
    if (i + 1 < units.size() && rest / units[i + 1].length > 0)
      out += " " + std::to_string(rest / units[i + 1].length) + units[i + 1].name;
    return out;
  }
  return "0s";
}

std::string time_text(int64_t unix_seconds) {
  return unix_seconds == 0 ? "-" : to_iso_time({unix_seconds});
}

} // namespace mostro::ctl
