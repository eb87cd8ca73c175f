// SPDX-License-Identifier: MIT
//
// The remainder of a range order: a new pending order for the part that the
// released slice left over (spec 02 §5).
#include "actors/order/amount_rules.hpp"
#include "actors/order/order_step.hpp"

namespace mostro::order_step {

namespace {

/// The fiat that is left over; 0 when it is too little for another slice.
int64_t fiat_left(const order_terms& terms, const trade& t) {
  if (!terms.is_range())
    return 0;
  auto rest = *terms.max_amount - t.fiat_amount;
  return rest < *terms.min_amount || rest <= 0 ? 0 : rest;
}

} // namespace

bool remainder_is_worth(const context& c, const trade& t, const price_quote& price) {
  auto& terms = c.before.terms;
  if (fiat_left(terms, t) == 0 || price.what != price_quote::state::fresh)
    return true;
  // The smallest slice counts, as for every new order (spec 02 §1.1 check 7).
  auto quote = sats_for_fiat(*terms.min_amount, price.fiat_per_bitcoin, terms.premium);
  return quote && *quote >= c.policy.min_payment_amount;
}

std::optional<child_order> remainder_of(const context& c, const trade& t,
                                        const std::optional<next_trade>& next_key,
                                        std::optional<uint64_t> request_id) {
  auto& o = c.before;
  auto rest = fiat_left(o.terms, t);
  if (rest == 0 || !next_key || !c.event.fresh_child || o.terms.expires_at <= c.now())
    return std::nullopt;
  order born; // An allow-list, never a copy of the parent (spec 02 §5).
  born.id = *c.event.fresh_child;
  born.seq = 1;
  born.maker.trade_key = next_key->key;
  born.maker.identity = o.maker.is_private() ? next_key->key : o.maker.identity;
  born.maker.trade_index = next_key->index;
  born.maker.via = o.maker.via;
  born.terms.kind = o.terms.kind;
  born.terms.fiat_code = o.terms.fiat_code;
  born.terms.payment_method = o.terms.payment_method;
  born.terms.premium = o.terms.premium;
  born.terms.created_at = c.now();
  born.terms.expires_at = o.terms.expires_at;
  born.terms.range_parent = o.id;
  if (rest > *o.terms.min_amount) {
    born.terms.min_amount = o.terms.min_amount;
    born.terms.max_amount = rest;
  } else {
    born.terms.fiat_amount = rest;
  }
  child_order out;
  auto welcome =
      order_message(born, action::new_order, as_offered(born), request_id, born.maker.trade_index);
  out.effects.push_back(send_message{born.maker.trade_key, born.maker.via, std::move(welcome)});
  out.effects.push_back(revision_of(born, order_status::pending, c.now()));
  out.born = std::move(born);
  return out;
}

} // namespace mostro::order_step
