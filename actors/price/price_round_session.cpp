// SPDX-License-Identifier: MIT
#include "actors/price/price_round_session.hpp"

#include <algorithm>

namespace mostro {
namespace {

/// The reason for a failure without anything that the server wrote.
error http_failure(long http_status, const std::string& error_text) {
  return fail(errc::unavailable,
              http_status == 0 ? error_text : "HTTP status " + std::to_string(http_status));
}

} // namespace

seconds round_interval(seconds configured, seconds floor) { return std::max(configured, floor); }

seconds longest_poll(const price_provider& provider, seconds timeout) {
  const auto sources = static_cast<int64_t>(1 + provider.access.mirrors.size());
  return {timeout.count * sources + 1};
}

price_round::price_round(const std::vector<price_provider>& providers,
                         const std::vector<provider_breaker>& breakers, unix_time now) {
  for (size_t i = 0; i < providers.size(); ++i) {
    readers_.push_back(find_http_provider(providers[i].id));
    expects(readers_[i] || providers[i].is_nostr(), "a price provider that nobody knows");
    if (!breakers[i].is_available(now)) {
      resting_.push_back(i);
      continue;
    }
    auto requests = readers_[i] ? readers_[i]->requests(providers[i].access, now)
                                : std::vector<rate_request>(1);
    first_asks_.push_back({i, requests.front()});
    requests.erase(requests.begin());
    open_.emplace(i, std::move(requests));
  }
}

std::optional<price_round::ask> price_round::answered(size_t provider, long http_status,
                                                      std::string_view body,
                                                      const std::string& error_text) {
  const auto found = open_.find(provider);
  if (found == open_.end())
    return std::nullopt;
  auto said = http_status >= 200 && http_status <= 299 ? readers_[provider]->read(body)
                                                       : http_failure(http_status, error_text);
  auto& mirrors = found->second;
  if (said || mirrors.empty()) {
    answered(provider, std::move(said));
    return std::nullopt;
  }
  ask next{provider, mirrors.front()};
  mirrors.erase(mirrors.begin());
  return next;
}

void price_round::answered(size_t provider, result<quote_table> said) {
  if (open_.erase(provider) > 0)
    polls_.push_back({provider, std::move(said)});
}

round_prices prices_of_round(const std::vector<price_round::poll>& polls,
                             const std::vector<price_provider>& providers,
                             const aggregation_limits& limits) {
  std::vector<provider_quotes> round;
  for (const auto& poll : polls)
    if (poll.said) {
      const auto& who = providers[poll.provider];
      round.push_back({who.id, chosen_quotes(*poll.said, who.choice)});
    }
  return aggregate(std::move(round), limits);
}

void update_breakers(const std::vector<price_round::poll>& polls, unix_time now,
                     std::vector<provider_breaker>& breakers) {
  for (const auto& poll : polls) {
    if (poll.said)
      breakers[poll.provider].succeeded();
    else
      breakers[poll.provider].failed(now);
  }
}

} // namespace mostro
