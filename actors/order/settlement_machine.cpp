// SPDX-License-Identifier: MIT
//
// fiat-sent, release, and what follows a settled escrow, whoever had it settled:
// messages, the end of the dispute, the development fee, the start of the payout
// (T9-T12; spec 02 §4.1, §4.2, spec 03 §3.5).
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

/// M14-M16, and the remainder of a range order.
void tell_released(const context& c, draft& d, const trade& t, const settle_cause& why) {
  auto& o = c.before;
  d.tell(buyer_of(o, t), plain_message(o, action::released, std::nullopt));
  if (auto child = remainder_of(c, t, why.next_key, why.request_id))
    d.bear(std::move(*child));
  auto& seller = seller_of(o, t);
  d.tell(seller, plain_message(o, action::hold_invoice_payment_settled, why.request_id));
  d.tell(seller, plain_message(o, action::rate, std::nullopt));
}

/// M28 of admin-settle: the solver's request id is for the solver alone.
void tell_admin_settled(draft& d, const order& o, const trade& t, const solver_caller& by) {
  auto told = plain_message(o, action::admin_settled, by.request_id, by.trade_index);
  d.want(send_message{by.sender, by.via, told});
  told.request_id.reset();
  d.tell(seller_of(o, t), told);
  d.tell(buyer_of(o, t), told);
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

decision release(const context& c, const trade& t, const escrow& held,
                 const std::optional<next_trade>& announced, const release_requested& r) {
  auto& o = c.before;
  if (r.sender.trade_key != seller_of(o, t).trade_key)
    return refusal::invalid_peer;
  if (held.vanished)
    return refusal::not_allowed_by_status; // Nothing is left to settle.
  auto next = read_next_trade(r.payload);
  if (!next.readable)
    return ignored{};
  draft d{c};
  d.want(settle_hold_invoice{held.key.hash, held.key.preimage});
  // Sell: the maker is the seller and announces the key now; buy: at fiat-sent.
  auto next_key = maker_role(o) == trade_role::seller ? next.value : announced;
  if (!remainder_is_worth(c, t, r.price))
    next_key.reset();
  d.next.phase = settling_escrow{t, held, status_of(o), r.request_id, std::move(next_key)};
  return d.finish();
}

decision settle(const context& c, const trade& t, escrow e, const settle_cause& why) {
  auto& o = c.before;
  draft d{c};
  if (!why.asked)
    d.want(raise_alarm{"escrow-settled-unasked", "LND settled a hold invoice without our request"});
  if (why.by_admin)
    tell_admin_settled(d, o, t, *why.by_admin);
  else
    tell_released(c, d, t, why);
  if (auto* p = std::get_if<canceling_escrow>(&o.phase)) { // That wish came too late.
    if (p->by_admin)
      turn_down(d, p->by_admin->sender, p->by_admin->via, p->by_admin->request_id);
    else if (p->asked_by) {
      auto& who = *p->asked_by == trade_role::buyer ? buyer_of(o, t) : seller_of(o, t);
      turn_down(d, who.trade_key, who.via, p->request_id);
    }
  }
  close_dispute(c, d, dispute_status::settled);
  settled now;
  now.trade = t;
  now.escrow = std::move(e);
  now.payout.destination = t.buyer_invoice.value_or("");
  now.payout.request_id = why.request_id;
  d.next.phase = std::move(now);
  dispatch_payout(c, d);
  if (t.dev_fee.value > 0)
    d.want(owe_dev_fee{o.id, t.dev_fee});
  return d.finish();
}

decision settling_failed(const context& c, const settling_escrow& p) {
  auto& o = c.before;
  draft d{c};
  for (auto* who : {&seller_of(o, p.trade), &buyer_of(o, p.trade)})
    d.tell(*who, plain_message(o, action::hold_invoice_payment_canceled, std::nullopt));
  auto& seller = seller_of(o, p.trade);
  if (p.by_admin)
    turn_down(d, p.by_admin->sender, p.by_admin->via, p.by_admin->request_id);
  else
    turn_down(d, seller.trade_key, seller.via, p.request_id);
  d.want(
      raise_alarm{"release-found-no-escrow", "the hold invoice was canceled before the release"});
  auto held = p.held;
  held.vanished = true;
  if (p.shown == order_status::dispute)
    d.next.phase = disputed{p.trade, std::move(held), p.next};
  else
    d.next.phase = fiat_sent{p.trade, std::move(held), p.next};
  return d.finish();
}

void turn_down(draft& d, const public_key& to, transport via, std::optional<uint64_t> request) {
  auto sorry = plain_message(d.next, action::cant_do, request);
  sorry.wrapper = envelope::cant_do;
  sorry.payload = cant_do_payload{refusal::not_allowed_by_status};
  d.want(send_message{to, via, std::move(sorry)});
}

} // namespace mostro::order_step
