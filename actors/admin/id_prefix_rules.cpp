// SPDX-License-Identifier: MIT
#include "actors/admin/id_prefix_rules.hpp"

#include <algorithm>

namespace mostro::admin {

result<id_prefix> id_prefix::parse(std::string_view text) {
  id_prefix out;
  for (char c : text) {
    if (c == '-')
      continue;
    char lower = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
    if ((lower < '0' || lower > '9') && (lower < 'a' || lower > 'f'))
      return fail(errc::invalid, "'" + std::string{text} + "' is not the beginning of an id");
    out.digits_ += lower;
  }
  if (out.digits_.size() < least_digits || out.digits_.size() > 32)
    return fail(errc::invalid, "an id has 32 hex digits; mend: give at least the first " +
                                   std::to_string(least_digits));
  return out;
}

bool id_prefix::fits(const std::array<uint8_t, 16>& id) const {
  return to_hex(id).starts_with(digits_);
}

bool id_prefix::is_before(const std::array<uint8_t, 16>& id) const {
  return to_hex(id).compare(0, digits_.size(), digits_) > 0;
}

std::optional<std::array<uint8_t, 16>> id_prefix::last_before() const {
  auto first = bytes_from_hex(digits_ + std::string(32 - digits_.size(), '0'));
  std::array<uint8_t, 16> out{};
  std::copy(first->begin(), first->end(), out.begin());
  for (auto byte = out.rbegin(); byte != out.rend(); ++byte)
    if ((*byte)-- != 0)
      return out;
  return std::nullopt; // Nothing comes before the nil id.
}

} // namespace mostro::admin
