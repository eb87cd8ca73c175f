// SPDX-License-Identifier: MIT
#include "messages/money.hpp"

namespace mostro {

namespace {

constexpr int64_t max_money_msats = max_money_sats * 1000;

bool within(int64_t value, int64_t limit) { return value >= -limit && value <= limit; }

result<int64_t> sum(int64_t a, int64_t b, int64_t limit) {
  int64_t out = 0;
  if (__builtin_add_overflow(a, b, &out) || !within(out, limit))
    return fail(errc::out_of_range, "amount out of range");
  return out;
}

result<int64_t> difference(int64_t a, int64_t b, int64_t limit) {
  int64_t out = 0;
  if (__builtin_sub_overflow(a, b, &out) || !within(out, limit))
    return fail(errc::out_of_range, "amount out of range");
  return out;
}

} // namespace

result<sats> checked_add(sats a, sats b) {
  auto out = sum(a.value, b.value, max_money_sats);
  if (!out)
    return out.why();
  return sats{*out};
}

result<sats> checked_subtract(sats a, sats b) {
  auto out = difference(a.value, b.value, max_money_sats);
  if (!out)
    return out.why();
  return sats{*out};
}

result<sats> checked_sats(int64_t value) {
  if (value < 0 || value > max_money_sats)
    return fail(errc::out_of_range, "amount out of range");
  return sats{value};
}

sats operator+(sats a, sats b) { return checked_add(a, b).value(); }
sats operator-(sats a, sats b) { return checked_subtract(a, b).value(); }
msats operator+(msats a, msats b) { return {sum(a.value, b.value, max_money_msats).value()}; }
msats operator-(msats a, msats b) {
  return {difference(a.value, b.value, max_money_msats).value()};
}

msats to_msats(sats a) {
  expects(within(a.value, max_money_sats), "sats out of range");
  return {a.value * 1000};
}

sats whole_sats(msats a) {
  auto quotient = a.value / 1000;
  return {a.value % 1000 < 0 ? quotient - 1 : quotient};
}

} // namespace mostro
