// SPDX-License-Identifier: MIT
#include "messages/readable.hpp"

#include "messages/bolt11/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace mostro {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// The bytes of the first character; 0 when the text begins with none.
size_t first_length(std::string_view text) {
  auto lead = static_cast<uint8_t>(text[0]);
  size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  return length <= text.size() && bolt11::is_utf8(text.substr(0, length)) ? length : 0;
}

/// Control characters (C0, DEL, C1) and bidirectional overrides and isolates.
bool is_treacherous(std::string_view character) {
  auto lead = static_cast<uint8_t>(character[0]);
  if (character.size() == 1)
    return lead < 0x20 || lead == 0x7F;
  if (character.size() == 2)
    return lead == 0xC2 && static_cast<uint8_t>(character[1]) < 0xA0;
  for (std::string_view bad : {"\u200E", "\u200F", "\u202A", "\u202B", "\u202C", "\u202D", "\u202E",
                               "\u2028", "\u2029", "\u2066", "\u2067", "\u2068", "\u2069"})
    if (character == bad)
      return true;
  return false;
}

std::string cleaned(std::string_view text, size_t most, bool for_terminal) {
  std::string out;
  while (!text.empty()) {
    auto length = first_length(text);
    auto piece = length == 0 ? replacement : text.substr(0, length);
    if (for_terminal && is_treacherous(piece))
      piece = "?";
    if (out.size() + piece.size() > most)
      break;
    out += piece;
    text.remove_prefix(std::max<size_t>(length, 1));
  }
  return out;
}

} // namespace

std::string readable(std::string_view text, size_t most) { return cleaned(text, most, false); }

std::string printable(std::string_view text, size_t most) { return cleaned(text, most, true); }

size_t character_count(std::string_view text) {
  return static_cast<size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<uint8_t>(c) & 0xC0) != 0x80; }));
}

std::string to_iso_time(unix_time t) {
  auto days = t.seconds / 86400;
  auto rest = t.seconds % 86400;
  if (rest < 0) {
    rest += 86400;
    --days;
  }
  // The calendar in years that begin in March, after Howard Hinnant's civil_from_days.
  days += 719468;
  auto era = (days >= 0 ? days : days - 146096) / 146097;
  auto of_era = days - era * 146097;
  auto year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  auto of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  auto shifted_month = (5 * of_year + 2) / 153;
  auto day = of_year - (153 * shifted_month + 2) / 5 + 1;
  auto month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  auto year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
  std::array<char, 64> out{};
  std::snprintf(out.data(), out.size(), "%04lld-%02lld-%02lldT%02lld:%02lld:%02lldZ",
                static_cast<long long>(year), static_cast<long long>(month),
                static_cast<long long>(day), static_cast<long long>(rest / 3600),
                static_cast<long long>(rest / 60 % 60), static_cast<long long>(rest % 60));
  return out.data();
}

} // namespace mostro
