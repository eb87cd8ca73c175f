// SPDX-License-Identifier: MIT
//
// Bitcoin amounts with the unit in the type. Arithmetic that would overflow or
// lose a unit throws `bug`: callers that take numbers from outside use the
// checked forms, which return errors.
#pragma once

#include "messages/result.hpp"

#include <compare>
#include <cstdint>

namespace mostro {

/// 21 million bitcoin in satoshis: no amount in this program is larger.
constexpr int64_t max_money_sats = 2'100'000'000'000'000;

/// Whole satoshis; may be negative only as an intermediate result.
struct sats {
  int64_t value = 0;
  friend auto operator<=>(const sats&, const sats&) = default;
};

/// Millisatoshis.
struct msats {
  int64_t value = 0;
  friend auto operator<=>(const msats&, const msats&) = default;
};

/// Checked sum; error `out_of_range` beyond ±max_money_sats.
result<sats> checked_add(sats a, sats b);
/// Checked difference; error `out_of_range` beyond ±max_money_sats.
result<sats> checked_subtract(sats a, sats b);
/// Checks a number from outside: 0..max_money_sats, else `out_of_range`.
result<sats> checked_sats(int64_t value);
/// Sum that must fit; otherwise a bug.
sats operator+(sats a, sats b);
/// Difference that must fit; otherwise a bug.
sats operator-(sats a, sats b);
msats operator+(msats a, msats b);
msats operator-(msats a, msats b);
/// Converts to millisatoshis; a bug when beyond ±max_money_sats.
msats to_msats(sats a);
/// Whole satoshis of an amount, rounded down.
sats whole_sats(msats a);

} // namespace mostro
