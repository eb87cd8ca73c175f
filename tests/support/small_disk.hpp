// SPDX-License-Identifier: MIT
//
// A real file system of a few hundred KiB, for tests of full and read-only disks.
#pragma once

#include <catch2/catch.hpp>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <iostream>
#include <sys/mount.h>
#include <unistd.h>

namespace mostro::test {

/// Mounted until destroyed. Where mounting is not permitted the test is skipped by name:
/// ask `is_there` first.
class small_disk {
public:
  explicit small_disk(const char* size) {
    auto name = (std::filesystem::temp_directory_path() / "small-disk-XXXXXX").string();
    path_ = mkdtemp(name.data());
    const auto options = std::string{"size="} + size;
    mounted_ = mount("tmpfs", path_.c_str(), "tmpfs", 0, options.c_str()) == 0;
    if (!mounted_)
      std::cout << "SKIPPED: " << Catch::getResultCapture().getCurrentTestName()
                << ": no file system can be mounted here: " << std::strerror(errno) << std::endl;
  }
  ~small_disk() {
    if (mounted_)
      umount2(path_.c_str(), MNT_DETACH);
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  small_disk(const small_disk&) = delete;
  small_disk& operator=(const small_disk&) = delete;

  bool is_there() const { return mounted_; }
  std::filesystem::path path() const { return path_; }

  /// Fills it to the last byte with a file of no use.
  void fill() const {
    const int file = ::open(ballast().c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    const std::string junk(4096, 'x');
    for (size_t portion = junk.size(); portion > 0; portion /= 2)
      while (::write(file, junk.data(), portion) > 0) {
      }
    ::close(file);
  }
  void make_room() const { std::filesystem::remove(ballast()); }
  /// No process may have a file open for writing on it.
  bool set_read_only(bool on) const {
    unsigned long how = MS_REMOUNT;
    if (on)
      how |= MS_RDONLY;
    return mount(nullptr, path_.c_str(), nullptr, how, nullptr) == 0;
  }

private:
  std::filesystem::path ballast() const { return path_ / "ballast"; }
  std::filesystem::path path_;
  bool mounted_ = false;
};

} // namespace mostro::test
