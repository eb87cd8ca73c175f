// SPDX-License-Identifier: MIT
//
// The provider `nostr` of a round: every relay is asked once. A relay that is not
// connected refuses at once and is asked again when one connects, as long as the
// provider has time and nobody has answered.
#include "actors/price/nostr_rates_rules.hpp"
#include "actors/price/price_steps.hpp"

#include <algorithm>

namespace mostro::pricing {
namespace {

/// Nobody is waited for who was asked in vain, unless that is everybody.
void conclude_if_answered(self_pointer self) {
  const auto& query = self->state.query;
  if (query && query->unanswered == 0 && query->was_answered)
    conclude_query(self);
}

void ask_all(self_pointer self) {
  auto& st = self->state;
  const auto& trusted = st.setup->providers[st.query->provider].trusted;
  const std::chrono::seconds timeout{std::max<int64_t>(1, st.setup->provider_timeout.count)};
  for (const auto& relay : st.relays) {
    ++st.query->unanswered;
    auto is_current = [self, round = st.round_number] {
      return self->state.query && self->state.round_number == round;
    };
    self->request(relay, timeout, query_relay{rates_filter(trusted), max_rates_events})
        .then(
            [self, is_current, trusted](const relay_queried& answer) {
              if (!is_current())
                return;
              auto& query = *self->state.query;
              --query.unanswered;
              query.was_answered = true;
              auto kept = plausible_rates(answer.events, trusted);
              query.found.insert(query.found.end(), kept.begin(), kept.end());
              conclude_if_answered(self);
            },
            [self, is_current](const caf::error&) {
              if (!is_current())
                return;
              --self->state.query->unanswered;
              conclude_if_answered(self);
            });
  }
}

} // namespace

void ask_relays(self_pointer self, size_t provider) {
  self->state.query = rates_query{provider, 0, false, {}};
  ask_all(self);
}

void ask_relays_again(self_pointer self) {
  const auto& query = self->state.query;
  if (query && query->unanswered == 0 && !query->was_answered)
    ask_all(self);
}

void conclude_query(self_pointer self) {
  auto& st = self->state;
  const auto query = *std::exchange(st.query, std::nullopt);
  const auto& trusted = st.setup->providers[query.provider].trusted;
  result<quote_table> said = fail(errc::unavailable, "no relay answered in time");
  if (query.was_answered)
    said = newest_rates(query.found, trusted, st.setup->env.now(), st.setup->max_staleness);
  st.round->answered(query.provider, std::move(said));
  end_round_if_over(self);
}

} // namespace mostro::pricing
