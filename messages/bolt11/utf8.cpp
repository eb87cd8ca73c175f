// SPDX-License-Identifier: MIT
//
// A small UTF-8 checker after the table of RFC 3629 section 4.
#include "messages/bolt11/utf8.hpp"

#include <cstddef>
#include <cstdint>

namespace mostro::bolt11 {

namespace {

/// The length of a sequence and the range of its second byte, by its first byte.
struct sequence {
  size_t length;
  uint8_t low;
  uint8_t high;
};

sequence sequence_of(uint8_t first) {
  if (first < 0x80)
    return {1, 0, 0};
  if (first >= 0xC2 && first <= 0xDF)
    return {2, 0x80, 0xBF};
  if (first >= 0xE0 && first <= 0xEF)
    return {3, static_cast<uint8_t>(first == 0xE0 ? 0xA0 : 0x80),
            static_cast<uint8_t>(first == 0xED ? 0x9F : 0xBF)};
  if (first >= 0xF0 && first <= 0xF4)
    return {4, static_cast<uint8_t>(first == 0xF0 ? 0x90 : 0x80),
            static_cast<uint8_t>(first == 0xF4 ? 0x8F : 0xBF)};
  return {0, 0, 0};
}

} // namespace

bool is_utf8(std::string_view text) {
  const auto at = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  for (size_t i = 0; i < text.size();) {
    const auto [length, low, high] = sequence_of(at(i));
    if (length == 0 || length > text.size() - i)
      return false;
    if (length > 1 && (at(i + 1) < low || at(i + 1) > high))
      return false;
    for (size_t k = 2; k < length; ++k) {
      if ((at(i + k) & 0xC0) != 0x80)
        return false;
    }
    i += length;
  }
  return true;
}

} // namespace mostro::bolt11
