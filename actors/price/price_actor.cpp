// SPDX-License-Identifier: MIT
#include "actors/price/price_actor.hpp"

#include "actors/log.hpp"
#include "actors/supervision.hpp"

namespace mostro {
namespace {

using self_pointer = price_actor::stateful_pointer<price_state>;

void ask(self_pointer self, size_t which) {
  auto& st = self->state;
  const auto& provider = st.setup->providers[which];
  http_request request;
  request.tag = ++st.last_tag;
  request.url = provider.url;
  request.headers = provider.headers;
  request.user_agent = st.setup->user_agent;
  request.allowed = reach::anywhere;
  request.follow_redirects = true;
  request.max_body_bytes = 1024 * 1024;
  const std::chrono::seconds timeout{st.setup->provider_timeout.count};
  request.connect_timeout = request.total_timeout = timeout;
  st.asked.emplace(request.tag, which);
  st.setup->http->get(std::move(request), [to = price_actor{self}](http_answered answer) {
    caf::anon_send(to, std::move(answer));
  });
}

/// Currencies that the round did not produce keep their value and its age.
void finish_round(price_state& st) {
  const auto now = st.setup->env.now();
  auto fresh = aggregate(st.tables, st.setup->outlier_percent);
  if (fresh.empty())
    log::warn("price-round-empty", "providers={}", st.setup->providers.size());
  for (const auto& [code, price] : fresh)
    st.prices[code] = {price.value, now};
  st.tables.clear();
}

void begin_round(self_pointer self) {
  auto& st = self->state;
  if (!st.asked.empty())
    return; // The round before is not through: its answers are all bounded in time.
  const auto now = st.setup->env.now();
  for (size_t i = 0; i < st.setup->providers.size(); ++i)
    if (st.health[i].is_available(now))
      ask(self, i);
}

void answered(self_pointer self, const http_answered& answer) {
  auto& st = self->state;
  auto it = st.asked.find(answer.tag);
  if (it == st.asked.end())
    return;
  const auto which = it->second;
  st.asked.erase(it);
  const auto& provider = st.setup->providers[which];
  auto rates = answer.status >= 200 && answer.status <= 299
                   ? provider.read(answer.body)
                   : result<rate_table>{fail(errc::unavailable,
                                             answer.status == 0 ? answer.error_text
                                                                : std::to_string(answer.status))};
  if (rates) {
    st.health[which].succeeded();
    st.tables.push_back(*std::move(rates));
  } else {
    st.health[which].failed(st.setup->env.now());
    log::warn("price-provider-failed", "provider={} why=\"{}\"", provider.id, rates.why());
  }
  if (st.asked.empty())
    finish_round(st);
}

price_quote quote(const price_state& st, const std::string& code) {
  auto fixed = st.setup->fixed.find(upper_case(code));
  if (fixed != st.setup->fixed.end())
    return {price_quote::state::fresh, fixed->second};
  return read_price(st.prices, code, st.setup->env.now(), st.setup->max_staleness);
}

} // namespace

price_provider yadio_provider(std::string_view base_url) {
  while (base_url.ends_with('/'))
    base_url.remove_suffix(1);
  return {"yadio", std::string{base_url} + "/exrates/BTC", {}, &read_yadio};
}

price_actor::behavior_type price_behavior(price_actor::stateful_pointer<price_state> self,
                                          price_setup setup) {
  supervise(self);
  auto& st = self->state;
  for (size_t i = 0; i < setup.providers.size(); ++i)
    st.health.emplace_back(setup.failure_threshold, setup.failure_cooldown);
  st.setup = std::move(setup);
  if (!st.setup->providers.empty())
    self->send(price_actor{self}, price_tick{});
  return {
      [self](const ask_price& what) { return price_told{quote(self->state, what.fiat_code)}; },
      [self](const http_answered& answer) { answered(self, answer); },
      [self](price_tick) {
        begin_round(self);
        const auto& s = *self->state.setup;
        const auto wait = round_interval(s.update_interval, s.shortest_interval);
        self->delayed_send(price_actor{self}, std::chrono::seconds(wait.count), price_tick{});
      },
  };
}

} // namespace mostro
