// SPDX-License-Identifier: MIT
//
// Replacement and queries of the relay's events.
#include "tests/harness/relay_store.hpp"

#include <algorithm>

namespace mostro::devnet {

std::string address_of(const nostr::event& e) {
  const bool addressable = nostr::is_addressable(e.kind);
  if (!addressable && !nostr::is_replaceable(e.kind))
    return {};
  const std::string author = std::to_string(e.kind) + ':' + e.pubkey.hex() + ':';
  return addressable ? author + nostr::first_tag_value(e.tags, "d").value_or("") : author;
}

bool is_expired(const nostr::event& e, unix_time now) {
  const auto until = nostr::expiration_of(e);
  return until && *until <= now;
}

relay_store::outcome relay_store::put(const nostr::event& e, unix_time now) {
  if (is_expired(e, now))
    return outcome::expired;
  if (nostr::is_ephemeral(e.kind))
    return outcome::passed_on;
  if (by_id_.contains(e.id))
    return outcome::duplicate;
  const position here{e.created_at, e.id};
  if (const auto address = address_of(e); !address.empty()) {
    const auto [old, fresh] = by_address_.try_emplace(address, here);
    if (!fresh) {
      if (old->second < here)
        return outcome::outdated;
      events_.erase(old->second);
      by_id_.erase(old->second.id);
      old->second = here;
    }
  }
  events_.emplace(here, e);
  by_id_.emplace(e.id, here);
  return outcome::stored;
}

std::vector<nostr::event> relay_store::query(const std::vector<nostr::filter>& filters,
                                             unix_time now, uint32_t max_limit) const {
  std::vector<uint32_t> left;
  for (const auto& f : filters)
    left.push_back(std::min(f.limit.value_or(max_limit), max_limit));
  std::vector<nostr::event> out;
  for (const auto& [where, e] : events_) {
    if (is_expired(e, now))
      continue;
    bool wanted = false;
    for (size_t i = 0; i < filters.size(); ++i) {
      if (left[i] == 0 || !nostr::matches(filters[i], e))
        continue;
      --left[i];
      wanted = true;
    }
    if (wanted)
      out.push_back(e);
  }
  return out;
}

void relay_store::clear() {
  events_.clear();
  by_id_.clear();
  by_address_.clear();
}

} // namespace mostro::devnet
