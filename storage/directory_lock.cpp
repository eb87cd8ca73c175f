// SPDX-License-Identifier: MIT
#include "storage/directory_lock.hpp"

#include "storage/disk_trouble.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace mostro::storage {
namespace {

namespace fs = std::filesystem;

constexpr const char* lock_name = "mostro.lock";
constexpr off_t lock_table_size = 8192; // What LMDB makes for its 126 readers.

error from_errno(const fs::path& path, const char* what) { return disk_trouble(path, what, errno); }

status make_directory(const fs::path& directory) {
  std::error_code failure;
  if (directory.has_parent_path())
    fs::create_directories(directory.parent_path(), failure);
  if (failure)
    return disk_trouble(directory, "cannot create", failure.value());
  if (mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST)
    return from_errno(directory, "cannot create the directory");
  return done();
}

} // namespace

result<directory_lock> directory_lock::take(const fs::path& directory) {
  if (auto made = make_directory(directory); !made)
    return made.why();
  const fs::path path = directory / lock_name;
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0)
    return from_errno(path, "cannot open the lock file");
  directory_lock out(descriptor);
  if (flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    return out;
  if (errno != EWOULDBLOCK)
    return from_errno(path, "cannot lock");
  return error{errc::conflict, directory.string() +
                                   ": in use by another process; stop it, or choose another "
                                   "directory"};
}

directory_lock::directory_lock(directory_lock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

directory_lock::~directory_lock() {
  if (descriptor_ >= 0)
    ::close(descriptor_);
}

status reserve_lock_table(const fs::path& directory) {
  const fs::path path = directory / "lock.mdb";
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0)
    return from_errno(path, "cannot open");
  const int code = posix_fallocate(descriptor, 0, lock_table_size);
  ::close(descriptor);
  if (code != 0)
    return disk_trouble(path, "cannot reserve room", code);
  return done();
}

status make_files_private(const fs::path& directory) {
  for (const char* name : {"data.mdb", "lock.mdb", lock_name}) {
    const fs::path path = directory / name;
    if (chmod(path.c_str(), 0600) != 0 && errno != ENOENT)
      return from_errno(path, "cannot set mode 0600");
  }
  return done();
}

status sync_directory(const fs::path& directory) {
  const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0)
    return from_errno(directory, "cannot open");
  const bool synced = fsync(descriptor) == 0;
  const error why = from_errno(directory, "cannot sync");
  ::close(descriptor);
  if (!synced)
    return why;
  return done();
}

} // namespace mostro::storage
