// SPDX-License-Identifier: MIT
#include "actors/config/first_run.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace mostro {

namespace {

std::string reason() { return std::strerror(errno); }

bool write_all(int file, std::string_view content) {
  while (!content.empty()) {
    auto done = ::write(file, content.data(), content.size());
    if (done < 0 && errno == EINTR)
      continue;
    if (done <= 0)
      return false;
    content.remove_prefix(static_cast<size_t>(done));
  }
  return ::fsync(file) == 0;
}

} // namespace

result<std::filesystem::path> make_settings_directory(const std::filesystem::path& directory) {
  std::error_code ec;
  if (std::filesystem::is_directory(directory, ec))
    return directory;
  std::filesystem::create_directories(directory, ec);
  if (!ec)
    std::filesystem::permissions(directory, std::filesystem::perms::owner_all, ec);
  if (ec)
    return fail(errc::io, "cannot create " + directory.string() + ": " + ec.message() +
                              "; mend: create it yourself or name another one with -d");
  return directory;
}

result<std::filesystem::path> write_private_file(const std::filesystem::path& file,
                                                 std::string_view content) {
  int out = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (out < 0 && errno == EEXIST)
    return fail(errc::conflict, file.string() + " exists already and is left as it is");
  if (out < 0)
    return fail(errc::io, "cannot write " + file.string() + ": " + reason());
  bool good = write_all(out, content);
  auto why = reason();
  ::close(out);
  if (good)
    return file;
  ::unlink(file.c_str()); // Half a settings file is worse than none.
  return fail(errc::io, "cannot write " + file.string() + ": " + why);
}

} // namespace mostro
