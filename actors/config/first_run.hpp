// SPDX-License-Identifier: MIT
//
// What a fresh directory gets (spec 05 §6): the settings template, or the answers of
// the wizard. Files that may hold a key are made with mode 0600 and never overwritten.
#pragma once

#include "messages/result.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace mostro {

/// The template of settings.toml, the same text as deploy/settings.toml.
std::string_view settings_template();

/// Creates `directory` (mode 0700) when it is missing. `io` says what is wrong.
result<std::filesystem::path> make_settings_directory(const std::filesystem::path& directory);

/// Writes a new file with mode 0600; `conflict` when it exists, `io` names the path.
result<std::filesystem::path> write_private_file(const std::filesystem::path& file,
                                                 std::string_view content);

} // namespace mostro
