// SPDX-License-Identifier: MIT
#include "actors/price/nostr_rates_rules.hpp"

#include "messages/mostro/rates_event.hpp"

#include <algorithm>

namespace mostro {
namespace {

bool is_plausible(const nostr::event& e, const std::vector<public_key>& trusted) {
  return e.kind == nostr::kind::rates &&
         std::find(trusted.begin(), trusted.end(), e.pubkey) != trusted.end() &&
         nostr::first_tag_value(e.tags, "d") == rates_identifier;
}

bool is_current(const nostr::event& e, unix_time now, seconds max_age) {
  const auto expiration = nostr::expiration_of(e);
  return e.created_at <= now && now - e.created_at <= max_age && (!expiration || *expiration > now);
}

} // namespace

nostr::filter rates_filter(const std::vector<public_key>& trusted) {
  nostr::filter out;
  out.kinds = {nostr::kind::rates};
  out.authors.emplace();
  for (const auto& key : trusted)
    out.authors->push_back(key.hex());
  out.tags['d'] = {std::string(rates_identifier)};
  out.limit = max_rates_events;
  return out;
}

std::vector<nostr::event> plausible_rates(const std::vector<nostr::event>& answer,
                                          const std::vector<public_key>& trusted) {
  std::vector<nostr::event> out;
  for (const auto& e : answer)
    if (out.size() < max_rates_events && is_plausible(e, trusted))
      out.push_back(e);
  return out;
}

result<quote_table> newest_rates(const std::vector<nostr::event>& found,
                                 const std::vector<public_key>& trusted, unix_time now,
                                 seconds max_age) {
  std::vector<const nostr::event*> candidates;
  for (const auto& e : found)
    if (is_plausible(e, trusted) && is_current(e, now, max_age))
      candidates.push_back(&e);
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const auto* a, const auto* b) { return a->created_at > b->created_at; });
  for (const auto* e : candidates) {
    if (!nostr::verify(*e))
      continue;
    auto rates = read_rates_content(e->content);
    if (rates && !rates->empty())
      return quote_table{*std::move(rates), {}};
  }
  return fail(errc::not_found, "no trusted node has published usable rates lately");
}

} // namespace mostro
