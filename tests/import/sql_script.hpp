// SPDX-License-Identifier: MIT
//
// SQL against a file, for building the databases that the import reads.
#pragma once

#include <catch2/catch.hpp>
#include <filesystem>
#include <memory>
#include <sqlite3.h>
#include <string>

namespace mostro::import_test {

struct close_sqlite {
  void operator()(sqlite3* db) const { sqlite3_close(db); }
};
using sqlite_connection = std::unique_ptr<sqlite3, close_sqlite>;

/// Runs a script; the connection stays open as long as the result lives.
inline sqlite_connection run_sql(const std::filesystem::path& file, const std::string& script) {
  sqlite3* raw = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &raw) == SQLITE_OK);
  sqlite_connection db{raw};
  char* why = nullptr;
  int code = sqlite3_exec(raw, script.c_str(), nullptr, nullptr, &why);
  INFO((why ? why : ""));
  sqlite3_free(why);
  REQUIRE(code == SQLITE_OK);
  return db;
}

} // namespace mostro::import_test
