// SPDX-License-Identifier: MIT
//
// How much of a relay's chatter reaches the log: notices and faulty frames are read
// from strangers, and a flood of them must not become a flood of lines.
#pragma once

#include "messages/time.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace mostro {

/// Bounds the lines that one relay can cause.
class noise_limit {
public:
  static constexpr size_t lines_per_minute = 10;
  static constexpr size_t longest_text = 200;

  /// True when this line may be written.
  bool allows(unix_time now);
  /// How many lines were left out, told once after each minute in which there were any.
  size_t left_out(unix_time now);

private:
  unix_time minute_began_;
  size_t lines_ = 0;
  size_t left_out_ = 0;
};

/// A text fit for one line of the log: cut, and without control characters.
std::string one_line(std::string_view text);

} // namespace mostro
