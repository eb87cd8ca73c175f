// SPDX-License-Identifier: MIT
//
// A directory for one test, removed afterwards, and databases in it.
#pragma once

#include "storage/database.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>

namespace mostro::storage {

class fresh_directory {
public:
  fresh_directory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "storage-XXXXXX").string();
    root_ = mkdtemp(pattern.data());
  }
  ~fresh_directory() { std::filesystem::remove_all(root_); }

  /// Does not exist until a database makes it.
  std::filesystem::path path() const { return root_ / "db"; }
  std::filesystem::path data_file() const { return path() / "data.mdb"; }

  std::unique_ptr<database> open(size_t map_size = size_t{1} << 20) const {
    auto opened = database::open({path(), map_size});
    if (!opened)
      FAIL(to_string(opened.why()));
    return *std::move(opened);
  }

private:
  std::filesystem::path root_;
};

/// Writes one change that must apply.
inline written write_one(database& db, change what) {
  auto done = db.write({&what, 1});
  REQUIRE(done);
  REQUIRE(done->size() == 1);
  INFO((done->front() ? "" : done->front().why().text));
  REQUIRE(done->front());
  return *done->front();
}

/// Writes one change and returns how it was refused.
inline errc refused(database& db, change what) {
  auto done = db.write({&what, 1});
  REQUIRE(done);
  REQUIRE(done->size() == 1);
  REQUIRE_FALSE(done->front());
  return done->front().why().code;
}

} // namespace mostro::storage
