// SPDX-License-Identifier: MIT
//
// `[price]` and `[price.providers.*]` of the settings (spec 05 §1.2).
#pragma once

#include "messages/ids.hpp"
#include "messages/time.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace mostro {

class toml_reader;

/// An enabled provider of prices.
struct price_provider_settings {
  std::string id; ///< yadio, coingecko, currency_api, blockchain, eltoque or nostr.
  std::string url;
  std::vector<std::string> fallback_urls;
  secret<std::string> key; ///< `api_key` (coingecko) or `token` (eltoque); empty = none.
  std::optional<std::vector<std::string>> only;
  std::optional<std::vector<std::string>> except;
  std::vector<public_key> trusted_nodes; ///< nostr only.
  friend bool operator==(const price_provider_settings&, const price_provider_settings&) = default;
};

/// Where prices come from and how long they are good.
struct price_settings {
  seconds update_interval{300};
  seconds max_staleness{1800};
  double outlier_percent = 5.0;
  seconds provider_timeout{10};
  unsigned failure_threshold = 3;
  seconds failure_cooldown{120};
  bool publish_to_nostr = true;
  std::vector<price_provider_settings> providers;
  std::map<std::string, double> fixed; ///< Prices that win over fetched ones.
  friend bool operator==(const price_settings&, const price_settings&) = default;
};

/// Reads the tables; without `[price]` one yadio provider is made of the older keys
/// in `[mostro]`. Problems go to `in`; `warnings` gets what is ignored.
price_settings read_price_settings(toml_reader& in, std::vector<std::string>& warnings);

} // namespace mostro
