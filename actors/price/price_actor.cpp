// SPDX-License-Identifier: MIT
//
// Rounds and answers; what a round is worth is in round_conclusion.cpp.
#include "actors/price/price_actor.hpp"

#include "actors/log.hpp"
#include "actors/price/currency_rules.hpp"
#include "actors/price/price_steps.hpp"
#include "actors/price/rate_json_rules.hpp"
#include "actors/supervision.hpp"

namespace mostro {
namespace pricing {
namespace {

std::chrono::seconds chrono_seconds(seconds s) { return std::chrono::seconds{s.count}; }

void ask_http(self_pointer self, const price_round::ask& ask) {
  auto& st = self->state;
  http_request request;
  request.tag = ++st.last_tag;
  request.url = ask.what.url;
  const auto& header = ask.what.header.reveal();
  if (!header.empty())
    request.headers = {header};
  request.user_agent = st.setup->user_agent;
  request.allowed = reach::anywhere;
  // A redirect could lead elsewhere, and libcurl would take the key along.
  request.follow_redirects = header.empty();
  request.max_body_bytes = max_rates_bytes;
  request.connect_timeout = request.total_timeout = chrono_seconds(st.setup->provider_timeout);
  st.asked.emplace(request.tag, ask.provider);
  st.setup->http->get(std::move(request), [to = price_actor{self}](http_answered answer) {
    caf::anon_send(to, std::move(answer));
  });
}

void begin_round(self_pointer self) {
  auto& st = self->state;
  if (st.round)
    return; // The round before is not through: its polls are all bounded in time.
  const auto& providers = st.setup->providers;
  if (providers.empty()) {
    log::warn("price-no-provider", "mend=\"enable one under [price.providers]\"");
    return;
  }
  st.round.emplace(providers, st.breakers, st.setup->env.now());
  ++st.round_number;
  for (auto i : st.round->resting())
    log::debug("price-provider-rests", "provider={}", providers[i].id);
  for (const auto& ask : st.round->first_asks()) {
    const auto& provider = providers[ask.provider];
    self->delayed_send(wired_price_actor{self},
                       chrono_seconds(longest_poll(provider, st.setup->provider_timeout)),
                       price_late{st.round_number, ask.provider});
    if (provider.is_nostr())
      ask_relays(self, ask.provider);
    else
      ask_http(self, ask);
  }
  end_round_if_over(self);
}

void on_answer(self_pointer self, const http_answered& answer) {
  auto& st = self->state;
  const auto it = st.asked.find(answer.tag);
  if (it == st.asked.end())
    return;
  const auto provider = it->second;
  st.asked.erase(it);
  if (auto next = st.round->answered(provider, answer.status, answer.body, answer.error_text))
    ask_http(self, *next);
  end_round_if_over(self);
}

void on_late(self_pointer self, const price_late& late) {
  auto& st = self->state;
  if (!st.round || late.round != st.round_number || !st.round->is_open(late.provider))
    return;
  if (st.query && st.query->provider == late.provider) {
    conclude_query(self);
    return;
  }
  st.round->answered(late.provider, fail(errc::timed_out, "no answer in time"));
  end_round_if_over(self);
}

void tell(const std::string& code, const price_reading& reading) {
  if (reading.note == reading_note::older_than_a_round)
    log::warn("price-old", "currency={} age={}", code, reading.age);
  else if (reading.note == reading_note::too_old)
    log::warn("price-too-old", "currency={} age={}", code, reading.age);
}

price_quote quote(price_state& st, const std::string& asked) {
  const auto code = upper_case(asked);
  const auto fixed = st.setup->fixed.find(code);
  if (fixed != st.setup->fixed.end())
    return {price_quote::state::fresh, fixed->second};
  const auto reading = st.memory->read(code, st.setup->env.now());
  tell(code, reading);
  return reading.quote;
}

/// Answers from memory, or with the end of the first round: an order at market price that
/// comes in the first seconds must not be refused for want of a price that is on its way.
caf::result<price_told> answer(self_pointer self, const ask_price& what) {
  constexpr size_t most_early_questions = 1000;
  auto& st = self->state;
  auto known = quote(st, what.fiat_code);
  if (known.what == price_quote::state::fresh || st.first_round_over || !st.round ||
      st.early.size() >= most_early_questions)
    return price_told{known};
  st.early.push_back({what.fiat_code, self->make_response_promise<price_told>()});
  return st.early.back().answer;
}

void answer_early(price_state& st) {
  st.first_round_over = true;
  for (auto& question : std::exchange(st.early, {}))
    question.answer.deliver(price_told{quote(st, question.code)});
}

/// Fixed prices are as old as the question.
price_status_told survey(const price_state& st) {
  const auto& fixed = st.setup->fixed;
  price_status_told out{st.memory->count() + fixed.size(), st.memory->oldest(),
                        st.memory->newest()};
  if (!fixed.empty()) {
    out.newest = st.setup->env.now();
    out.oldest = out.oldest.value_or(*out.newest);
  }
  return out;
}

void prepare(self_pointer self, price_setup setup) {
  auto& st = self->state;
  const auto interval = round_interval(setup.update_interval, setup.shortest_interval);
  if (interval != setup.update_interval)
    log::error("price-interval-raised", "configured={} used={}", setup.update_interval, interval);
  setup.update_interval = interval;
  for (size_t i = 0; i < setup.providers.size(); ++i)
    st.breakers.emplace_back(setup.failure_threshold, setup.failure_cooldown);
  st.memory.emplace(setup.max_staleness, interval);
  for (const auto& [code, value, as_of, sources] : setup.recovered)
    st.memory->recall(code, {value, as_of, sources}, setup.env.now());
  st.last_published = st.memory->newest().value_or(unix_time{});
  setup.recovered.clear();
  st.setup = std::move(setup);
}

} // namespace

void end_round_if_over(self_pointer self) {
  auto& st = self->state;
  if (!st.round || !st.round->is_over())
    return;
  conclude_round(self);
  st.round.reset();
  st.asked.clear(); // Answers that come late find nothing.
  st.query.reset();
  answer_early(st);
}

} // namespace pricing

wired_price_actor::behavior_type
price_behavior(wired_price_actor::stateful_pointer<price_state> self, price_setup setup) {
  supervise(self);
  pricing::prepare(self, std::move(setup));
  const auto& s = *self->state.setup;
  if (!s.providers.empty() || s.fixed.empty())
    self->send(wired_price_actor{self}, price_tick{});
  return {
      [self](const ask_price& what) { return pricing::answer(self, what); },
      [self](const http_answered& answer) { pricing::on_answer(self, answer); },
      [self](price_tick) {
        pricing::begin_round(self);
        self->delayed_send(wired_price_actor{self},
                           pricing::chrono_seconds(self->state.setup->update_interval),
                           price_tick{});
      },
      [self](const price_late& late) { pricing::on_late(self, late); },
      [self](rates_relays& known) {
        self->state.relays = std::move(known.relays);
        pricing::ask_relays_again(self);
      },
      [self](const relay_changed& what) {
        if (what.connected)
          pricing::ask_relays_again(self);
      },
      [self](ask_price_status) { return pricing::survey(self->state); },
  };
}

} // namespace mostro
