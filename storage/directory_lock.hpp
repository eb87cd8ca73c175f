// SPDX-License-Identifier: MIT
//
// The directory of the database: private to its owner, used by one process at a
// time, its files durable in the directory before anything relies on them.
#pragma once

#include "messages/result.hpp"

#include <filesystem>

namespace mostro::storage {

/// Holds the lock of a directory until destroyed. The kernel releases it too
/// when the process dies, however it dies.
class directory_lock {
public:
  /// Creates `directory` (mode 0700) if need be and locks it. Errors: `conflict`
  /// when another process or another database object has it, `io`.
  static result<directory_lock> take(const std::filesystem::path& directory);
  directory_lock(directory_lock&& other) noexcept;
  directory_lock& operator=(directory_lock&&) = delete;
  ~directory_lock();

private:
  explicit directory_lock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_ = -1;
};

/// Reserves the disk space of LMDB's lock table, which LMDB writes through a memory map: on a
/// full disk that would end the process (SIGBUS) instead of failing. Before LMDB opens it.
status reserve_lock_table(const std::filesystem::path& directory);

/// Sets mode 0600 on the database's files, whoever made them.
status make_files_private(const std::filesystem::path& directory);

/// Syncs the directory itself, so that new files survive a power cut.
status sync_directory(const std::filesystem::path& directory);

} // namespace mostro::storage
