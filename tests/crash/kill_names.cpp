// SPDX-License-Identifier: MIT
#include "tests/crash/kill_names.hpp"

#include <algorithm>

namespace mostro::crash {

namespace {

/// Tables that only follow others: naming them tells nothing.
bool is_index(std::string_view table) {
  return table.find("_by_") != table.npos || table == "meta" || table == "open_orders";
}

} // namespace

std::string where_on_disk(const disk_control& disk) {
  std::string out = "commit " + std::to_string(disk.at_commit.load()) + ":";
  for (size_t i = 0; i < disk.names.size(); ++i)
    if ((disk.tables & (1u << i)) != 0 && !is_index(disk.names[i].data()))
      out += std::string{" "} + disk.names[i].data();
  return out;
}

std::string before_bar(const std::string& text) { return text.substr(0, text.find('|')); }
std::string behind_bar(const std::string& text) { return text.substr(text.find('|') + 1); }

const char* moment_of(uint32_t point) {
  switch (static_cast<disk_point>(point)) {
  case disk_point::commit_begins:
    return "before";
  case disk_point::page_written:
    return "between page writes";
  case disk_point::pages_written:
    return "pages written, not synced";
  case disk_point::pages_synced:
    return "pages synced, meta page old";
  case disk_point::meta_written:
    return "meta page written";
  case disk_point::commit_ended:
    return "after";
  }
  return "?";
}

/// What the second list has and the first has not, and the other way round.
std::vector<std::string> differences(const std::vector<std::string>& usual,
                                     const std::vector<std::string>& now) {
  std::vector<std::string> missing, extra;
  std::set_difference(usual.begin(), usual.end(), now.begin(), now.end(),
                      std::back_inserter(missing));
  std::set_difference(now.begin(), now.end(), usual.begin(), usual.end(),
                      std::back_inserter(extra));
  std::vector<std::string> out;
  for (auto& each : missing)
    out.push_back("missing: " + each);
  for (auto& each : extra)
    out.push_back("not expected: " + each);
  return out;
}

} // namespace mostro::crash
