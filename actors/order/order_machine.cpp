// SPDX-License-Identifier: MIT
//
// The dispatcher: one overload per allowed (phase, fact), grouped by phase; the
// catch-alls at the end refuse requests and ignore late news.
// tests/vectors/order_matrix.txt lists what every pair does.
#include "actors/order/order_step.hpp"

#include <concepts>

namespace mostro {

namespace order_step {

draft& draft::use_index(const party& who) {
  if (!who.is_private() && who.trade_index && *who.trade_index >= 1)
    uses_index_ = std::pair{who.identity, *who.trade_index};
  return *this;
}

namespace {

/// The phases of a running trade: the escrow is held, the parties know each other.
template <class Phase>
concept running =
    std::same_as<Phase, active> || std::same_as<Phase, fiat_sent> || std::same_as<Phase, disputed>;

/// Keeps what LND says was paid; its answer to a settle does not repeat the amount.
escrow with_paid(escrow e, const escrow_settled& f) {
  if (f.amount_paid.value > 0)
    e.amount_paid = f.amount_paid;
  return e;
}

settle_cause unasked(std::optional<next_trade> next_key = {}) {
  return {false, std::nullopt, std::move(next_key), std::nullopt};
}

/// What the buyer announced at fiat-sent.
template <running Phase>
std::optional<next_trade> announced(const Phase& p) {
  if constexpr (std::same_as<Phase, active>)
    return std::nullopt;
  else
    return p.next;
}

/// A taker may announce a key at fiat-sent too: only the maker's makes a child.
std::optional<next_trade> makers_key(const context& c, const std::optional<next_trade>& key) {
  return maker_role(c.before) == trade_role::buyer ? key : std::nullopt;
}

// -- pending --------------------------------------------------------------------

decision on(const context& c, const pending&, const take_requested& r) { return take(c, r); }

decision on(const context& c, const pending&, const cancel_requested& r) {
  return cancel_pending(c, r);
}

decision on(const context& c, const pending&, const trade_key_changed& r) {
  return change_trade_key(c, r);
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
  return accept(c, p.trade, p.open, f);
}

decision on(const context& c, const waiting_payment& p, const cancel_requested& r) {
  return cancel_waiting(c, p.trade, &p.open, r);
}

decision on(const context& c, const waiting_payment& p, const escrow_settled& f) {
  if (f.hash != p.open.key.hash)
    return ignored{};
  return settle(c, p.trade, with_paid(p.open, f), unasked());
}

decision on(const context& c, const waiting_payment& p, const deadline_reached&) {
  return waiting_timed_out(c, p.trade, &p.open);
}

// -- waiting_buyer_invoice ------------------------------------------------------------

decision on(const context& c, const waiting_buyer_invoice& p, const invoice_offered& r) {
  return add_invoice(c, p, r);
}

decision on(const context& c, const waiting_buyer_invoice& p, const cancel_requested& r) {
  return cancel_waiting(c, p.trade, p.held ? &*p.held : nullptr, r);
}

decision on(const context& c, const waiting_buyer_invoice& p, const escrow_accepted& f) {
  return p.held ? learn_expiry(c, *p.held, f) : ignored{};
}

decision on(const context& c, const waiting_buyer_invoice& p, const escrow_settled& f) {
  if (!p.held || f.hash != p.held->key.hash)
    return ignored{};
  return settle(c, p.trade, with_paid(*p.held, f), unasked());
}

decision on(const context& c, const waiting_buyer_invoice& p, const escrow_canceled& f) {
  if (!p.held || f.hash != p.held->key.hash)
    return ignored{};
  return give_up_trade(c, p.trade); // The seller has the sats back: the trade cannot go on.
}

decision on(const context& c, const waiting_buyer_invoice& p, const deadline_reached&) {
  return waiting_timed_out(c, p.trade, p.held ? &*p.held : nullptr);
}

// -- active, fiat_sent, disputed ----------------------------------------------------------

decision on(const context& c, const active& p, const fiat_sent_claimed& r) {
  return mark_fiat_sent(c, p, r);
}

template <running Phase>
requires(!std::same_as<Phase, disputed>) decision
    on(const context& c, const Phase& p, const dispute_requested& r) {
  return open_dispute(c, p.trade, p.held, announced(p), r);
}

template <running Phase>
requires(!std::same_as<Phase, active>) decision
    on(const context& c, const Phase& p, const release_requested& r) {
  return release(c, p.trade, p.held, p.next, r);
}

decision on(const context& c, const disputed& p, const admin_settle_requested& r) {
  return settle_by_admin(c, p, r);
}

decision on(const context& c, const disputed& p, const admin_cancel_requested& r) {
  return cancel_by_admin(c, p, r);
}

template <running Phase>
decision on(const context& c, const Phase& p, const cancel_requested& r) {
  return cancel_running(c, p.trade, p.held, announced(p), r);
}

template <running Phase>
decision on(const context& c, const Phase& p, const escrow_accepted& f) {
  return learn_expiry(c, p.held, f);
}

template <running Phase>
decision on(const context& c, const Phase& p, const escrow_settled& f) {
  if (f.hash != p.held.key.hash)
    return ignored{};
  return settle(c, p.trade, with_paid(p.held, f), unasked(makers_key(c, announced(p))));
}

template <running Phase>
decision on(const context& c, const Phase& p, const escrow_canceled& f) {
  if (f.hash != p.held.key.hash || p.held.vanished)
    return ignored{};
  return escrow_vanished(c, p.trade);
}

template <running Phase>
decision on(const context& c, const Phase& p, const chain_observed& f) {
  return guard(c, p, f);
}

// -- settling_escrow --------------------------------------------------------------------

decision on(const context& c, const settling_escrow& p, const escrow_settled& f) {
  if (f.hash != p.held.key.hash)
    return ignored{};
  return settle(c, p.trade, p.held, {true, p.request_id, p.next, p.by_admin});
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
  return escrow_was_canceled(c, p);
}

decision on(const context& c, const canceling_escrow& p, const escrow_accepted& f) {
  if (f.hash != p.escrow.key.hash || !c.event.answers)
    return ignored{};
  // The guard found the payment that was under way when the time ran out.
  if (p.cause == cancel_cause::waiting_timeout && p.shown == order_status::waiting_payment)
    return accept(c, p.trade, p.escrow, f);
  return cancel_again(c, p);
}

decision on(const context& c, const canceling_escrow& p, const escrow_settled& f) {
  if (f.hash != p.escrow.key.hash)
    return ignored{};
  return settle(c, p.trade, with_paid(p.escrow, f), unasked(makers_key(c, p.next)));
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

decision on(const context& c, const settled& p, const rating_given& r) {
  return rate(c, p.trade, p.ratings, r);
}

// -- closed -------------------------------------------------------------------------------

decision on(const context& c, const closed& p, const rating_given& r) {
  if (p.status != order_status::success || !p.trade)
    return refuse(c, r);
  return rate(c, *p.trade, p.ratings, r);
}

// -- every phase ----------------------------------------------------------------------------

template <class Phase>
decision on(const context& c, const Phase&, const dispute_take_requested& r) {
  return take_dispute(c, r);
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
