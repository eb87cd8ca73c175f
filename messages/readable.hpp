// SPDX-License-Identifier: MIT
//
// Times and foreign texts as people read them: in the audit log, in messages of
// gRPC (which must be UTF-8) and on a terminal (where an escape sequence in a
// trader's text could lie to the operator).
#pragma once

#include "messages/time.hpp"

#include <string>
#include <string_view>

namespace mostro {

/// The date and time in UTC, `2026-08-21T12:00:00Z`.
std::string to_iso_time(unix_time t);

/// Valid UTF-8 of at most `most` bytes: what is none becomes U+FFFD, the rest is
/// cut off.
std::string readable(std::string_view text, size_t most = 4096);

/// The same for a terminal: control characters and those that change the
/// direction of writing become `?` as well.
std::string printable(std::string_view text, size_t most = 4096);

/// The number of characters of a readable text.
size_t character_count(std::string_view text);

} // namespace mostro
