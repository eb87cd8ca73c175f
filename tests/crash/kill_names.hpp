// SPDX-License-Identifier: MIT
//
// The words of the crash matrix's table: where a kill came, and what was otherwise
// than without it.
#pragma once

#include "tests/crash/crash_points.hpp"

#include <string>
#include <vector>

namespace mostro::crash {

/// Which commit of the operation, and the tables that it writes to.
std::string where_on_disk(const disk_control& disk);
/// The moment of a disk_point.
const char* moment_of(uint32_t point);
/// The two parts of a wire boundary's name.
std::string before_bar(const std::string& text);
std::string behind_bar(const std::string& text);
/// What one sorted list has and the other has not, in words.
std::vector<std::string> differences(const std::vector<std::string>& usual,
                                     const std::vector<std::string>& now);

} // namespace mostro::crash
