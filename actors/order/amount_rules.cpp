// SPDX-License-Identifier: MIT
#include "actors/order/amount_rules.hpp"

#include <cmath>

namespace mostro {

sats fee_of(sats amount, double fee) {
  auto raw = (fee * static_cast<double>(amount.value)) / 2;
  return sats{static_cast<int64_t>(std::round(raw))};
}

sats dev_fee_of(sats fee, double dev_fee_percentage) {
  auto raw = static_cast<double>(fee.value * 2) * dev_fee_percentage;
  return sats{static_cast<int64_t>(std::round(raw))};
}

sats routing_fee_limit(sats payout, double max_routing_fee) {
  if (payout.value <= 1000)
    return sats{10}; // The larger of 10 sats and 1 %.
  return sats{static_cast<int64_t>(static_cast<double>(payout.value) * max_routing_fee)};
}

std::optional<sats> sats_for_fiat(int64_t fiat, double fiat_per_bitcoin, int64_t premium) {
  if (!std::isfinite(fiat_per_bitcoin) || fiat_per_bitcoin <= 0)
    return std::nullopt;
  double amount = (static_cast<double>(fiat) / fiat_per_bitcoin) * 100000000.0;
  if (premium != 0)
    amount = amount - (static_cast<double>(premium) / 100.0) * amount;
  auto limit = static_cast<double>(max_money_sats);
  if (!std::isfinite(amount) || amount < -limit || amount > limit)
    return std::nullopt;
  return sats{static_cast<int64_t>(std::trunc(amount))};
}

} // namespace mostro
