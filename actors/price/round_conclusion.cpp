// SPDX-License-Identifier: MIT
//
// The end of a round (spec 05 §1.5.3-9): breakers, prices, warnings, the copy that
// survives a restart, and the public event.
#include "actors/log.hpp"
#include "actors/price/price_steps.hpp"
#include "actors/price/rates_publication_rules.hpp"
#include "actors/supervision.hpp"

#include <algorithm>

namespace mostro::pricing {
namespace {

template <class Codes>
std::string listed(const Codes& codes) {
  std::string out;
  for (const auto& code : codes)
    out += (out.empty() ? "" : ",") + code;
  return out;
}

void tell_failures(const std::vector<price_round::poll>& polls,
                   const std::vector<price_provider>& providers) {
  for (const auto& poll : polls)
    if (!poll.said)
      log::warn("price-provider-failed", "provider={} why=\"{}\"", providers[poll.provider].id,
                poll.said.why());
  const bool some = std::any_of(polls.begin(), polls.end(), [](auto& p) { return bool(p.said); });
  if (!some && !polls.empty())
    log::error("price-all-providers-failed", "asked={}", polls.size());
}

/// Warns once of a currency until its sources agree again.
void tell_disagreements(price_state& st, const std::vector<std::string>& now_disagreeing) {
  std::set<std::string> fresh;
  for (const auto& code : now_disagreeing)
    if (!st.disagreeing.contains(code))
      fresh.insert(code);
  st.disagreeing = {now_disagreeing.begin(), now_disagreeing.end()};
  if (!fresh.empty())
    log::warn("price-sources-disagree", "currencies={} limit={} mend=\"{}\"", listed(fresh),
              st.setup->limits.two_source_spread_percent,
              "add a third source, or take the currency from one of them with except");
}

void keep(self_pointer self, const round_prices& round, unix_time now) {
  const auto& store = self->state.setup->store;
  if (!store)
    return;
  storage::keep_prices change;
  for (const auto& [code, price] : round.prices)
    change.prices.push_back({code, price.value, now, price.source_count});
  self->request(store, caf::infinite, write_change{std::move(change)})
      .then([](const storage::written&) {},
            [](const caf::error& why) {
              log::warn("prices-not-kept", "error=\"{}\"", text_of(why));
            });
}

/// A relay keeps the older of two replaceable events of one second when its id is lower, so
/// a restart within the second must not use the same stamp again.
void publish(price_state& st, const round_prices& round, unix_time now) {
  const auto& setup = *st.setup;
  if (!setup.publish || !setup.publisher)
    return;
  const auto stamp = std::max(now, st.last_published + seconds{1});
  if (auto rates = rates_to_publish(round.prices, stamp, setup.update_interval)) {
    auto draft = rates_event(*rates);
    draft.created_at = stamp;
    caf::anon_send(setup.publisher, announce{std::move(draft)});
    st.last_published = stamp;
  }
}

} // namespace

void conclude_round(self_pointer self) {
  auto& st = self->state;
  const auto& setup = *st.setup;
  const auto& polls = st.round->polls();
  // A poll may have taken long: rests count from now, not from the round's start.
  const auto now = setup.env.now();
  update_breakers(polls, now, st.breakers);
  tell_failures(polls, setup.providers);
  const auto round = prices_of_round(polls, setup.providers, setup.limits);
  tell_disagreements(st, round.disagreeing);
  if (round.prices.empty()) {
    log::warn("price-round-empty", "providers={}", setup.providers.size());
    return;
  }
  if (const auto lonely = st.memory->learn(round.prices, now); !lonely.empty())
    log::warn("price-single-source", "currencies={}", listed(lonely));
  keep(self, round, now);
  publish(st, round, now);
}

} // namespace mostro::pricing
