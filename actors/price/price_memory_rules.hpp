// SPDX-License-Identifier: MIT
//
// The last good price of every currency and the rule of reading it (spec 05 §1.7).
#pragma once

#include "actors/price/aggregation_rules.hpp"
#include "messages/order_event.hpp"

#include <optional>

namespace mostro {

/// A price and the moment of the round that produced it.
struct remembered_price {
  double value = 0;
  unix_time as_of;
  uint32_t sources = 0;
};

/// What an operator should hear of a reading; each is told once until the price
/// is younger again.
enum class reading_note : uint8_t { none, older_than_a_round, too_old };

/// The answer to a question.
struct price_reading {
  price_quote quote;
  reading_note note = reading_note::none;
  seconds age;
};

/// Prices by currency.
class price_memory {
public:
  /// A price is fresh up to and including an age of `max_staleness`; beyond
  /// `round` it is remarkable.
  price_memory(seconds max_staleness, seconds round)
      : max_staleness_(max_staleness), round_(round) {}

  /// Takes over a price of an earlier run. Prices from the future, by a clock that
  /// was wrong, are not believed.
  void recall(const std::string& code, const remembered_price& price, unix_time now);
  /// Keeps the prices of a round; currencies that it did not produce keep theirs.
  /// Returns the currencies that had two sources or more and have one now.
  std::vector<std::string> learn(const std::map<std::string, aggregate_price>& round,
                                 unix_time now);
  /// Reads; the code is upper-cased.
  price_reading read(std::string_view code, unix_time now);
  /// How many currencies have a price.
  size_t count() const { return entries_.size(); }
  /// When the oldest of these prices was found; none when there is none.
  std::optional<unix_time> oldest() const;
  /// When the newest of them was found.
  std::optional<unix_time> newest() const;

private:
  struct entry {
    remembered_price price;
    bool told_old = false;
    bool told_too_old = false;
  };

  seconds max_staleness_;
  seconds round_;
  std::map<std::string, entry> entries_;
};

} // namespace mostro
