// SPDX-License-Identifier: MIT
//
// The PRICE: asks the providers round by round and keeps the last good price of
// every currency. Nobody waits for HTTP: questions are answered from memory.
#pragma once

#include "actors/environment.hpp"
#include "actors/http/http_service.hpp"
#include "actors/interfaces/price.hpp"
#include "actors/price/price_rules.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace mostro {

/// One source of prices: where to ask and how to read the answer.
struct price_provider {
  std::string id;
  std::string url;                  ///< The whole request.
  std::vector<std::string> headers; ///< May hold a secret: never logged.
  rate_reader read = nullptr;
};

/// The provider `yadio` at a base URL such as `https://api.yadio.io`.
price_provider yadio_provider(std::string_view base_url);

/// What the price needs; the defaults are those of spec 05 §1.2.
struct price_setup {
  environment env;
  std::shared_ptr<http_service> http;
  std::vector<price_provider> providers = {};
  rate_table fixed = {}; ///< Always fresh, before any provider: for tests and the devnet.
  std::string user_agent = "mostro";
  seconds update_interval{300};
  seconds shortest_interval{60}; ///< Raises a shorter `update_interval`.
  seconds max_staleness{1800};
  double outlier_percent = 5.0;
  seconds provider_timeout{10};
  unsigned failure_threshold = 3;
  seconds failure_cooldown{120};
};

/// State of the price.
struct price_state {
  price_state() = default;
  static inline const char* name = "price";

  std::optional<price_setup> setup;
  std::map<std::string, stored_price> prices;
  std::vector<provider_health> health; ///< One per provider.
  // The round under way.
  uint64_t last_tag = 0;
  std::map<uint64_t, size_t> asked; ///< Tag to provider: what is still to come.
  std::vector<rate_table> tables;
};

/// The behaviour. The first round begins at once.
price_actor::behavior_type price_behavior(price_actor::stateful_pointer<price_state> self,
                                          price_setup setup);

} // namespace mostro
