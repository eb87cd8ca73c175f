// SPDX-License-Identifier: MIT
#include "storage/disk_trouble.hpp"

#include <cerrno>
#include <cstdint>
#include <sys/statvfs.h>
#include <system_error>

namespace mostro::storage {

const char* mend_of(int code) {
  switch (code) {
  case EACCES:
  case EPERM:
    return "; mend: give the files and their directory to the user that the server runs as "
           "(chown -R), with mode 0600 and 0700";
  case EROFS:
    return "; mend: mount the disk writable (the kernel's log tells why it is not). systemd lets "
           "the server write to the ReadWritePaths of its unit only, a container to its volumes";
  case ENOSPC:
  case EDQUOT:
    return "; mend: make room on this disk, then start again: nothing that was promised is lost";
  case EIO:
    return "; mend: the disk fails: save a copy, replace it, restore the newest backup";
  case EMFILE:
  case ENFILE:
    return "; mend: allow more open files (LimitNOFILE of the unit, ulimit -n), then start again";
  case ENOMEM:
  case EAGAIN:
    return "; mend: allow the process more memory and address space (ulimit -v), then start again";
  default:
    return "";
  }
}

int cause_of(int code, const std::filesystem::path& path) {
  constexpr uint64_t hardly_any = 1 << 20;
  struct statvfs about {};
  if (code != EIO || statvfs(path.c_str(), &about) != 0)
    return code;
  return uint64_t{about.f_bavail} * about.f_frsize < hardly_any ? ENOSPC : EIO;
}

error disk_trouble(const std::filesystem::path& path, const std::string& what, int code) {
  return error{errc::io, path.string() + ": " + what + ": " +
                             std::generic_category().message(code) + mend_of(code)};
}

} // namespace mostro::storage
