// SPDX-License-Identifier: MIT
//
// The texts of commands that did not succeed, as existing tools show them (spec
// 03 §4): they name the reason in CamelCase, and nobody should parse them.
#pragma once

#include "messages/admin.hpp"
#include "messages/mostro/vocabulary.hpp"

#include <optional>
#include <string>

namespace mostro::admin {

/// The commands of the service.
enum class command : uint8_t {
  cancel_order,
  settle_order,
  add_solver,
  take_dispute,
  remove_solver,
  set_maintenance,
  backup,
};

/// The name of the call, as in admin.proto.
const char* name_of(command c);

/// `is_not_your_dispute` as IsNotYourDispute.
std::string camel_case(refusal why);

/// `Admin settle failed: Sending cantDo message to user for IsNotYourDispute`.
outcome refused(command c, refusal why);
/// `Admin settle failed: Error caused by <text>`.
outcome failed(command c, const std::string& text);
/// The bare text: of an id that is none.
outcome malformed(const std::string& text);

/// A request id as text: absent unless it is a number of 64 bits; for CancelOrder
/// an unparsable one is 1 (spec 03 §4).
std::optional<uint64_t> request_id_of(command c, const std::optional<std::string>& text);

} // namespace mostro::admin
