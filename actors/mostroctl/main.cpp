// SPDX-License-Identifier: MIT
//
// mostroctl: the operator's tool. Exit codes: 0 done, 1 refused, 2 usage, 3
// unreachable.
#include "actors/mostroctl/commands.hpp"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <iostream>

int main(int argc, char** argv) {
  using namespace mostro::ctl;
  std::signal(SIGPIPE, SIG_IGN);
  setenv("GRPC_VERBOSITY", "NONE", 0); // Its failures are told in our words.
  auto* home = std::getenv("HOME");
  auto parsed = parse(argc, argv, MOSTRO_VERSION, home ? home : ".", std::cout, std::cerr);
  if (auto* code = std::get_if<int>(&parsed))
    return *code;
  auto& asked = std::get<request>(parsed);
  if (asked.what == verb::completion) {
    std::cout << bash_completion();
    return exit_done;
  }
  auto service = make_client(asked.where);
  if (!service) {
    std::cerr << "mostroctl: " << service.why().text << "\n";
    return exit_usage;
  }
  auto now = std::chrono::duration_cast<std::chrono::seconds>(
      std::chrono::system_clock::now().time_since_epoch());
  return carry_out(asked, **service, now.count(), std::cout, std::cerr);
}
