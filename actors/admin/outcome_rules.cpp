// SPDX-License-Identifier: MIT
#include "actors/admin/outcome_rules.hpp"

#include <charconv>

namespace mostro::admin {

namespace {

const char* failure_of(command c) {
  switch (c) {
  case command::cancel_order:
    return "Admin cancel failed: ";
  case command::settle_order:
    return "Admin settle failed: ";
  case command::add_solver:
    return "Admin add solver failed: ";
  case command::take_dispute:
    return "Admin take dispute failed: ";
  case command::remove_solver:
    return "Admin remove solver failed: ";
  case command::set_maintenance:
    return "Admin set maintenance failed: ";
  case command::backup:
    break;
  }
  return "Admin backup failed: ";
}

} // namespace

const char* name_of(command c) {
  switch (c) {
  case command::cancel_order:
    return "CancelOrder";
  case command::settle_order:
    return "SettleOrder";
  case command::add_solver:
    return "AddSolver";
  case command::take_dispute:
    return "TakeDispute";
  case command::remove_solver:
    return "RemoveSolver";
  case command::set_maintenance:
    return "SetMaintenance";
  case command::backup:
    break;
  }
  return "Backup";
}

std::string camel_case(refusal why) {
  std::string out;
  bool upper = true;
  for (char c : to_string(why)) {
    if (c == '_') {
      upper = true;
      continue;
    }
    out += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    upper = false;
  }
  return out;
}

outcome refused(command c, refusal why) {
  return {false, failure_of(c) + ("Sending cantDo message to user for " + camel_case(why))};
}

outcome failed(command c, const std::string& text) {
  return {false, failure_of(c) + ("Error caused by " + text)};
}

outcome malformed(const std::string& text) { return {false, text}; }

std::optional<uint64_t> request_id_of(command c, const std::optional<std::string>& text) {
  if (!text)
    return std::nullopt;
  uint64_t out = 0;
  auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), out);
  if (error == std::errc{} && end == text->data() + text->size() && !text->empty())
    return out;
  return c == command::cancel_order ? std::optional<uint64_t>{1} : std::nullopt;
}

} // namespace mostro::admin
