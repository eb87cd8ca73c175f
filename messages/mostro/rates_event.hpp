// SPDX-License-Identifier: MIT
//
// The prices of a node as a public event, kind 30078 (spec 05 §1.8, §1.9): what a
// node publishes, and what it may read of other nodes.
#pragma once

#include "messages/ids.hpp"
#include "messages/nostr/event.hpp"
#include "messages/result.hpp"

#include <map>

namespace mostro {

/// The `d` tag of rates.
inline constexpr std::string_view rates_identifier = "mostro-rates";

/// The prices that a node publishes.
struct published_rates {
  std::map<std::string, double> fiat_per_bitcoin; ///< By code; finite.
  std::vector<std::string> sources;               ///< Ids of providers, sorted.
  unix_time published_at;
  unix_time expiration;
};

/// Kind 30078; `created_at` is left to whoever publishes.
nostr::event_draft rates_event(const published_rates& rates);

/// Reads the content of such an event: `{"BTC":{code:number}}`, codes upper-cased.
/// Values that are null or no price are dropped; `malformed` for another shape or
/// a value of another type.
result<std::map<std::string, double>> read_rates_content(std::string_view content);

} // namespace mostro
