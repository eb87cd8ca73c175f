// SPDX-License-Identifier: MIT
//
// A folder that lives as long as a test, and files in it.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

namespace mostro::test {

/// Makes an empty folder, and removes it with all its files.
class scratch_folder {
public:
  scratch_folder() {
    std::string name = (std::filesystem::temp_directory_path() / "mostro-lnd-XXXXXX").string();
    if (!mkdtemp(name.data()))
      throw std::runtime_error("mkdtemp");
    path_ = name;
  }
  ~scratch_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  scratch_folder(const scratch_folder&) = delete;
  scratch_folder& operator=(const scratch_folder&) = delete;

  std::string path() const { return path_.string(); }

  /// Writes a file, replacing it in one step, and returns its path.
  std::string write(const std::string& name, const std::string& content) const {
    const auto temporary = path_ / (name + ".new");
    std::ofstream(temporary, std::ios::binary) << content;
    std::filesystem::rename(temporary, path_ / name);
    return (path_ / name).string();
  }

private:
  std::filesystem::path path_;
};

} // namespace mostro::test
