// SPDX-License-Identifier: MIT
//
// The rating arithmetic (spec 03 §5): the newest vote enters the mean one vote late.
#pragma once

#include "messages/ids.hpp"
#include "messages/time.hpp"

#include <cstdint>

namespace mostro {

/// The ratings of one identity.
struct rating_totals {
  int64_t reviews = 0; ///< n
  double total = 0;    ///< R
  int64_t last = 0;    ///< L
  int64_t max = 0;
  int64_t min = 0;
  friend bool operator==(const rating_totals&, const rating_totals&) = default;
};

/// A vote that a commit adds to the rated user's totals, in the same transaction.
struct rating_vote {
  public_key rated_identity;
  public_key rated_trade_key; ///< The `d` tag of kind 38384.
  int64_t value = 0;          ///< 1..5
  unix_time at;
};

/// The totals after one more vote; `value` within 1..5.
rating_totals after_vote(rating_totals before, int64_t value);

/// Whole days since `since`; 0 when unset or in the future.
int64_t operating_days(unix_time since, unix_time now);

} // namespace mostro
