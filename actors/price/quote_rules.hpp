// SPDX-License-Identifier: MIT
//
// What a provider says in one round, and how much of it counts (spec 05 §1.1,
// §1.5.4). Prices are fiat units per bitcoin.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mostro {

/// Currency code to fiat per bitcoin.
using rate_table = std::map<std::string, double>;

/// The price of one unit of `base` in another currency.
struct cross_quote {
  std::string base; ///< Upper case.
  double value = 0;
  friend bool operator==(const cross_quote&, const cross_quote&) = default;
};

/// The quotes of one answer.
struct quote_table {
  rate_table per_bitcoin;
  std::map<std::string, cross_quote> per_base;
  friend bool operator==(const quote_table&, const quote_table&) = default;
};

/// The quotes of one provider in one round.
struct provider_quotes {
  std::string provider; ///< Id of the settings, such as `yadio`.
  quote_table quotes;
};

/// True for what can be a price: finite and above zero.
bool is_usable(double value);

/// Which currencies an operator takes from a provider; absent = no restriction.
/// Letters of either case.
struct currency_choice {
  std::optional<std::vector<std::string>> only;
  std::optional<std::vector<std::string>> except;
};

/// Leaves known currencies (spec 05 §2) that the operator wants.
quote_table chosen_quotes(quote_table quotes, const currency_choice& choice);

} // namespace mostro
