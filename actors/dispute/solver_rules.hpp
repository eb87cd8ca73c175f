// SPDX-License-Identifier: MIT
//
// Reads the text of `admin-add-solver` (spec 03 §3.2): `npub[:permission]`.
#pragma once

#include "messages/dispute.hpp"

#include <string_view>
#include <variant>

namespace mostro {

/// Who becomes a solver, and what it may do.
struct solver_grant {
  public_key identity;
  solver_standing standing = solver_standing::read_write; ///< read or read_write.
  friend bool operator==(const solver_grant&, const solver_grant&) = default;
};

/// The key is no npub (hex is none either): nobody is told over Nostr, the operator over gRPC.
struct unreadable_solver_key {
  friend bool operator==(const unreadable_solver_key&, const unreadable_solver_key&) = default;
};

/// What a text asks for.
using solver_text = std::variant<solver_grant, refusal, unreadable_solver_key>;

/// Reads a text: `read` or `read-write` (also `write`, and the default without a suffix).
/// Without a key it is `invalid_text_message`; another suffix is `invalid_parameters`.
solver_text read_solver_text(std::string_view text);

} // namespace mostro
