// SPDX-License-Identifier: MIT
//
// A program run as a child process, with its output and its end.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace mostro::test {

/// Killed and reaped with the object when it still runs.
class process {
public:
  /// Starts a program; standard input is /dev/null, output and errors go to one file.
  process(std::vector<std::string> command, const std::filesystem::path& output);
  ~process();
  process(const process&) = delete;
  process& operator=(const process&) = delete;

  void signal(int number) const;
  pid_t pid() const { return pid_; }
  /// The exit code; none when it still runs after `patience`, -n when signal n ended it.
  std::optional<int> wait(std::chrono::milliseconds patience);
  /// Everything that it has written so far.
  std::string output() const;
  /// Waits until the output holds `text`; false when that takes too long.
  bool says(const std::string& text, std::chrono::milliseconds patience) const;

private:
  std::filesystem::path output_;
  pid_t pid_ = 0;
  std::optional<int> ended_;
};

} // namespace mostro::test
