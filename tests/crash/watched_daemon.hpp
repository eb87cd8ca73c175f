// SPDX-License-Identifier: MIT
//
// The daemon under test: a child process that is started again whenever it was
// killed, with the page of memory by which it can be made to kill itself.
#pragma once

#include "tests/crash/crash_points.hpp"
#include "tests/daemon/process.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace mostro::crash {

/// What is run.
struct daemon_command {
  std::vector<std::string> program; ///< With its arguments; the first is a path.
  std::filesystem::path preload;    ///< The library of crash_points.cpp.
  std::filesystem::path directory;  ///< For the page and the logs.
};

/// Thread-safe. Ends the child with itself.
class watched_daemon {
public:
  explicit watched_daemon(daemon_command how);
  ~watched_daemon();
  watched_daemon(const watched_daemon&) = delete;
  watched_daemon& operator=(const watched_daemon&) = delete;

  /// Called after each kill, before the new start.
  void set_before_restart(std::function<void()> what) { before_restart_ = std::move(what); }
  /// Starts it; false when it is not ready in time.
  bool start();
  /// SIGTERM, and no new start. The exit code; none when it did not end.
  std::optional<int> stop();
  /// SIGKILL; returns when the process is dead. It is started again by itself.
  void kill_now();
  /// Waits until it is ready; false when that takes too long.
  bool wait_ready(std::chrono::milliseconds patience) const;

  disk_control& disk() { return *disk_; }
  /// How often it was killed and started again.
  size_t deaths() const;
  /// How it ended when nobody had killed it; none in good order.
  std::optional<int> ended_by_itself() const;
  /// The lines of all its runs, from the log that was the `from`-th on.
  std::vector<std::string> log_lines(size_t from) const;
  /// The number of its runs.
  size_t runs() const;

private:
  void launch();
  void watch(const std::stop_token& stopping);

  daemon_command how_;
  disk_control* disk_ = nullptr;
  mutable std::mutex mutex_;
  std::unique_ptr<test::process> child_;
  size_t runs_ = 0;
  size_t deaths_ = 0;
  std::optional<int> ended_;
  mutable bool ready_ = false;
  std::function<void()> before_restart_;
  std::jthread watcher_;
};

} // namespace mostro::crash
