// SPDX-License-Identifier: MIT
//
// What a request meets when the order's phase does not allow it: the table of
// spec 02 §9.2, with not_allowed_by_status wherever the reference stays silent
// because of state (decision 4). The first matching rule wins.
#include "actors/order/amount_rules.hpp"
#include "actors/order/destination_rules.hpp"
#include "actors/order/order_step.hpp"

namespace mostro::order_step {

namespace {

/// True while LND is being asked something: every conflicting request waits for
/// nobody and is refused (spec 02 §10.3).
bool has_intent(const order& o) {
  return std::holds_alternative<opening_escrow>(o.phase) ||
         std::holds_alternative<settling_escrow>(o.phase) ||
         std::holds_alternative<canceling_escrow>(o.phase);
}

bool is_party(const order& o, const public_key& key) {
  auto* t = trade_of(o);
  return key == o.maker.trade_key || (t && key == t->taker.trade_key);
}

bool is_canceled(order_status s) {
  return s == order_status::canceled || s == order_status::canceled_by_admin ||
         s == order_status::cooperatively_canceled;
}

bool is_running(order_status s) {
  return s == order_status::active || s == order_status::fiat_sent || s == order_status::dispute;
}

} // namespace

decision refuse(const context& c, const take_requested& r) {
  if (r.wanted != c.before.terms.kind)
    return refusal::invalid_order_kind;
  // A take that lost the race against one that is still being set up.
  if (auto* p = std::get_if<opening_escrow>(&c.before.phase); p && !p->after_add_invoice)
    return refusal::not_allowed_by_status;
  return refusal::invalid_order_status;
}

decision refuse(const context& c, const invoice_offered& r) {
  auto& o = c.before;
  auto buyer = party_of(o, trade_role::buyer);
  if (!buyer)
    return refusal::not_allowed_by_status;
  if (r.sender.trade_key != buyer->trade_key)
    return refusal::invalid_peer;
  expected_amount expected;
  if (auto* t = trade_of(o))
    expected.exactly = t->payout_amount();
  else if (!o.terms.is_market_priced())
    expected.exactly = o.terms.amount - fee_of(o.terms.amount, c.policy.fee);
  if (!is_acceptable_destination(r.buyer_invoice, expected, r.probe, c.now(), c.policy))
    return refusal::invalid_invoice;
  return refusal::not_allowed_by_status;
}

decision refuse(const context& c, const fiat_sent_claimed&) {
  return has_intent(c.before) ? refusal::not_allowed_by_status : refusal::invalid_order_status;
}

decision refuse(const context& c, const release_requested& r) {
  auto* t = trade_of(c.before);
  if (!t)
    return refusal::not_allowed_by_status;
  if (r.sender.trade_key != seller_of(c.before, *t).trade_key)
    return refusal::invalid_peer;
  return refusal::not_allowed_by_status;
}

decision refuse(const context& c, const cancel_requested& r) {
  auto& o = c.before;
  auto status = status_of(o);
  if (is_canceled(status))
    return refusal::order_already_canceled;
  bool party = is_party(o, r.sender.trade_key);
  if (status == order_status::pending && !party)
    return refusal::is_not_your_order;
  bool taken = is_running(status) || status == order_status::waiting_payment ||
               status == order_status::waiting_buyer_invoice;
  if (taken && !party)
    return refusal::invalid_pubkey;
  return refusal::not_allowed_by_status;
}

/// One dispute per order: an existing one, even when it is over, refuses everybody.
decision refuse(const context& c, const dispute_requested& r) {
  auto& o = c.before;
  if (!o.dispute && is_running(status_of(o)) && !is_party(o, r.sender.trade_key))
    return refusal::invalid_pubkey;
  return refusal::not_allowed_by_status;
}

decision refuse(const context& c, const rating_given&) {
  return trade_of(c.before) ? refusal::invalid_order_status : refusal::not_allowed_by_status;
}

decision refuse(const context& c, const trade_key_changed&) {
  return status_of(c.before) == order_status::pending ? refusal::not_allowed_by_status
                                                      : refusal::invalid_order_status;
}

decision refuse(const context&, const bond_invoice_offered&) {
  return refusal::not_allowed_by_status;
}

decision refuse(const context& c, const admin_settle_requested& r) {
  return refuse_admin(c, r.by, true);
}

decision refuse(const context& c, const admin_cancel_requested& r) {
  return refuse_admin(c, r.by, false);
}

} // namespace mostro::order_step
