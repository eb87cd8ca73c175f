// SPDX-License-Identifier: MIT
//
// The PRICE: asks the providers round by round, keeps the last good price of every
// currency in memory and in the database, and publishes what it found. Questions
// are answered from memory; only the very first round is waited for by those who ask
// for a currency that has no fresh price yet.
#pragma once

#include "actors/environment.hpp"
#include "actors/http/http_service.hpp"
#include "actors/interfaces/price.hpp"
#include "actors/interfaces/publisher.hpp"
#include "actors/interfaces/relay.hpp"
#include "actors/interfaces/store.hpp"
#include "actors/price/price_memory_rules.hpp"
#include "actors/price/price_round_session.hpp"

#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace mostro {

/// The relays that the provider `nostr` asks; replaces earlier ones.
struct rates_relays {
  std::vector<relay_actor> relays;
};
/// A timer: the provider has had its time in this round.
struct price_late {
  uint64_t round = 0;
  size_t provider = 0;
};

/// The price with the messages of its wiring. It listens to relays, because the
/// first of them usually connects after the first round has begun.
using wired_price_actor =
    price_actor::extend<caf::reacts_to<price_late>, caf::reacts_to<rates_relays>,
                        caf::reacts_to<relay_changed>,
                        caf::replies_to<ask_price_status>::with<price_status_told>>;

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
  aggregation_limits limits = {};
  seconds provider_timeout{10};
  unsigned failure_threshold = 3;
  seconds failure_cooldown{120};
  bool publish = true;                               ///< Publish rates (kind 30078).
  publisher_actor publisher = {};                    ///< Absent: nothing is published.
  store_actor store = {};                            ///< Absent: prices are not kept.
  std::vector<storage::stored_price> recovered = {}; ///< Of an earlier run.
};

/// Relays that are being asked by the provider `nostr`.
struct rates_query {
  size_t provider = 0;
  size_t unanswered = 0; ///< Questions under way.
  bool was_answered = false;
  std::vector<nostr::event> found;
};

/// A question that came before the first round was over.
struct early_price_question {
  std::string code;
  caf::typed_response_promise<price_told> answer;
};

/// State of the price.
struct price_state {
  price_state() = default;
  static inline const char* name = "price";

  std::optional<price_setup> setup;
  std::optional<price_memory> memory;
  std::vector<provider_breaker> breakers; ///< One per provider.
  std::set<std::string> disagreeing;      ///< Currencies that were warned of.
  std::vector<relay_actor> relays;
  // The round under way.
  uint64_t round_number = 0;
  std::optional<price_round> round;
  uint64_t last_tag = 0;
  std::map<uint64_t, size_t> asked; ///< HTTP tag to provider.
  std::optional<rates_query> query;
  bool first_round_over = false;
  std::vector<early_price_question> early; ///< At most `most_early_questions`.
  unix_time last_published; ///< Rates replace each other: their stamps must increase.
};

/// The behaviour. The first round begins at once.
wired_price_actor::behavior_type
price_behavior(wired_price_actor::stateful_pointer<price_state> self, price_setup setup);

} // namespace mostro

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::price_late)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::rates_relays)
