// SPDX-License-Identifier: MIT
//
// What a failed call of the system means to the operator: the text and the mend.
#pragma once

#include "messages/result.hpp"

#include <filesystem>

namespace mostro::storage {

/// `; mend: ...` for the system's error number, or nothing when there is no better advice
/// than the text of the system itself.
const char* mend_of(int code);

/// LMDB calls a write that was cut short EIO; on a disk without room that is ENOSPC.
int cause_of(int code, const std::filesystem::path& path);

/// An `io` error of a path: what was tried, the system's text for `code`, the mend.
error disk_trouble(const std::filesystem::path& path, const std::string& what, int code);

} // namespace mostro::storage
