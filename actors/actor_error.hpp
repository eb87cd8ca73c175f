// SPDX-License-Identifier: MIT
//
// The errors that one actor answers to another. 0 is CAF's "no error".
#pragma once

#include <caf/all.hpp>

namespace mostro {

/// Why a request to an actor was not fulfilled.
enum class actor_error : uint8_t {
  conflict = 1,   ///< Not applied: the stored state is not what the writer assumed.
  storage_failed, ///< The database does not work; the process is about to end.
  not_available,  ///< Something that is needed is away for now.
  bad_input,      ///< The question itself is wrong; asking again is useless.
};

/// CAF's name of our error category.
constexpr auto actor_error_category = caf::atom("mostro");

/// The kebab-case name, for logs.
inline std::string to_string(actor_error e) {
  switch (e) {
  case actor_error::conflict:
    return "conflict";
  case actor_error::storage_failed:
    return "storage-failed";
  case actor_error::not_available:
    return "not-available";
  case actor_error::bad_input:
    break;
  }
  return "bad-input";
}

/// Found by CAF through argument-dependent lookup: `return actor_error::conflict;`.
inline caf::error make_error(actor_error e) {
  return {static_cast<uint8_t>(e), actor_error_category};
}

} // namespace mostro
