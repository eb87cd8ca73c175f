// SPDX-License-Identifier: MIT
#include "actors/price/aggregation_rules.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace mostro {
namespace {

constexpr size_t most_sources = 255;

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Of sorted values.
double median(const std::vector<double>& values) {
  const auto middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

/// One usable quote of a currency in bitcoin.
struct candidate {
  double value = 0;
  std::string provider;
  bool on_nostr = false; ///< Resolved over a price that other nodes are part of.
};
using candidate_map = std::map<std::string, std::vector<candidate>>;

std::vector<double> values_of(const std::vector<candidate>& candidates) {
  std::vector<double> out;
  for (const auto& one : candidates)
    out.push_back(one.value);
  return out;
}

bool disagree(const std::vector<candidate>& candidates, double spread_percent) {
  if (candidates.size() != 2)
    return false;
  const auto [least, most] = std::minmax(candidates[0].value, candidates[1].value);
  return most > least * (1 + spread_percent / 100);
}

/// The price of a currency; nothing when it has none.
std::optional<aggregate_price> price_of(const std::vector<candidate>& candidates,
                                        const aggregation_limits& limits) {
  if (disagree(candidates, limits.two_source_spread_percent))
    return std::nullopt;
  const auto together = combine(values_of(candidates), limits.outlier_percent);
  if (!together)
    return std::nullopt;
  aggregate_price out;
  out.value = together->value;
  out.source_count = static_cast<uint32_t>(std::min(candidates.size(), most_sources));
  for (const auto& one : candidates)
    if (one.value >= together->least && one.value <= together->most) {
      out.providers.insert(one.provider);
      out.is_nostr_anchored = out.is_nostr_anchored || one.on_nostr;
    }
  return out;
}

candidate_map direct_candidates(const std::vector<provider_quotes>& round) {
  candidate_map out;
  for (const auto& [provider, quotes] : round)
    for (const auto& [code, value] : quotes.per_bitcoin)
      if (is_usable(value))
        out[code].push_back({value, provider, false});
  return out;
}

std::map<std::string, aggregate_price> prices_of(const candidate_map& candidates,
                                                 const aggregation_limits& limits) {
  std::map<std::string, aggregate_price> out;
  for (const auto& [code, quotes] : candidates)
    if (auto price = price_of(quotes, limits))
      out.emplace(code, *std::move(price));
  return out;
}

/// A cross quote in bitcoin, if its base has a price.
std::optional<candidate> resolved(const cross_quote& quote, const std::string& provider,
                                  const std::map<std::string, aggregate_price>& anchors) {
  const auto anchor = anchors.find(quote.base);
  if (anchor == anchors.end() || !is_usable(quote.value * anchor->second.value))
    return std::nullopt;
  return candidate{quote.value * anchor->second.value, provider,
                   anchor->second.providers.contains(std::string{nostr_provider_id})};
}

/// Prices of other nodes are for what nobody else can price (spec 05 §1.8).
void restrict_nostr(std::vector<provider_quotes>& round, aggregation_limits limits) {
  // Their own quotes may be among the two that disagree: what matters here is
  // only whether a base has quotes at all.
  limits.two_source_spread_percent = std::numeric_limits<double>::infinity();
  const auto anchors = prices_of(direct_candidates(round), limits);
  std::set<std::string> covered;
  for (const auto& [provider, quotes] : round) {
    if (provider == nostr_provider_id)
      continue;
    for (const auto& [code, value] : quotes.per_bitcoin)
      if (is_usable(value))
        covered.insert(code);
    for (const auto& [code, quote] : quotes.per_base)
      if (resolved(quote, provider, anchors))
        covered.insert(code);
  }
  for (auto& [provider, quotes] : round)
    if (provider == nostr_provider_id)
      std::erase_if(quotes.per_bitcoin, [&](auto& quote) { return covered.contains(quote.first); });
}

} // namespace

std::optional<combination> combine(std::vector<double> quotes, double outlier_percent) {
  std::erase_if(quotes, [](double q) { return !is_usable(q); });
  if (quotes.empty())
    return std::nullopt;
  std::sort(quotes.begin(), quotes.end());
  if (!std::isfinite(mean(quotes)))
    return std::nullopt; // The sum is beyond any price.
  combination out{mean(quotes), quotes.front(), quotes.back()};
  if (quotes.size() <= 2)
    return out;
  const double middle = median(quotes);
  std::vector<double> kept;
  for (double q : quotes)
    if (std::abs(q - middle) <= middle * outlier_percent / 100)
      kept.push_back(q);
  if (kept.empty())
    return combination{middle, out.least, out.most};
  return combination{mean(kept), kept.front(), kept.back()};
}

round_prices aggregate(std::vector<provider_quotes> round, const aggregation_limits& limits) {
  restrict_nostr(round, limits);
  auto candidates = direct_candidates(round);
  const auto anchors = prices_of(candidates, limits);
  for (const auto& [provider, quotes] : round)
    for (const auto& [code, quote] : quotes.per_base)
      if (auto one = resolved(quote, provider, anchors))
        candidates[code].push_back(*std::move(one));
  round_prices out;
  out.prices = prices_of(candidates, limits);
  for (const auto& [code, quotes] : candidates)
    if (disagree(quotes, limits.two_source_spread_percent))
      out.disagreeing.push_back(code);
  return out;
}

} // namespace mostro
