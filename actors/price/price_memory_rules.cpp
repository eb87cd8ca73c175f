// SPDX-License-Identifier: MIT
#include "actors/price/price_memory_rules.hpp"

#include "actors/price/currency_rules.hpp"

#include <algorithm>
#include <utility>

namespace mostro {
namespace {

/// Sets a flag; true when it was not set before.
bool first_time(bool& flag) { return !std::exchange(flag, true); }

} // namespace

void price_memory::recall(const std::string& code, const remembered_price& price, unix_time now) {
  if (price.as_of <= now && is_usable(price.value) && is_known_currency(code))
    entries_[code] = {price};
}

std::vector<std::string> price_memory::learn(const std::map<std::string, aggregate_price>& round,
                                             unix_time now) {
  std::vector<std::string> lonely;
  for (const auto& [code, price] : round) {
    auto& known = entries_[code];
    if (known.price.sources >= 2 && price.source_count == 1)
      lonely.push_back(code);
    known.price = {price.value, now, price.source_count};
  }
  return lonely;
}

price_reading price_memory::read(std::string_view code, unix_time now) {
  const auto found = entries_.find(upper_case(code));
  if (found == entries_.end())
    return {{price_quote::state::unknown, 0}, reading_note::none, {}};
  auto& [price, told_old, told_too_old] = found->second;
  const auto age = now - price.as_of;
  if (age > max_staleness_) {
    const auto note = first_time(told_too_old) ? reading_note::too_old : reading_note::none;
    return {{price_quote::state::stale, 0}, note, age};
  }
  told_too_old = false;
  price_reading out{{price_quote::state::fresh, price.value}, reading_note::none, age};
  if (age <= round_)
    told_old = false;
  else if (first_time(told_old))
    out.note = reading_note::older_than_a_round;
  return out;
}

std::optional<unix_time> price_memory::oldest() const {
  std::optional<unix_time> out;
  for (const auto& [code, known] : entries_)
    out = std::min(out.value_or(known.price.as_of), known.price.as_of);
  return out;
}

std::optional<unix_time> price_memory::newest() const {
  std::optional<unix_time> out;
  for (const auto& [code, known] : entries_)
    out = std::max(out.value_or(known.price.as_of), known.price.as_of);
  return out;
}

} // namespace mostro
