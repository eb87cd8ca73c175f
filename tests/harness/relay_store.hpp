// SPDX-License-Identifier: MIT
//
// The events of a relay, in memory, under the rules of NIP-01 (replaceable,
// addressable and ephemeral kinds) and NIP-40. Pure: time comes in as data.
#pragma once

#include "messages/nostr/filter.hpp"

#include <map>
#include <unordered_map>

namespace mostro::devnet {

/// Keeps events newest first.
class relay_store {
public:
  /// What became of an event.
  enum class outcome : uint8_t {
    stored,
    passed_on, ///< Ephemeral: for the subscribers of this moment only.
    duplicate, ///< Its id is here already.
    outdated,  ///< A version is here that is newer, or as new with a lower id.
    expired,   ///< NIP-40.
  };

  /// Takes an event; a version that it replaces is forgotten.
  outcome put(const nostr::event& e, unix_time now);

  /// The events that pass at least one filter, each once, newest first and the lower id first
  /// within a second. Every filter's `limit` (absent or larger: `max_limit`) counts the newest
  /// of that filter. What has expired is not served.
  std::vector<nostr::event> query(const std::vector<nostr::filter>& filters, unix_time now,
                                  uint32_t max_limit = UINT32_MAX) const;

  /// The number of events, expired ones included.
  size_t size() const { return events_.size(); }
  /// Forgets everything.
  void clear();

private:
  /// Orders newest first, then by the lower id.
  struct position {
    unix_time created_at;
    event_id id;
    friend bool operator<(const position& a, const position& b) {
      return a.created_at != b.created_at ? a.created_at > b.created_at : a.id < b.id;
    }
  };

  std::map<position, nostr::event> events_;
  std::unordered_map<event_id, position> by_id_;
  std::map<std::string, position> by_address_;
};

/// `kind:pubkey:d` of a replaceable or addressable event, else empty.
std::string address_of(const nostr::event& e);

/// True when the event is void at `now` (NIP-40).
bool is_expired(const nostr::event& e, unix_time now);

} // namespace mostro::devnet
