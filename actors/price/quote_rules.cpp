// SPDX-License-Identifier: MIT
#include "actors/price/quote_rules.hpp"

#include "actors/price/currency_rules.hpp"

#include <algorithm>
#include <cmath>

namespace mostro {
namespace {

bool names(const std::vector<std::string>& codes, const std::string& code) {
  return std::any_of(codes.begin(), codes.end(),
                     [&](const std::string& one) { return upper_case(one) == code; });
}

bool is_wanted(const std::string& code, const currency_choice& choice) {
  return is_known_currency(code) && (!choice.only || names(*choice.only, code)) &&
         (!choice.except || !names(*choice.except, code));
}

} // namespace

bool is_usable(double value) { return std::isfinite(value) && value > 0; }

quote_table chosen_quotes(quote_table quotes, const currency_choice& choice) {
  auto unwanted = [&](const auto& quote) { return !is_wanted(quote.first, choice); };
  std::erase_if(quotes.per_bitcoin, unwanted);
  std::erase_if(quotes.per_base, unwanted);
  return quotes;
}

} // namespace mostro
