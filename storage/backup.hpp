// SPDX-License-Identifier: MIT
//
// A copy of a database in a directory of its own, made while the database is used.
// It is complete or not there, private, judged page by page before it gets its
// name, and carries a mark, so that a program that opens it knows what it is.
#pragma once

#include "messages/order_event.hpp"
#include "messages/result.hpp"

#include <filesystem>
#include <functional>

namespace mostro::storage {

/// What a backup is asked for.
struct backup_request {
  /// Absolute; made with mode 0700. It must not exist, the directory above it must.
  std::filesystem::path directory;
  unix_time at;
  std::string about = {};              ///< First lines of the backup's `about.txt`.
  std::function<bool()> give_up = {}; ///< Asked twenty times a second; true ends it.
};

/// A backup that was made.
struct backup_made {
  std::filesystem::path directory;
  uint64_t bytes = 0;       ///< Of its data.mdb.
  uint64_t layout = 0;      ///< Version of the database's layout.
  uint64_t orders = 0;      ///< All of them.
  uint64_t open_orders = 0; ///< Those that are not closed.
  /// The number of the last effect that was filed: of two copies of one database the
  /// newer one has the larger number.
  outbox_id last_effect = 0;
};

/// Makes a backup; `copy` writes the database's bytes to a descriptor. Errors name the
/// path and the mend: `invalid` (not absolute), `conflict` (exists), `not_found` (nothing
/// above it), `io`, `damaged` (the copy is not sound). A failed one leaves nothing behind.
result<backup_made> make_backup(const backup_request& what,
                                const std::function<status(int descriptor)>& copy);

/// The same of a database that no process uses; `conflict` when one does. Errors also:
/// `not_found` when `database` holds none, `damaged`.
result<backup_made> back_up_files(const std::filesystem::path& database,
                                  const backup_request& what);

} // namespace mostro::storage
