// SPDX-License-Identifier: MIT
//
// Disputes (spec 03 §2, §3): opening, taking, and the solver's verdict. A verdict
// is an intent towards Lightning first; the dispute is closed with its answer.
#include "actors/order/dispute_messages_mapper.hpp"
#include "actors/order/dispute_rules.hpp"
#include "actors/order/order_step.hpp"

namespace mostro::order_step {

namespace {

/// Steps 2 and 3 of the gate (spec 03 §3.4): does the dispute belong to who decides it?
std::optional<refusal> unassigned(const context& c, const solver_caller& by) {
  auto& d = c.before.dispute;
  if (!d || d->solver != by.identity) {
    bool operators = d && d->status == dispute_status::in_progress && d->solver &&
                     d->solver == c.policy.node_key;
    return operators ? refusal::dispute_taken_by_admin : refusal::is_not_your_dispute;
  }
  if (by.standing != solver_standing::admin && by.standing != solver_standing::read_write)
    return refusal::not_authorized;
  return std::nullopt;
}

/// Step 6: null is "slash nobody". No bond is ever locked here, so none can be slashed.
/// None when the payload may pass.
std::optional<decision> judge_resolution(const payload& p) {
  if (std::holds_alternative<std::monostate>(p))
    return std::nullopt;
  auto* wanted = std::get_if<bond_resolution_payload>(&p);
  if (!wanted)
    return ignored{}; // The shape rules of the intake drop it.
  if (wanted->slash_buyer || wanted->slash_seller)
    return refusal::invalid_payload;
  return std::nullopt;
}

} // namespace

decision open_dispute(const context& c, const trade& t, const escrow& held,
                      const std::optional<next_trade>& next, const dispute_requested& r) {
  auto& o = c.before;
  if (o.dispute)
    return refusal::not_allowed_by_status; // One dispute per order, also when it is over.
  auto& buyer = buyer_of(o, t);
  auto& seller = seller_of(o, t);
  bool is_buyer = r.sender.trade_key == buyer.trade_key;
  if (!is_buyer && r.sender.trade_key != seller.trade_key)
    return refusal::invalid_pubkey;
  if (!c.event.fresh_dispute)
    return refusal::dispute_creation_error;
  auto& id = *c.event.fresh_dispute;
  draft d{c};
  d.tell(is_buyer ? seller : buyer,
         dispute_initiated_message(o, action::dispute_initiated_by_peer, id, r.request_id));
  d.tell(r.sender,
         dispute_initiated_message(o, action::dispute_initiated_by_you, id, r.request_id));
  file_dispute(c, d, status_of(o), is_buyer ? trade_role::buyer : trade_role::seller);
  d.next.phase = disputed{t, held, next};
  return d.finish();
}

void file_dispute(const context& c, draft& d, order_status previous, trade_role initiator) {
  auto& filed = d.next.dispute;
  if (!filed && !c.event.fresh_dispute)
    return;
  if (!filed || is_over(filed->status)) {
    dispute opened;
    opened.id = filed ? filed->id : *c.event.fresh_dispute;
    opened.created_at = filed ? filed->created_at : c.now();
    opened.last_stamp = filed ? filed->last_stamp : unix_time{};
    opened.previous = previous;
    opened.initiator = initiator;
    filed = opened;
  }
  d.want(revision_of(*filed, c.now()));
}

void close_dispute(const context& c, draft& d, dispute_status how) {
  auto& filed = d.next.dispute;
  if (!filed || is_over(filed->status))
    return;
  filed->status = how; // The solver stays: the record tells who had it.
  d.want(revision_of(*filed, c.now()));
}

decision take_dispute(const context& c, const dispute_take_requested& r) {
  auto& o = c.before;
  auto* t = trade_of(o);
  if (!o.dispute || !t)
    return refusal::not_found;
  auto& by = r.by;
  if (!may_take(*o.dispute, by.identity, by.standing, r.holder))
    return refusal::invalid_pubkey;
  draft d{c};
  auto& taken = *d.next.dispute;
  taken.status = dispute_status::in_progress;
  taken.solver = by.identity;
  taken.taken_at = c.now();
  auto info = as_solver_sees(o, *t, taken, r.buyer_reputation, r.seller_reputation);
  d.want(send_message{by.identity, by.via,
                      dispute_taken_by_you(taken, std::move(info), by.request_id)});
  for (auto* who : {&buyer_of(o, *t), &seller_of(o, *t)})
    d.tell(*who, dispute_taken_by(o, by.identity, by.request_id));
  d.want(revision_of(taken, c.now()));
  return d.finish();
}

decision settle_by_admin(const context& c, const disputed& p, const admin_settle_requested& r) {
  if (auto why = unassigned(c, r.by))
    return *why;
  if (auto stopped = judge_resolution(r.payload))
    return *stopped;
  if (p.held.vanished)
    return refusal::not_allowed_by_status; // Nothing is left to settle.
  draft d{c};
  d.want(settle_hold_invoice{p.held.key.hash, p.held.key.preimage});
  settling_escrow intent{p.trade, p.held, order_status::dispute, std::nullopt, p.next};
  intent.by_admin = r.by;
  d.next.phase = std::move(intent);
  return d.finish();
}

decision cancel_by_admin(const context& c, const disputed& p, const admin_cancel_requested& r) {
  if (auto why = unassigned(c, r.by))
    return *why;
  if (auto stopped = judge_resolution(r.payload))
    return *stopped;
  canceling_escrow intent{p.trade, p.held, order_status::dispute, cancel_cause::admin_cancel};
  intent.by_admin = r.by;
  intent.next = p.next;
  if (p.held.vanished) // LND has canceled it before: settle and cancel never meet.
    return escrow_was_canceled(c, intent);
  draft d{c};
  d.want(cancel_hold_invoice{p.held.key.hash});
  d.next.phase = std::move(intent);
  return d.finish();
}

decision refuse_admin(const context& c, const solver_caller& by, bool settle) {
  if (auto why = unassigned(c, by))
    return *why;
  auto& o = c.before;
  auto status = status_of(o);
  if (status == order_status::cooperatively_canceled) {
    draft d{c};
    d.want(send_message{
        by.identity, by.via,
        plain_message(o, action::cooperative_cancel_accepted, by.request_id, by.trade_index)});
    return d.finish();
  }
  // A release, a cancel or a verdict is on its way to Lightning.
  bool under_way = status == order_status::dispute;
  return settle && !under_way ? refusal::invalid_order_status : refusal::not_allowed_by_status;
}

} // namespace mostro::order_step
