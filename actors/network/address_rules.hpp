// SPDX-License-Identifier: MIT
//
// Which network addresses a URL that a stranger chose may lead to (spec 05
// §3.3-3.4): none that could reach the operator's own machines.
#pragma once

#include "messages/result.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mostro {

/// An IPv4 or IPv6 address.
struct ip_address {
  bool is_v6 = false;
  std::array<uint8_t, 16> octets{}; ///< IPv4 uses the first four.

  friend bool operator==(const ip_address&, const ip_address&) = default;
  /// The usual spelling, without brackets.
  std::string text() const;
};

/// Parses a dotted quad or an IPv6 address without brackets or zone.
std::optional<ip_address> parse_ip(std::string_view text);

/// True when connecting there cannot reach private, local, reserved or
/// translated networks (spec 05 §3.4 with its [G] additions).
bool is_public(const ip_address& address);

/// Picks the address to connect to: an IPv4 if there is one, else the first.
/// `not_found` when there is none; `invalid` when any of them is not public,
/// unless `allow_private` (regtest and the devnet).
result<ip_address> choose_address(const std::vector<ip_address>& found, bool allow_private);

} // namespace mostro
