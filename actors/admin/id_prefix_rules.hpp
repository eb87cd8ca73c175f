// SPDX-License-Identifier: MIT
//
// Ids by their first digits, so that an operator need not copy 36 characters.
#pragma once

#include "messages/ids.hpp"

#include <optional>

namespace mostro::admin {

/// The first hex digits of an id.
class id_prefix {
public:
  static constexpr size_t least_digits = 4;

  /// Parses 4 to 32 hex digits of either case; hyphens are skipped. `invalid`
  /// with the mend otherwise.
  static result<id_prefix> parse(std::string_view text);

  /// True when the 16 bytes of an id begin so.
  bool fits(const std::array<uint8_t, 16>& id) const;
  /// True when no id from this one on can fit any more, in the order of ids.
  bool is_before(const std::array<uint8_t, 16>& id) const;
  /// The last id before all that fit; none when they begin with the first of all.
  std::optional<std::array<uint8_t, 16>> last_before() const;

private:
  std::string digits_; ///< Lower case, without hyphens.
};

} // namespace mostro::admin
