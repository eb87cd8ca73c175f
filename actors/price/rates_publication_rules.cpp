// SPDX-License-Identifier: MIT
#include "actors/price/rates_publication_rules.hpp"

#include <algorithm>

namespace mostro {
namespace {

constexpr seconds longest_life{3600};

bool is_own_finding(const aggregate_price& price) {
  const bool only_nostr =
      price.providers.size() == 1 && price.providers.contains(std::string{nostr_provider_id});
  return !only_nostr && !price.is_nostr_anchored;
}

} // namespace

std::optional<published_rates> rates_to_publish(const std::map<std::string, aggregate_price>& round,
                                                unix_time now, seconds update_interval) {
  published_rates out;
  std::set<std::string> sources;
  for (const auto& [code, price] : round)
    if (is_own_finding(price)) {
      out.fiat_per_bitcoin.emplace(code, price.value);
      sources.insert(price.providers.begin(), price.providers.end());
    }
  if (out.fiat_per_bitcoin.empty())
    return std::nullopt;
  out.sources.assign(sources.begin(), sources.end());
  out.published_at = now;
  out.expiration = now + std::min(seconds{2 * update_interval.count}, longest_life);
  return out;
}

} // namespace mostro
