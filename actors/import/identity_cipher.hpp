// SPDX-License-Identifier: MIT
//
// Opens the identity keys that the reference encrypted with a password (spec 05
// §8.6). The only file that includes argon2.h; one opening takes tens of milliseconds.
#pragma once

#include "actors/import/identity_key_rules.hpp"
#include "actors/import/import_plan.hpp"

namespace mostro::importing {

/// The key (64 hex characters) behind an encrypted one; `malformed` when it is none,
/// `bad_signature` when the password is wrong or the value was changed.
result<std::string> open_identity_key(std::string_view stored, const secret<std::string>& password);

/// Replaces the encrypted identities of the rows that matter by the keys, one thread per
/// core; the first one is tried before the others. Names the row that does not open.
status open_identities(std::vector<column_row>& orders, const secret<std::string>& password);

} // namespace mostro::importing
