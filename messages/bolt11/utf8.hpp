// SPDX-License-Identifier: MIT
//
// UTF-8 validity of descriptions, which later travel in JSON.
#pragma once

#include <string_view>

namespace mostro::bolt11 {

/// True for well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms, at most U+10FFFF).
bool is_utf8(std::string_view text);

} // namespace mostro::bolt11
