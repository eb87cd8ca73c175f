// SPDX-License-Identifier: MIT
//
// What every fuzz target shares: taking decisions out of the bytes of one input, and ending the
// process when a property does not hold, which libFuzzer and the regression runner both notice.
#pragma once

#include "messages/bytes.hpp"
#include "messages/ids.hpp"

#include <cstdio>
#include <cstdlib>

namespace mostro::fuzz {

/// Ends the process with `property` on stderr unless it holds.
inline void must(bool holds, const char* property) {
  if (holds)
    return;
  std::fprintf(stderr, "fuzz: does not hold: %s\n", property);
  std::abort();
}

/// Reads values from the front of an input; an exhausted input reads as zeros.
class input {
public:
  input(const uint8_t* data, size_t size) : rest_(data, size) {}

  bool empty() const { return rest_.empty(); }

  /// One byte.
  uint8_t byte() {
    if (rest_.empty())
      return 0;
    const uint8_t out = rest_.front();
    rest_ = rest_.subspan(1);
    return out;
  }
  /// A number below `count` (1..256).
  uint8_t pick(size_t count) { return static_cast<uint8_t>(byte() % count); }
  /// True for `percent` of all bytes.
  bool chance(int percent) { return byte() * 100 < percent * 256; }
  /// A big-endian number of `width` bytes (1..8).
  uint64_t number(int width) {
    uint64_t out = 0;
    for (int i = 0; i < width; ++i)
      out = (out << 8) | byte();
    return out;
  }
  /// The next `size` bytes, or as many as there are.
  byte_view take(size_t size) {
    const auto out = rest_.first(std::min(size, rest_.size()));
    rest_ = rest_.subspan(out.size());
    return out;
  }
  /// All that is left.
  byte_view rest() { return take(rest_.size()); }
  /// All that is left, as text.
  std::string rest_text() { return text_of(rest()); }

  /// Bytes as text.
  static std::string text_of(byte_view data) { return {data.begin(), data.end()}; }

private:
  byte_view rest_;
};

/// 32 bytes that are all `fill`: keys, nonces and preimages of the targets.
inline bytes32 filled(uint8_t fill) {
  bytes32 out;
  out.fill(fill);
  return out;
}

} // namespace mostro::fuzz
