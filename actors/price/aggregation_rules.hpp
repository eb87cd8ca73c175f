// SPDX-License-Identifier: MIT
//
// What the quotes of several providers are worth together (spec 05 §1.6, §1.8;
// decision record 0013 for two that disagree).
#pragma once

#include "actors/price/quote_rules.hpp"

#include <cstdint>
#include <set>

namespace mostro {

/// The provider whose prices are those of other nodes: a fallback only.
inline constexpr std::string_view nostr_provider_id = "nostr";

/// The limits of a combination, in percent.
struct aggregation_limits {
  double outlier_percent = 5.0;
  /// Two quotes further apart than this, seen from the smaller one, are no price.
  double two_source_spread_percent = 25.0;
};

/// What quotes of one currency say together.
struct combination {
  double value = 0;
  double least = 0; ///< Bounds of the quotes that count, both inclusive.
  double most = 0;
};

/// Combines (spec 05 §1.6): unusable quotes are dropped; one counts as it is, two
/// as their mean; of more, the mean of those at most `outlier_percent` away from
/// the median, or the median when there is none.
std::optional<combination> combine(std::vector<double> quotes, double outlier_percent);

/// What a round says of one currency.
struct aggregate_price {
  double value = 0;
  uint32_t source_count = 0;       ///< Usable quotes, at most 255.
  std::set<std::string> providers; ///< Those whose quotes count.
  /// A price of other nodes is in it as the price of a base currency.
  bool is_nostr_anchored = false;
};

/// The prices of a round.
struct round_prices {
  std::map<std::string, aggregate_price> prices;
  /// Currencies without a price because their two sources are too far apart.
  std::vector<std::string> disagreeing;
};

/// Combines what the providers of one round said, per currency. A cross quote
/// counts when its base has a price of this round (one hop). Quotes of the
/// provider `nostr` count only where no other provider has one.
round_prices aggregate(std::vector<provider_quotes> round, const aggregation_limits& limits);

} // namespace mostro
