// SPDX-License-Identifier: MIT
//
// One line of the audit log: JSON, without secrets.
#pragma once

#include "actors/admin/access_rules.hpp"
#include "messages/time.hpp"

#include <vector>

namespace mostro::admin {

/// What happened to a call.
enum class audit_outcome : uint8_t {
  asked,   ///< A command is about to be carried out.
  done,    ///< It succeeded.
  failed,  ///< It did not.
  refused, ///< The caller was not let in.
};

/// One line.
struct audit_entry {
  unix_time at;
  caller who; ///< The token is never written.
  std::string call;
  std::vector<std::pair<std::string, std::string>> arguments;
  audit_outcome outcome = audit_outcome::done;
  std::string text; ///< Why it failed or was refused.
};

/// The line, without its end. Keys: time, door, peer, call, arguments, outcome, text.
std::string to_audit_line(const audit_entry& e);

} // namespace mostro::admin
