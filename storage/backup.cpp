// SPDX-License-Identifier: MIT
#include "storage/backup.hpp"

#include "messages/readable.hpp"
#include "storage/directory_lock.hpp"
#include "storage/disk_trouble.hpp"
#include "storage/file_check.hpp"
#include "storage/hot_copy.hpp"
#include "storage/record_codec.hpp"
#include "storage/stored_values.hpp"
#include "storage/tables.hpp"

#include <cerrno>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

namespace mostro::storage {
namespace {

namespace fs = std::filesystem;

constexpr size_t small_map = size_t{1} << 20; // A larger file gets a larger one.

error from_errno(const fs::path& path, const char* what) { return disk_trouble(path, what, errno); }

/// Judges the place where a backup is to be made.
status check_place(const fs::path& directory) {
  if (!directory.is_absolute() || !directory.has_filename())
    return fail(errc::invalid, "'" + directory.string() +
                                   "' is no absolute path; mend: name a new directory as the "
                                   "machine (or container) of the server sees it, such as "
                                   "/var/backups/mostro/2026-01-31");
  struct stat about {};
  if (lstat(directory.c_str(), &about) == 0)
    return fail(errc::conflict, directory.string() +
                                    " exists, and nothing is overwritten; mend: choose a name "
                                    "that is free");
  if (errno != ENOENT)
    return from_errno(directory, "cannot look at it");
  const fs::path above = directory.parent_path();
  if (stat(above.c_str(), &about) != 0 || !S_ISDIR(about.st_mode))
    return fail(errc::not_found, above.string() +
                                     " is no directory where the server runs; mend: make it "
                                     "there, writable by the user of the server");
  return done();
}

/// A directory that is removed unless it got its name.
class unfinished_directory {
public:
  explicit unfinished_directory(const fs::path& wanted)
      : wanted_(wanted), path_(wanted.string() + ".partial-XXXXXX") {
    made_ = mkdtemp(path_.data()) != nullptr; // Mode 0700.
  }
  ~unfinished_directory() {
    std::error_code ignored;
    if (made_)
      fs::remove_all(path_, ignored);
  }
  unfinished_directory(const unfinished_directory&) = delete;

  bool is_made() const { return made_; }
  fs::path path() const { return path_; }

  status finish() {
    if (auto synced = sync_directory(path_); !synced)
      return synced;
    int code = renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, wanted_.c_str(), RENAME_NOREPLACE);
    if (code != 0 && errno == EINVAL) // A file system that cannot refuse to replace.
      code = rename(path_.c_str(), wanted_.c_str());
    if (code != 0)
      return from_errno(wanted_, "cannot give the backup its name");
    made_ = false;
    return sync_directory(wanted_.parent_path());
  }

private:
  fs::path wanted_;
  std::string path_;
  bool made_ = false;
};

/// Makes a file with mode 0600, has it filled and synced.
status write_file(const fs::path& path, const std::function<status(int descriptor)>& fill) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0)
    return from_errno(path, "cannot create");
  auto filled = fill(file);
  if (filled && fsync(file) != 0)
    filled = from_errno(path, "cannot sync");
  ::close(file);
  if (filled || filled.why().code != errc::io)
    return filled;
  return fail(errc::io, path.string() + ": " + filled.why().text);
}

/// Looks into the copy, counts, and marks it as one.
result<backup_made> mark_copy(const fs::path& directory, unix_time at) {
  if (auto sound = check_database_file(directory / "data.mdb"); !sound)
    return sound.why();
  auto env = environment::open(directory, small_map, environment::users::one);
  if (!env)
    return env.why();
  if (auto grown = env->grow(); !grown) // Room for the mark.
    return grown.why();
  // Those of the oldest layout: a backup is made of an older database too.
  if (auto opened = env->open_tables(std::span(table_names).first(tables_of_oldest_layout), {});
      !opened)
    return opened.why();
  transaction txn(*env, transaction::access::write);
  backup_made out;
  if (const auto layout = txn.get(table::meta, as_bytes(layout_key)); layout && layout->size() == 8)
    out.layout = from_big_endian(*layout);
  out.orders = txn.count(table::orders);
  out.open_orders = txn.count(table::open_orders);
  out.last_effect = load_last_outbox_id(txn);
  const auto mark = static_cast<uint64_t>(at.seconds);
  txn.put(table::meta, as_bytes(copied_at_key), as_bytes(encode_number(copied_at_key, mark)));
  if (auto marked = txn.commit(); !marked)
    return marked.why();
  return out;
}

std::string about_text(const backup_request& what, const backup_made& made) {
  return "Backup of the database of a Mostro node, made " + to_iso_time(what.at) + ".\n" +
         what.about + "Layout " + std::to_string(made.layout) + ", " + std::to_string(made.orders) +
         " orders, " + std::to_string(made.open_orders) + " of them open, last effect " +
         std::to_string(made.last_effect) +
         ".\nNot in here: settings.toml, .env (the node's secret key), the credentials of LND, and "
         "LND's own data.\nIt holds preimages of hold invoices: keep it as secret as LND's "
         "macaroon.\nHow to restore it: docs/operator.md, \"Backup and restore\".\n";
}

status write_about(const fs::path& path, const std::string& text) {
  return write_file(path, [&](int file) -> status {
    if (::write(file, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
      return from_errno(path.filename(), "cannot write");
    return done();
  });
}

} // namespace

result<backup_made> make_backup(const backup_request& what,
                                const std::function<status(int descriptor)>& copy) {
  if (auto fits = check_place(what.directory); !fits)
    return fits.why();
  unfinished_directory building(what.directory);
  if (!building.is_made())
    return from_errno(what.directory, "cannot create a directory there");
  if (auto copied = write_file(building.path() / "data.mdb", copy); !copied)
    return copied.why();
  auto made = mark_copy(building.path(), what.at);
  if (!made)
    return made.why();
  std::error_code unknown;
  made->bytes = fs::file_size(building.path() / "data.mdb", unknown);
  made->directory = what.directory;
  if (auto told = write_about(building.path() / "about.txt", about_text(what, *made)); !told)
    return told.why();
  if (auto named = building.finish(); !named)
    return named.why();
  return made;
}

result<backup_made> back_up_files(const fs::path& database, const backup_request& what) {
  std::error_code unknown;
  if (!fs::exists(database / "data.mdb", unknown))
    return fail(errc::not_found, database.string() + ": no database is there; mend: name the "
                                                     "directory of the server's settings with -d");
  auto lock = directory_lock::take(database);
  if (!lock)
    return lock.why();
  if (auto sound = check_database_file(database / "data.mdb"); !sound)
    return sound.why();
  auto env = environment::open(database, small_map, environment::users::one);
  if (!env)
    return env.why();
  return make_backup(
      what, [&](int descriptor) { return copy_environment(*env, descriptor, what.give_up); });
}

} // namespace mostro::storage
