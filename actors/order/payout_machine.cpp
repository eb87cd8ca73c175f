// SPDX-License-Identifier: MIT
//
// Paying the buyer (T13-T16; spec 02 §4.3-§4.5). One claim at a time: while a
// claim is open nothing but a terminal answer about its payment hash moves it,
// so there is never a second payment hash beside an open one.
#include "actors/order/amount_rules.hpp"
#include "actors/order/destination_rules.hpp"
#include "actors/order/order_step.hpp"
#include "actors/planted_bugs.hpp"

#include <algorithm>

namespace mostro::order_step {

namespace {

settled& settled_of(draft& d) {
  auto* p = std::get_if<settled>(&d.next.phase);
  expects(p != nullptr, "a payout outside of settled-hold-invoice");
  return *p;
}

/// Failure bookkeeping of spec 02 §4.4: counts, tells the buyer, plans the retry.
void count_failure(const context& c, draft& d) {
  auto& p = settled_of(d);
  auto& pay = p.payout;
  auto limit = c.policy.payment_attempts;
  bool first = pay.attempts == 0;
  pay.attempts = pay.failed ? std::min(pay.attempts + 1, limit) : 1;
  pay.failed = true;
  pay.claim.reset();
  pay.resolving = false;
  bool exhausted = pay.attempts >= limit;
  pay.retry_at =
      exhausted ? std::optional<unix_time>{} : c.now() + c.policy.payment_retries_interval;
  auto& o = c.before;
  auto& buyer = buyer_of(o, p.trade);
  if (first)
    d.tell(buyer,
           payment_failed_message(o, limit - 1, c.policy.payment_retries_interval, pay.request_id));
  if (exhausted) {
    auto wanted = with_trade_keys(
        as_taken(o, p.trade, order_status::settled_hold_invoice, p.trade.payout_amount()), o,
        p.trade);
    wanted.buyer_invoice = pay.destination;
    d.tell(buyer, order_message(o, action::add_invoice, wanted, pay.request_id));
  }
  pay.request_id.reset(); // Later messages are not caused by the release any more.
}

/// Writes the claim; the payment itself is an effect that follows the commit.
void claim_and_pay(const context& c, draft& d, const std::string& text,
                   const bolt11::invoice& invoice) {
  auto& p = settled_of(d);
  auto amount = p.trade.payout_amount();
  p.payout.resolving = false;
  p.payout.retry_at.reset();
  p.payout.claim = payout_claim{invoice.payment_hash, text, ++p.payout.claims, c.now()};
  d.want(pay_invoice{invoice.payment_hash, text, amount, !invoice.amount,
                     routing_fee_limit(amount, c.policy.max_routing_fee), invoice.expires_at()});
}

} // namespace

void dispatch_payout(const context& c, draft& d) {
  auto& p = settled_of(d);
  auto& pay = p.payout;
  expects(!pay.claim && !pay.resolving, "a payout while one is open");
  if (is_address(pay.destination)) {
    pay.resolving = true;
    pay.retry_at.reset();
    d.want(resolve_destination{pay.destination, p.trade.payout_amount(), ++pay.claims});
    return;
  }
  auto invoice = bolt11::decode(pay.destination);
  bool amount_fits =
      invoice && (!invoice->amount || *invoice->amount == to_msats(p.trade.payout_amount()));
  if (!amount_fits) {
    count_failure(c, d);
    return;
  }
  claim_and_pay(c, d, pay.destination, *invoice);
}

decision swap_destination(const context& c, const settled& p, const invoice_offered& r) {
  auto& o = c.before;
  auto& buyer = buyer_of(o, p.trade);
  if (r.sender.trade_key != buyer.trade_key)
    return refusal::invalid_peer;
  if (!is_acceptable_destination(r.buyer_invoice, {p.trade.payout_amount()}, r.probe, c.now(),
                                 c.policy))
    return refusal::invalid_invoice;
  const bool is_open = p.payout.claim || p.payout.resolving;
  if (is_open && !planted::is(planted::bug::second_hash))
    return refusal::not_allowed_by_status;
  draft d{c};
  auto& pay = settled_of(d).payout;
  if (planted::is(planted::bug::second_hash)) {
    pay.claim.reset();
    pay.resolving = false;
  }
  pay.destination = r.buyer_invoice;
  pay.attempts = 0;
  pay.failed = true;
  pay.request_id.reset();
  d.tell(buyer, plain_message(o, action::invoice_updated, r.request_id));
  dispatch_payout(c, d);
  return d.finish();
}

decision destination_was_resolved(const context& c, const settled& p,
                                  const destination_resolved& f) {
  if (!p.payout.resolving || f.claims != p.payout.claims)
    return ignored{};
  draft d{c};
  auto invoice = bolt11::decode(f.bolt11);
  if (invoice && is_payable_invoice(*invoice, p.trade.payout_amount(), c.now(), c.policy))
    claim_and_pay(c, d, f.bolt11, *invoice);
  else
    count_failure(c, d);
  return d.finish();
}

decision destination_has_failed(const context& c, const settled& p, const destination_failed& f) {
  if (!p.payout.resolving || f.claims != p.payout.claims)
    return ignored{};
  draft d{c};
  count_failure(c, d);
  return d.finish();
}

decision payout_arrived(const context& c, const settled& p, const payout_succeeded& f) {
  if (!p.payout.claim || p.payout.claim->hash != f.hash)
    return ignored{raise_alarm{"payout-without-claim", "a payment succeeded that was not claimed"}};
  auto& o = c.before;
  auto& buyer = buyer_of(o, p.trade);
  draft d{c};
  d.next.phase = closed{order_status::success, p.trade, p.escrow, f.routing_fee, f.hash, p.ratings};
  d.tell(buyer, plain_message(o, action::purchase_completed, p.payout.request_id));
  d.tell(buyer, plain_message(o, action::rate, p.payout.request_id));
  d.publish(order_status::success);
  if (planted::is(planted::bug::double_child))
    if (auto child = remainder_of(c, p.trade, next_trade{o.maker.trade_key, 1}, std::nullopt))
      d.bear(std::move(*child));
  return d.finish();
}

decision payout_has_failed(const context& c, const settled& p, const payout_failed& f) {
  // A retry pays the same invoice again, so the hash alone does not tell which
  // attempt failed: only the answer to an outstanding payment closes its claim.
  if (!p.payout.claim || p.payout.claim->hash != f.hash || !c.event.answers)
    return ignored{};
  draft d{c};
  count_failure(c, d);
  return d.finish();
}

decision retry_payout(const context& c, const settled& p) {
  if (!p.payout.retry_at || c.now() < *p.payout.retry_at || p.payout.claim || p.payout.resolving)
    return ignored{};
  draft d{c};
  dispatch_payout(c, d);
  return d.finish();
}

} // namespace mostro::order_step
