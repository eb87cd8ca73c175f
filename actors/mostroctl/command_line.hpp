// SPDX-License-Identifier: MIT
//
// What mostroctl was asked. Usage errors and help are written by parse.
#pragma once

#include "actors/mostroctl/client.hpp"

#include <iosfwd>

namespace mostro::ctl {

/// What mostroctl ends with.
enum exit_code : int { exit_done = 0, exit_refused = 1, exit_usage = 2, exit_unreachable = 3 };

/// Every command.
enum class verb : uint8_t {
  status,
  orders,
  order_show,
  order_explain,
  disputes,
  dispute_take,
  solver_add,
  solver_remove,
  solver_list,
  settle,
  cancel,
  maintenance,
  watch,
  backup,
  completion,
};

/// A command with its arguments.
struct request {
  verb what = verb::status;
  service_address where;
  std::string argument; ///< An id, a key, `on` or `off`, a directory, the name of a shell.
  std::string database; ///< Where the files are, if they are on this machine; else empty.
  bool all = false;
  std::string status;
  uint32_t limit = 0; ///< Of orders; 0: every one.
  bool json = false;
};

/// Parses; a number is the exit code of a command line that asks for nothing (help,
/// version) or is wrong. `version` is what --version shows, `home` the home directory.
std::variant<request, int> parse(int argc, const char* const* argv, const std::string& version,
                                 const std::string& home, std::ostream& out, std::ostream& err);

} // namespace mostro::ctl
