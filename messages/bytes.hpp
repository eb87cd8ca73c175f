// SPDX-License-Identifier: MIT
//
// Byte strings and their hex and base64 spellings.
#pragma once

#include "messages/result.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mostro {

using bytes = std::vector<uint8_t>;
using byte_view = std::span<const uint8_t>;
using bytes32 = std::array<uint8_t, 32>;
using bytes64 = std::array<uint8_t, 64>;

/// Views the characters of a string as bytes.
inline byte_view as_bytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

/// Renders lower-case hex.
std::string to_hex(byte_view data);

/// Parses hex of either case; odd length or a foreign character is an error.
result<bytes> bytes_from_hex(std::string_view hex);

/// Parses exactly 64 hex characters of either case.
result<bytes32> bytes32_from_hex(std::string_view hex);

/// Parses exactly 128 hex characters of either case.
result<bytes64> bytes64_from_hex(std::string_view hex);

/// Renders padded standard base64 (RFC 4648 §4).
std::string to_base64(byte_view data);

/// Parses padded standard base64; blanks, a foreign alphabet, missing padding
/// or set padding bits are errors.
result<bytes> bytes_from_base64(std::string_view text);

} // namespace mostro
