// SPDX-License-Identifier: MIT
#include "actors/admin/audit_log.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace mostro::admin {

status audit_log::write(const audit_entry& e) {
  auto line = to_audit_line(e) + "\n";
  std::lock_guard hold(guard_);
  auto broken = [&](const char* doing) {
    return fail(errc::io, file_.string() + ": cannot " + doing + ": " + std::strerror(errno));
  };
  int file = open(file_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0)
    return broken("open");
  struct closer {
    int file;
    ~closer() { close(file); }
  } closing{file};
  if (fchmod(file, 0600) != 0)
    return broken("protect");
  for (size_t sent = 0; sent < line.size();) {
    auto n = ::write(file, line.data() + sent, line.size() - sent);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return broken("write");
    sent += static_cast<size_t>(n);
  }
  if (fdatasync(file) != 0)
    return broken("sync");
  return done();
}

} // namespace mostro::admin
