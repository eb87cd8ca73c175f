// SPDX-License-Identifier: MIT
//
// create_order: the checks of spec 02 §1.1 in their order, with the gaps of §1.2
// closed.
#include "actors/order/amount_rules.hpp"
#include "actors/order/destination_rules.hpp"
#include "actors/order/order_step.hpp"

#include <algorithm>

namespace mostro {

namespace {

using check = std::optional<refusal>;

bool within_limits(sats quote, const order_policy& policy) {
  return quote >= policy.min_payment_amount && quote <= policy.max_order_amount;
}

/// Checks 3-6 and gaps (a), (c), (e): the shape of the amounts.
check check_amounts(const small_order& w) {
  bool has_min = w.min_amount.has_value();
  bool has_max = w.max_amount.has_value();
  if (has_min != has_max)
    return refusal::invalid_amount;
  if (!has_min && w.fiat_amount <= 0)
    return refusal::invalid_amount;
  if (w.amount < 0)
    return refusal::invalid_amount;
  if (has_min &&
      (*w.min_amount < 0 || *w.max_amount < 0 || *w.min_amount >= *w.max_amount || w.amount != 0))
    return refusal::invalid_amount;
  if (w.premium != 0 && w.amount != 0)
    return refusal::invalid_parameters;
  if (w.premium < -99 || w.premium > 99)
    return refusal::invalid_parameters;
  return std::nullopt;
}

/// Check 7, without and with premium (gap d).
check check_quotes(const order_requested& r, const order_policy& policy) {
  auto& w = r.wanted;
  if (w.amount != 0)
    return within_limits(sats{w.amount}, policy) ? check{} : refusal::out_of_range_sats_amount;
  if (r.price.what == price_quote::state::stale)
    return refusal::price_too_stale;
  if (r.price.what == price_quote::state::unknown)
    return refusal::price_too_stale;
  auto fiats = w.min_amount ? std::vector<int64_t>{*w.min_amount, *w.max_amount}
                            : std::vector<int64_t>{w.fiat_amount};
  for (auto fiat : fiats)
    for (auto premium : {int64_t{0}, w.premium}) {
      auto quote = sats_for_fiat(fiat, r.price.fiat_per_bitcoin, premium);
      if (!quote || !within_limits(*quote, policy))
        return refusal::out_of_range_sats_amount;
    }
  return std::nullopt;
}

/// Check 1 with gaps (e) and (f): the destination of a buy order's maker.
check check_invoice(const order_requested& r, unix_time now, const order_policy& policy) {
  auto& w = r.wanted;
  if (!w.buyer_invoice || w.kind == order_kind::sell)
    return std::nullopt;
  expected_amount expected;
  if (w.amount > 0 && w.amount <= max_money_sats)
    expected.exactly = sats{w.amount} - fee_of(sats{w.amount}, policy.fee);
  if (!is_acceptable_destination(*w.buyer_invoice, expected, r.probe, now, policy))
    return refusal::invalid_invoice;
  return std::nullopt;
}

check check_currency(const small_order& w, const order_policy& policy) {
  auto& accepted = policy.fiat_currencies;
  if (accepted.empty() ||
      std::find(accepted.begin(), accepted.end(), w.fiat_code) != accepted.end())
    return std::nullopt;
  return refusal::invalid_fiat_currency;
}

order_terms terms_of(const small_order& w, unix_time now, const order_policy& policy) {
  order_terms out;
  out.kind = *w.kind;
  out.fiat_code = w.fiat_code;
  out.fiat_amount = w.min_amount ? 0 : w.fiat_amount;
  out.min_amount = w.min_amount;
  out.max_amount = w.max_amount;
  out.payment_method = w.payment_method;
  out.premium = w.premium;
  out.amount = sats{w.amount};
  if (w.kind == order_kind::buy)
    out.maker_invoice = w.buyer_invoice;
  out.created_at = now;
  auto latest = now + policy.max_expiration;
  out.expires_at = w.expires_at && *w.expires_at > 0 ? std::min(unix_time{*w.expires_at}, latest)
                                                     : now + policy.default_expiration;
  return out;
}

} // namespace

decision create_order(const order_requested& r, unix_time now, const order_policy& policy) {
  auto& w = r.wanted;
  if (policy.maintenance)
    return refusal::not_allowed_by_status;
  if (!w.kind)
    return refusal::invalid_order_kind;
  for (auto& found : {check_invoice(r, now, policy), check_currency(w, policy), check_amounts(w)})
    if (found)
      return *found;
  if (auto found = check_quotes(r, policy))
    return *found;
  if (w.expires_at && *w.expires_at > 0 && unix_time{*w.expires_at} <= now)
    return refusal::invalid_parameters;
  if (!r.maker.trade_index && !r.maker.is_private())
    return ignored{}; // Payload trouble: no reply (spec 02 §1.1 check 8).

  order born;
  born.id = r.fresh_id;
  born.seq = 1;
  born.maker = r.maker;
  born.terms = terms_of(w, now, policy);
  order_event cause;
  cause.at = now;
  order_step::context c{born, cause, policy};
  order_step::draft d{c, born};
  d.use_index(r.maker);
  d.tell(r.maker, order_message(born, action::new_order, as_offered(born), r.request_id,
                                r.maker.trade_index));
  d.publish(order_status::pending);
  return d.finish();
}

} // namespace mostro
