// SPDX-License-Identifier: MIT
//
// The daemon as a process with short paces, for the operations that the passing of
// time starts: mostrod waits a minute after each start before it lets a trader's
// time end, and a matrix of restarts cannot. Everything else is mostrod's.
#include "actors/config/settings.hpp"
#include "actors/daemon/daemon.hpp"
#include "actors/log.hpp"

#include <csignal>
#include <cstdlib>
#include <iostream>

int main(int argc, char** argv) {
  using namespace mostro;
  using namespace std::chrono_literals;
  if (argc != 2) {
    std::cerr << "usage: mostro-hasty-daemon DIRECTORY\n";
    return 2;
  }
  std::signal(SIGPIPE, SIG_IGN);
  sigset_t stopping;
  sigemptyset(&stopping);
  sigaddset(&stopping, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &stopping, nullptr);
  auto reading = read_settings(std::filesystem::path{argv[1]} / "settings.toml", "");
  for (auto& problem : reading.problems)
    std::cerr << problem << "\n";
  if (!reading.value)
    return 1;
  daemon_setup setup;
  setup.settings = std::move(*reading.value);
  setup.settings.policy.waiting_timeout = seconds{5}; // Less than a settings file may say.
  setup.patience_after_start = seconds{0};
  setup.pace = {1s, 1s, 1s, 1s, 1s};
  setup.fatal = [](const std::string& why) {
    std::cerr << "daemon-cannot-go-on why=" << why << std::endl;
    std::_Exit(1);
  };
  auto started = daemon::start(std::move(setup));
  if (!started) {
    std::cerr << to_string(started.why()) << "\n";
    return 1;
  }
  int signal = 0;
  sigwait(&stopping, &signal);
  (*started)->stop(2s);
  return 0;
}
