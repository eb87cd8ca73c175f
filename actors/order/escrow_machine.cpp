// SPDX-License-Identifier: MIT
//
// While the escrow is waited for or held: acceptance (T6, T7), the end of the
// waiting time (T25, T26), an escrow that vanished (T31, T32), and an order that
// nobody took (T27).
#include "actors/order/order_step.hpp"
#include "messages/overloaded.hpp"

namespace mostro::order_step {

namespace {

decision to_active(const context& c, trade t, escrow held) {
  auto& o = c.before;
  draft d{c};
  auto to_seller = with_trade_keys(as_taken(o, t, order_status::active, t.hold_amount()), o, t);
  auto to_buyer = with_trade_keys(as_taken(o, t, order_status::active, t.payout_amount()), o, t);
  d.tell(seller_of(o, t), order_message(o, action::buyer_took_order, to_seller, t.request_id));
  d.tell(buyer_of(o, t),
         order_message(o, action::hold_invoice_payment_accepted, to_buyer, t.request_id));
  d.next.phase = active{std::move(t), std::move(held)};
  return d.finish();
}

/// The escrow of a phase that holds one.
escrow* held_in(order& o) {
  return std::visit(
      overloaded{
          [](active& p) -> escrow* { return &p.held; },
          [](fiat_sent& p) -> escrow* { return &p.held; },
          [](disputed& p) -> escrow* { return &p.held; },
          [](waiting_buyer_invoice& p) -> escrow* { return p.held ? &*p.held : nullptr; },
          [](auto&) -> escrow* { return nullptr; },
      },
      o.phase);
}

} // namespace

decision accept(const context& c, const trade& t, const escrow& e, const escrow_accepted& f) {
  auto& o = c.before;
  auto held = e;
  held.held_at = c.now();
  held.amount_paid = f.amount_paid;
  held.expires_at_height = f.expires_at_height;
  if (t.buyer_invoice)
    return to_active(c, t, std::move(held));
  draft d{c};
  auto waiting = t;
  waiting.duty_since = c.now();
  auto wanted = as_taken(o, t, order_status::waiting_buyer_invoice, t.payout_amount());
  wanted.created_at = o.terms.created_at.seconds;
  wanted.expires_at = o.terms.expires_at.seconds;
  d.tell(buyer_of(o, t), order_message(o, action::add_invoice, wanted, t.request_id));
  d.tell(seller_of(o, t), plain_message(o, action::waiting_buyer_invoice, t.request_id));
  d.tell(buyer_of(o, t), reputation_notice(o, action::add_invoice, t.taker_reputation));
  d.next.phase = waiting_buyer_invoice{std::move(waiting), std::move(held)};
  return d.finish();
}

decision learn_expiry(const context& c, const escrow& held, const escrow_accepted& f) {
  if (f.hash != held.key.hash || held.vanished || held.expires_at_height != 0 ||
      f.expires_at_height == 0)
    return ignored{};
  draft d{c};
  auto* kept = held_in(d.next);
  expects(kept != nullptr, "an expiry height without a held escrow");
  kept->expires_at_height = f.expires_at_height;
  return d.finish();
}

decision waiting_timed_out(const context& c, const trade& t, const escrow* e) {
  if (c.now() <= t.duty_since + c.policy.waiting_timeout)
    return ignored{};
  if (!e)
    return give_up_trade(c, t);
  draft d{c};
  auto shown = status_of(c.before);
  d.want(cancel_hold_invoice{e->key.hash, shown == order_status::waiting_payment});
  d.next.phase = canceling_escrow{t, *e, shown, cancel_cause::waiting_timeout};
  return d.finish();
}

decision escrow_vanished(const context& c, const trade& t) {
  auto& o = c.before;
  bool is_active = std::holds_alternative<active>(o.phase);
  draft d{c};
  for (auto* who : {&seller_of(o, t), &buyer_of(o, t)})
    d.tell(*who, plain_message(o, action::hold_invoice_payment_canceled, std::nullopt));
  d.want(raise_alarm{"escrow-vanished", "LND canceled the hold invoice of a running trade"});
  if (is_active) {
    for (auto* who : {&seller_of(o, t), &buyer_of(o, t)})
      d.tell(*who, plain_message(o, action::canceled, std::nullopt));
    d.next.phase = closed{order_status::canceled, t, std::nullopt, {}, std::nullopt};
    d.publish(order_status::canceled);
  } else if (auto* held = held_in(d.next)) {
    held->vanished = true;
  }
  return d.finish();
}

decision expire(const context& c) {
  if (c.now() < c.before.terms.expires_at)
    return ignored{};
  draft d{c};
  d.next.phase = closed{order_status::expired, std::nullopt, std::nullopt, {}, std::nullopt};
  d.publish(order_status::canceled);
  return d.finish();
}

} // namespace mostro::order_step
