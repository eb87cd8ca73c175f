// SPDX-License-Identifier: MIT
#include "tests/crash/watched_daemon.hpp"

#include "messages/expects.hpp"

#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

namespace mostro::crash {

using namespace std::chrono_literals;

namespace {

disk_control* make_control(const std::filesystem::path& file) {
  int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  expects(descriptor >= 0 && ::ftruncate(descriptor, sizeof(disk_control)) == 0, "no control file");
  auto* page =
      ::mmap(nullptr, sizeof(disk_control), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  ::close(descriptor);
  expects(page != MAP_FAILED, "no control page");
  return static_cast<disk_control*>(page);
}

std::filesystem::path log_of(const std::filesystem::path& directory, size_t run) {
  return directory / ("mostrod-" + std::to_string(run) + ".log");
}

/// Waits without reaping: whoever watches the child does that.
void await_end(pid_t pid) {
  siginfo_t info{};
  ::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT);
}

} // namespace

watched_daemon::watched_daemon(daemon_command how)
    : how_(std::move(how)), disk_(make_control(how_.directory / "crash.control")) {}

watched_daemon::~watched_daemon() {
  stop();
  ::munmap(disk_, sizeof(disk_control));
}

void watched_daemon::launch() {
  std::vector<std::string> line{"/usr/bin/env", "LD_PRELOAD=" + how_.preload.string(),
                                std::string{control_variable} + "=" +
                                    (how_.directory / "crash.control").string()};
  line.insert(line.end(), how_.program.begin(), how_.program.end());
  ready_ = false;
  child_ = std::make_unique<test::process>(line, log_of(how_.directory, ++runs_));
}

bool watched_daemon::start() {
  {
    const std::lock_guard lock{mutex_};
    launch();
  }
  watcher_ = std::jthread{[this](const std::stop_token& stopping) { watch(stopping); }};
  return wait_ready(60s);
}

void watched_daemon::watch(const std::stop_token& stopping) {
  while (!stopping.stop_requested()) {
    {
      const std::lock_guard lock{mutex_};
      auto ended = child_->wait(0ms);
      if (ended == -SIGKILL) {
        ++deaths_;
        if (before_restart_)
          before_restart_();
        launch();
      } else if (ended) {
        ended_ = ended;
        return;
      }
    }
    std::this_thread::sleep_for(10ms);
  }
}

std::optional<int> watched_daemon::stop() {
  if (!child_)
    return std::nullopt;
  watcher_ = {};
  child_->signal(SIGTERM);
  auto out = child_->wait(30s);
  child_.reset();
  return out;
}

void watched_daemon::kill_now() {
  pid_t pid = 0;
  {
    const std::lock_guard lock{mutex_};
    pid = child_->pid();
    ::kill(pid, SIGKILL);
  }
  await_end(pid);
}

bool watched_daemon::wait_ready(std::chrono::milliseconds patience) const {
  auto until = std::chrono::steady_clock::now() + patience;
  while (std::chrono::steady_clock::now() < until) {
    {
      const std::lock_guard lock{mutex_};
      ready_ = ready_ || (child_ && child_->output().find("daemon-ready") != std::string::npos);
      if (ready_)
        return true;
    }
    std::this_thread::sleep_for(20ms);
  }
  return false;
}

size_t watched_daemon::deaths() const {
  const std::lock_guard lock{mutex_};
  return deaths_;
}

size_t watched_daemon::runs() const {
  const std::lock_guard lock{mutex_};
  return runs_;
}

std::optional<int> watched_daemon::ended_by_itself() const {
  const std::lock_guard lock{mutex_};
  return ended_;
}

std::vector<std::string> watched_daemon::log_lines(size_t from) const {
  std::vector<std::string> out;
  for (size_t run = from; run <= runs(); ++run) {
    std::ifstream in{log_of(how_.directory, run)};
    for (std::string line; std::getline(in, line);)
      out.push_back(line);
  }
  return out;
}

} // namespace mostro::crash
