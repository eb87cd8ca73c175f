// SPDX-License-Identifier: MIT
//
// The audit log: one JSON line per call, on disk before the answer. The file is
// opened for every line, so that it can be rotated by renaming it.
#pragma once

#include "actors/admin/audit_mapper.hpp"

#include <filesystem>
#include <mutex>

namespace mostro::admin {

/// Appends to a file of mode 0600. Thread-safe.
class audit_log {
public:
  explicit audit_log(std::filesystem::path file) : file_(std::move(file)) {}

  /// Appends the line and syncs it. `io` names the file and what is wrong.
  status write(const audit_entry& e);

  const std::filesystem::path& file() const { return file_; }

private:
  std::filesystem::path file_;
  std::mutex guard_;
};

} // namespace mostro::admin
