// SPDX-License-Identifier: MIT
//
// fiat-sent, release, and what follows a settled escrow: messages, the remainder
// of a range order, the start of the payout (T9, T10; spec 02 §4.1, §4.2, §5).
#include "actors/order/order_step.hpp"

namespace mostro::order_step {

namespace {

/// The `next_trade` accessor: null is none, a next trade is used, anything else
/// is payload trouble (spec 02 §0.4).
struct next_trade_reading {
  bool readable = true;
  std::optional<next_trade> value;
};

next_trade_reading read_next_trade(const payload& p) {
  if (std::holds_alternative<std::monostate>(p))
    return {};
  auto* stated = std::get_if<next_trade_payload>(&p);
  if (!stated)
    return {false, {}};
  auto key = public_key::from_hex(stated->pubkey);
  if (!key)
    return {false, {}};
  return {true, next_trade{*key, stated->index}};
}

} // namespace

const party& buyer_of(const order& o, const trade& t) {
  return maker_role(o) == trade_role::buyer ? o.maker : t.taker;
}

const party& seller_of(const order& o, const trade& t) {
  return maker_role(o) == trade_role::seller ? o.maker : t.taker;
}

decision mark_fiat_sent(const context& c, const active& p, const fiat_sent_claimed& r) {
  auto& o = c.before;
  auto& buyer = buyer_of(o, p.trade);
  auto& seller = seller_of(o, p.trade);
  if (r.sender.trade_key != buyer.trade_key)
    return refusal::invalid_pubkey;
  auto next = read_next_trade(r.payload);
  if (!next.readable)
    return ignored{};
  draft d{c};
  d.tell(seller, fiat_sent_ok_message(o, buyer, std::nullopt));
  d.tell(buyer, fiat_sent_ok_message(o, seller, r.request_id));
  d.next.phase = fiat_sent{p.trade, p.held, o.terms.is_range() ? next.value : std::nullopt};
  return d.finish();
}

decision release(const context& c, const fiat_sent& p, const release_requested& r) {
  auto& o = c.before;
  if (r.sender.trade_key != seller_of(o, p.trade).trade_key)
    return refusal::invalid_peer;
  if (p.held.vanished)
    return refusal::not_allowed_by_status; // Nothing is left to settle.
  auto next = read_next_trade(r.payload);
  if (!next.readable)
    return ignored{};
  draft d{c};
  d.want(settle_hold_invoice{p.held.key.hash, p.held.key.preimage});
  // Sell: the maker is the seller and announces the key now; buy: at fiat-sent.
  auto next_key = maker_role(o) == trade_role::seller ? next.value : p.next;
  d.next.phase =
      settling_escrow{p.trade, p.held, order_status::fiat_sent, r.request_id, std::move(next_key)};
  return d.finish();
}

decision settle(const context& c, const trade& t, escrow e, std::optional<uint64_t> request_id,
                const std::optional<next_trade>& next_key, bool by_release) {
  auto& o = c.before;
  draft d{c};
  if (!by_release)
    d.want(raise_alarm{"escrow-settled-unasked", "LND settled a hold invoice without our request"});
  d.tell(buyer_of(o, t), plain_message(o, action::released, std::nullopt));
  if (auto child = remainder_of(c, t, next_key, request_id))
    d.bear(std::move(*child));
  auto& seller = seller_of(o, t);
  d.tell(seller, plain_message(o, action::hold_invoice_payment_settled, request_id));
  d.tell(seller, plain_message(o, action::rate, std::nullopt));
  settled now;
  now.trade = t;
  now.escrow = std::move(e);
  now.payout.destination = t.buyer_invoice.value_or("");
  now.payout.request_id = request_id;
  d.next.phase = std::move(now);
  dispatch_payout(c, d);
  return d.finish();
}

decision settling_failed(const context& c, const settling_escrow& p) {
  auto& o = c.before;
  draft d{c};
  for (auto* who : {&seller_of(o, p.trade), &buyer_of(o, p.trade)})
    d.tell(*who, plain_message(o, action::hold_invoice_payment_canceled, std::nullopt));
  d.want(
      raise_alarm{"release-found-no-escrow", "the hold invoice was canceled before the release"});
  auto held = p.held;
  held.vanished = true;
  d.next.phase = fiat_sent{p.trade, std::move(held), p.next};
  return d.finish();
}

std::optional<child_order> remainder_of(const context& c, const trade& t,
                                        const std::optional<next_trade>& next_key,
                                        std::optional<uint64_t> request_id) {
  auto& o = c.before;
  if (!o.terms.is_range() || !next_key || !c.event.fresh_child || o.terms.expires_at <= c.now())
    return std::nullopt;
  auto rest = *o.terms.max_amount - t.fiat_amount;
  if (rest < *o.terms.min_amount || rest <= 0)
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
