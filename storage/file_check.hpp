// SPDX-License-Identifier: MIT
//
// Judges data.mdb before LMDB maps it. LMDB trusts its pages: a garbled or cut
// file makes it read foreign memory or die. This walk trusts nothing.
#pragma once

#include "messages/result.hpp"

#include <filesystem>

namespace mostro::storage {

/// Walks every page that the newest commit reaches and checks its place, kind,
/// bounds and depth, with plain reads. Done when sound, absent or empty (LMDB
/// makes a new one); otherwise `damaged` with the path, the page and the mend.
/// Values are not judged: each has a checksum of its own. Reads the file once.
status check_database_file(const std::filesystem::path& path);

} // namespace mostro::storage
