// SPDX-License-Identifier: MIT
//
// Variables of the process environment and of the file `.env` (spec 05 §5).
#pragma once

#include <filesystem>
#include <string>

namespace mostro {

/// The value of `name` in the process environment unless it is blank there, else in
/// `directory`/.env, else empty. Surrounding blanks are cut off.
std::string environment_value(const std::string& name, const std::filesystem::path& directory);

} // namespace mostro
