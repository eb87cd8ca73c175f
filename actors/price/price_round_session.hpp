// SPDX-License-Identifier: MIT
//
// One round of prices without the network (spec 05 §1.5): whom to ask, what to ask
// next when a mirror fails, and what came of it. The shell carries the requests.
#pragma once

#include "actors/price/aggregation_rules.hpp"
#include "actors/price/breaker_rules.hpp"
#include "actors/price/provider_rules.hpp"
#include "messages/nostr/event.hpp"

namespace mostro {

/// A provider as the operator wants it used.
struct price_provider {
  std::string id; ///< Of find_http_provider, or `nostr`.
  provider_access access;
  currency_choice choice;
  std::vector<public_key> trusted; ///< `nostr` only.

  bool is_nostr() const { return id == nostr_provider_id; }
};

/// The time between rounds: not below `floor` (spec 05 §1.2: 60 s).
seconds round_interval(seconds configured, seconds floor);

/// The longest time that a provider may take in one round: every mirror, and a
/// second (spec 05 §1.5.2).
seconds longest_poll(const price_provider& provider, seconds timeout);

/// A round under way. Providers are named by their place in the list.
class price_round {
public:
  /// What to ask next; for `nostr` the request is empty: relays are asked.
  struct ask {
    size_t provider = 0;
    rate_request what;
  };
  /// A provider that was asked and what it said.
  struct poll {
    size_t provider = 0;
    result<quote_table> said = fail(errc::unavailable, "");
  };

  /// Asks every provider that does not rest at `now`.
  price_round(const std::vector<price_provider>& providers,
              const std::vector<provider_breaker>& breakers, unix_time now);

  /// The first requests, all at once.
  const std::vector<ask>& first_asks() const { return first_asks_; }
  /// Providers that rest this time.
  const std::vector<size_t>& resting() const { return resting_; }

  /// An HTTP answer; status 0 and a text when there was none. Returns the next
  /// mirror to ask, if that is what it takes.
  std::optional<ask> answered(size_t provider, long http_status, std::string_view body,
                              const std::string& error_text);
  /// Quotes, or the reason why there are none, from elsewhere (`nostr`, or time is up).
  void answered(size_t provider, result<quote_table> said);

  /// True while the provider owes an answer.
  bool is_open(size_t provider) const { return open_.contains(provider); }
  /// True when nothing is owed any more.
  bool is_over() const { return open_.empty(); }
  /// What was said, in the order of arrival.
  const std::vector<poll>& polls() const { return polls_; }

private:
  std::vector<const http_provider*> readers_;
  std::map<size_t, std::vector<rate_request>> open_; ///< With the mirrors that are left.
  std::vector<ask> first_asks_;
  std::vector<size_t> resting_;
  std::vector<poll> polls_;
};

/// Combines what a round found; `choice` of each provider applies.
round_prices prices_of_round(const std::vector<price_round::poll>& polls,
                             const std::vector<price_provider>& providers,
                             const aggregation_limits& limits);

/// Tells the breakers what the round found; `now` is a time after it.
void update_breakers(const std::vector<price_round::poll>& polls, unix_time now,
                     std::vector<provider_breaker>& breakers);

} // namespace mostro
