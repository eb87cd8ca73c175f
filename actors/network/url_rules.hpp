// SPDX-License-Identifier: MIT
//
// Absolute URLs as this program is willing to use them: one strict reading, so
// that what was judged is what is connected to.
#pragma once

#include "messages/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mostro {

/// A parsed http, https, ws or wss URL.
struct url {
  std::string scheme;               ///< Lower case.
  std::string host;                 ///< Lower case; an IPv6 literal without its brackets.
  uint16_t port = 0;                ///< Stated or the scheme's own.
  bool is_v6_literal = false;       ///< The host stood in brackets.
  std::string path = "/";           ///< As written; never empty.
  std::optional<std::string> query; ///< As written, without `?`.

  /// True for https and wss.
  bool is_encrypted() const { return scheme == "https" || scheme == "wss"; }
  /// The port that the scheme has when none is stated.
  uint16_t default_port() const { return is_encrypted() ? 443 : 80; }
  /// Path and query, as in a request line.
  std::string target() const { return query ? path + "?" + *query : path; }
  /// Host and, unless it is the scheme's own, port: as in a Host header.
  std::string authority() const;
  /// Writes it down again, without a fragment.
  std::string text() const { return scheme + "://" + authority() + target(); }
};

/// Parses a URL; the fragment is dropped. `malformed` for anything but printable
/// ASCII, for another scheme, for userinfo (spec 05 §3.2), for a host that is no
/// plain name or address (numeric spellings such as 127.1 included), and beyond
/// 2048 bytes.
result<url> parse_url(std::string_view text);

/// Percent-encodes everything but RFC 3986 unreserved characters.
std::string percent_encoded(std::string_view text);

} // namespace mostro
