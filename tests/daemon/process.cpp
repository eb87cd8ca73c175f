// SPDX-License-Identifier: MIT
#include "tests/daemon/process.hpp"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace mostro::test {

using namespace std::chrono_literals;

process::process(std::vector<std::string> command, const std::filesystem::path& output)
    : output_(output) {
  std::vector<char*> arguments;
  for (auto& part : command)
    arguments.push_back(part.data());
  arguments.push_back(nullptr);
  auto text = output_.string();
  pid_ = ::fork();
  if (pid_ != 0)
    return;
  // Only async-signal-safe calls between fork and exec.
  int in = ::open("/dev/null", O_RDONLY);
  int out = ::open(text.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::dup2(in, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(out, STDERR_FILENO);
  ::close_range(3, ~0u, 0); // The sockets of a network that runs in this process.
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::execv(arguments[0], arguments.data());
  ::_exit(127);
}

process::~process() {
  if (pid_ <= 0 || ended_)
    return;
  ::kill(pid_, SIGKILL);
  wait(10s);
}

void process::signal(int number) const { ::kill(pid_, number); }

std::optional<int> process::wait(std::chrono::milliseconds patience) {
  auto until = std::chrono::steady_clock::now() + patience;
  while (!ended_) {
    int status = 0;
    auto got = ::waitpid(pid_, &status, WNOHANG);
    if (got == pid_)
      ended_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    else if (got < 0 && errno != EINTR)
      ended_ = 126;
    else if (std::chrono::steady_clock::now() > until)
      return std::nullopt;
    else
      std::this_thread::sleep_for(10ms);
  }
  return ended_;
}

std::string process::output() const {
  std::ifstream in{output_};
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

bool process::says(const std::string& text, std::chrono::milliseconds patience) const {
  auto until = std::chrono::steady_clock::now() + patience;
  while (output().find(text) == std::string::npos) {
    if (std::chrono::steady_clock::now() > until)
      return false;
    std::this_thread::sleep_for(20ms);
  }
  return true;
}

} // namespace mostro::test
