// SPDX-License-Identifier: MIT
#include "actors/relay/noise_rules.hpp"

#include <utility>

namespace mostro {

bool noise_limit::allows(unix_time now) {
  if (now < minute_began_ || now - minute_began_ >= seconds{60}) {
    minute_began_ = now;
    lines_ = 0;
  }
  if (++lines_ <= lines_per_minute)
    return true;
  ++left_out_;
  return false;
}

size_t noise_limit::left_out(unix_time now) {
  if (left_out_ == 0 || (now >= minute_began_ && now - minute_began_ < seconds{60}))
    return 0;
  return std::exchange(left_out_, 0);
}

std::string one_line(std::string_view text) {
  std::string out;
  for (char c : text.substr(0, noise_limit::longest_text))
    out += static_cast<uint8_t>(c) < 0x20 || c == 0x7f ? ' ' : c;
  if (text.size() > noise_limit::longest_text)
    out += "...";
  return out;
}

} // namespace mostro
