// SPDX-License-Identifier: MIT
//
// Which events a filter selects.
#include "messages/nostr/filter.hpp"

#include <algorithm>

namespace mostro::nostr {

namespace {

template <class T>
bool has(const std::vector<T>& list, const T& wanted) {
  return std::find(list.begin(), list.end(), wanted) != list.end();
}

template <class T>
bool allows(const std::optional<std::vector<T>>& list, const T& wanted) {
  return !list || has(*list, wanted);
}

/// True when some tag of this letter has one of the values.
bool has_tag(const event& e, char letter, const std::vector<std::string>& values) {
  return std::any_of(e.tags.begin(), e.tags.end(), [&](const tag& t) {
    return t.size() >= 2 && t[0].size() == 1 && t[0][0] == letter && has(values, t[1]);
  });
}

} // namespace

bool matches(const filter& f, const event& e) {
  if (f.since && e.created_at < *f.since)
    return false;
  if (f.until && e.created_at > *f.until)
    return false;
  if (!allows(f.kinds, e.kind) || !allows(f.ids, e.id.hex()) || !allows(f.authors, e.pubkey.hex()))
    return false;
  return std::all_of(f.tags.begin(), f.tags.end(),
                     [&](const auto& wanted) { return has_tag(e, wanted.first, wanted.second); });
}

} // namespace mostro::nostr
