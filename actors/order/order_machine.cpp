// SPDX-License-Identifier: MIT
//
// The dispatcher: one overload per allowed (phase, fact), grouped by phase; the
// catch-alls at the end refuse requests and ignore late news.
// tests/vectors/order_matrix.txt lists what every pair does.
#include "actors/order/order_step.hpp"

#include <algorithm>

namespace mostro {

namespace order_step {

draft& draft::use_index(const party& who) {
  if (!who.is_private() && who.trade_index && *who.trade_index >= 1)
    uses_index_ = std::pair{who.identity, *who.trade_index};
  return *this;
}

namespace {

/// Keeps what LND says was paid; its answer to a settle does not repeat the amount.
escrow with_paid(escrow e, const escrow_settled& f) {
  if (f.amount_paid.value > 0)
    e.amount_paid = f.amount_paid;
  return e;
}

// -- pending --------------------------------------------------------------------

decision on(const context& c, const pending&, const take_requested& r) { return take(c, r); }

decision on(const context& c, const pending&, const cancel_requested& r) {
  if (r.sender.trade_key != c.before.maker.trade_key)
    return refuse(c, r);
  return cancel_pending(c, r.sender, r.request_id);
}

decision on(const context& c, const pending&, const deadline_reached&) { return expire(c); }

// -- opening_escrow -----------------------------------------------------------------

decision on(const context& c, const opening_escrow& p, const escrow_opened& f) {
  return escrow_was_opened(c, p, f);
}

decision on(const context& c, const opening_escrow& p, const escrow_refused& f) {
  return escrow_was_refused(c, p, f);
}

// -- waiting_payment ------------------------------------------------------------------

decision on(const context& c, const waiting_payment& p, const escrow_accepted& f) {
  if (f.hash != p.open.key.hash)
    return ignored{};
  return accept(c, p.trade, p.open, f.amount_paid);
}

decision on(const context& c, const waiting_payment& p, const escrow_settled& f) {
  if (f.hash != p.open.key.hash)
    return ignored{};
  return settle(c, p.trade, with_paid(p.open, f), std::nullopt, std::nullopt, false);
}

decision on(const context& c, const waiting_payment& p, const deadline_reached&) {
  return waiting_timed_out(c, p.trade, &p.open);
}

// -- waiting_buyer_invoice ------------------------------------------------------------

decision on(const context& c, const waiting_buyer_invoice& p, const invoice_offered& r) {
  return add_invoice(c, p, r);
}

decision on(const context& c, const waiting_buyer_invoice& p, const escrow_settled& f) {
  if (!p.held || f.hash != p.held->key.hash)
    return ignored{};
  return settle(c, p.trade, with_paid(*p.held, f), std::nullopt, std::nullopt, false);
}

decision on(const context& c, const waiting_buyer_invoice& p, const escrow_canceled& f) {
  if (!p.held || f.hash != p.held->key.hash)
    return ignored{};
  return give_up_trade(c, p.trade); // The seller has the sats back: the trade cannot go on.
}

decision on(const context& c, const waiting_buyer_invoice& p, const deadline_reached&) {
  return waiting_timed_out(c, p.trade, p.held ? &*p.held : nullptr);
}

// -- active -----------------------------------------------------------------------------

decision on(const context& c, const active& p, const fiat_sent_claimed& r) {
  return mark_fiat_sent(c, p, r);
}

decision on(const context& c, const active& p, const escrow_settled& f) {
  if (f.hash != p.held.key.hash)
    return ignored{};
  return settle(c, p.trade, with_paid(p.held, f), std::nullopt, std::nullopt, false);
}

decision on(const context& c, const active& p, const escrow_canceled& f) {
  if (f.hash != p.held.key.hash)
    return ignored{};
  return escrow_vanished(c, p.trade);
}

// -- fiat_sent ----------------------------------------------------------------------------

decision on(const context& c, const fiat_sent& p, const release_requested& r) {
  return release(c, p, r);
}

decision on(const context& c, const fiat_sent& p, const escrow_settled& f) {
  if (f.hash != p.held.key.hash)
    return ignored{};
  // A taker may announce a key at fiat-sent too: only the maker's makes a child.
  auto next_key = maker_role(c.before) == trade_role::buyer ? p.next : std::nullopt;
  return settle(c, p.trade, with_paid(p.held, f), std::nullopt, next_key, false);
}

decision on(const context& c, const fiat_sent& p, const escrow_canceled& f) {
  if (f.hash != p.held.key.hash || p.held.vanished)
    return ignored{};
  return escrow_vanished(c, p.trade);
}

// -- settling_escrow --------------------------------------------------------------------

decision on(const context& c, const settling_escrow& p, const escrow_settled& f) {
  if (f.hash != p.held.key.hash)
    return ignored{};
  return settle(c, p.trade, p.held, p.request_id, p.next, true);
}

decision on(const context& c, const settling_escrow& p, const escrow_canceled& f) {
  // Only LND's answer to our settle decides; news of the stream may be older.
  if (f.hash != p.held.key.hash || !c.event.answers)
    return ignored{};
  return settling_failed(c, p);
}

// -- canceling_escrow -------------------------------------------------------------------

decision on(const context& c, const canceling_escrow& p, const escrow_canceled& f) {
  if (f.hash != p.escrow.key.hash || !c.event.answers)
    return ignored{};
  return give_up_trade(c, p.trade);
}

decision on(const context& c, const canceling_escrow& p, const escrow_accepted& f) {
  // The guard found the payment that was under way when the time ran out.
  if (f.hash != p.escrow.key.hash || !c.event.answers || p.shown != order_status::waiting_payment)
    return ignored{};
  return accept(c, p.trade, p.escrow, f.amount_paid);
}

decision on(const context& c, const canceling_escrow& p, const escrow_settled& f) {
  if (f.hash != p.escrow.key.hash)
    return ignored{};
  return settle(c, p.trade, with_paid(p.escrow, f), std::nullopt, std::nullopt, false);
}

// -- settled ------------------------------------------------------------------------------

decision on(const context& c, const settled& p, const invoice_offered& r) {
  return swap_destination(c, p, r);
}

decision on(const context& c, const settled& p, const destination_resolved& f) {
  return destination_was_resolved(c, p, f);
}

decision on(const context& c, const settled& p, const destination_failed& f) {
  return destination_has_failed(c, p, f);
}

decision on(const context& c, const settled& p, const payout_succeeded& f) {
  return payout_arrived(c, p, f);
}

decision on(const context& c, const settled& p, const payout_failed& f) {
  return payout_has_failed(c, p, f);
}

decision on(const context& c, const settled& p, const deadline_reached&) {
  return retry_payout(c, p);
}

// -- everything else ------------------------------------------------------------------------

template <class Phase, class Fact>
decision on(const context& c, const Phase&, const Fact& fact) {
  if constexpr (requires { refuse(c, fact); })
    return refuse(c, fact);
  else
    return ignored{};
}

} // namespace

} // namespace order_step

decision decide(const order& o, const order_event& e, const order_policy& policy) {
  order_step::context c{o, e, policy};
  return std::visit(
      [&c](const auto& phase, const auto& fact) { return order_step::on(c, phase, fact); }, o.phase,
      e.what);
}

std::optional<unix_time> deadline_of(const order& o, const order_policy& policy) {
  if (std::holds_alternative<pending>(o.phase))
    return o.terms.expires_at;
  auto duty = policy.waiting_timeout + seconds{1};
  if (auto* p = std::get_if<waiting_payment>(&o.phase))
    return p->trade.duty_since + duty;
  if (auto* p = std::get_if<waiting_buyer_invoice>(&o.phase))
    return p->trade.duty_since + duty;
  if (auto* p = std::get_if<settled>(&o.phase))
    return p->payout.retry_at;
  return std::nullopt;
}

} // namespace mostro
