// SPDX-License-Identifier: MIT
//
// `mostrod --import-db`: an operator's switch from the reference daemon (spec 05
// §8.7). All or nothing: the new database gets its name only when it is complete.
#pragma once

#include "actors/config/settings.hpp"

namespace mostro::importing {

/// What to import.
struct import_request {
  std::filesystem::path file;   ///< The reference's mostro.db; it is not changed.
  secret<std::string> password; ///< Of encrypted identities; empty: none.
  unix_time now;
};

/// What became of it.
struct import_report {
  bool done = false; ///< False: nothing was written.
  std::string text;  ///< Summary and findings for the operator.
};

/// Reads the file into a new `mostro.lmdb` beside the settings; refuses when there is one.
import_report import_database(const settings& s, const import_request& request);

} // namespace mostro::importing
