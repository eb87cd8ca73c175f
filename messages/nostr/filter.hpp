// SPDX-License-Identifier: MIT
//
// NIP-01 subscription filters.
#pragma once

#include "messages/nostr/event.hpp"

#include <map>

namespace mostro::nostr {

/// Which events a subscriber wants. An absent member does not restrict.
struct filter {
  std::optional<std::vector<std::string>> ids;     ///< Lower-case hex.
  std::optional<std::vector<std::string>> authors; ///< Lower-case hex.
  std::optional<std::vector<uint16_t>> kinds;
  std::map<char, std::vector<std::string>> tags; ///< Single-letter tags: {'p', {…}}.
  std::optional<unix_time> since;
  std::optional<unix_time> until;
  std::optional<uint32_t> limit; ///< Restricts only the stored events.
};

/// True when the event passes; `limit` is not considered.
bool matches(const filter& f, const event& e);

/// Serializes as NIP-01 JSON.
std::string to_json(const filter& f);

} // namespace mostro::nostr
