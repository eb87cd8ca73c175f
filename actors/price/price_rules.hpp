// SPDX-License-Identifier: MIT
//
// Prices without the network (spec 05 §1, §2): what quotes are worth together,
// and what may be told of them later. Prices are fiat units per bitcoin.
#pragma once

#include "messages/order_event.hpp"
#include "messages/result.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mostro {

/// Currency code (upper case) to fiat per bitcoin.
using rate_table = std::map<std::string, double>;

/// Combines quotes of one currency (spec 05 §1.6): unusable ones are dropped; one
/// counts as it is, two as their mean; of more, the mean of those at most
/// `outlier_percent` away from the median.
std::optional<double> combine(std::vector<double> quotes, double outlier_percent);

/// What several providers together say of one currency.
struct aggregate_price {
  double value = 0;
  size_t source_count = 0;
};
/// Combines the tables of one round, per currency.
std::map<std::string, aggregate_price> aggregate(const std::vector<rate_table>& tables,
                                                 double outlier_percent);

/// A price and the moment of the round that produced it.
struct stored_price {
  double value = 0;
  unix_time as_of;
};
/// The reading rule (spec 05 §1.7): the code is upper-cased; an age of exactly
/// `max_staleness` is still fresh.
price_quote read_price(const std::map<std::string, stored_price>& prices, std::string_view code,
                       unix_time now, seconds max_staleness);

/// Upper-cases ASCII letters.
std::string upper_case(std::string_view code);

/// True for the currencies of spec 05 §2 (upper case).
bool is_known_currency(std::string_view code);

/// The time between rounds: not below `floor` (spec 05 §1.2: 60 s).
seconds round_interval(seconds configured, seconds floor);

/// Reads a provider's body into rates. An error fails the provider for this
/// round; null, non-finite and non-positive values are dropped singly, and so are
/// unknown currencies (spec 05 §1.3, §1.5).
using rate_reader = result<rate_table> (*)(std::string_view body);

/// `{"BTC":{"USD":75899.55,…}}` (spec 05 §1.4, yadio).
result<rate_table> read_yadio(std::string_view body);

/// Whether a provider is asked: it rests longer and longer while it fails (spec
/// 05 §1.5.3).
class provider_health {
public:
  /// `threshold` failures in a row (0 counts as 1) open the first rest.
  provider_health(unsigned threshold, seconds cooldown);

  bool is_available(unix_time now) const { return now >= resting_until_; }
  void succeeded();
  void failed(unix_time now);

private:
  unsigned threshold_;
  seconds cooldown_;
  unsigned failures_ = 0;
  unix_time resting_until_;
};

} // namespace mostro
