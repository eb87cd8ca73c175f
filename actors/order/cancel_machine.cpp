// SPDX-License-Identifier: MIT
//
// Cancels and their ends (T17, T19-T22, T24-T26, T29; spec 02 §6.1, spec 03 §1).
// Where a hold invoice exists the wish becomes an intent: nothing is told and no
// status changes before LND has answered. A maker may also change its key here.
#include "actors/order/order_step.hpp"

namespace mostro::order_step {

namespace {

/// True when the party that let its time pass is the taker (spec 02 §6.1).
bool taker_failed(const order& o) {
  bool waiting_for_payment = status_of(o) == order_status::waiting_payment;
  return (o.terms.kind == order_kind::buy) == waiting_for_payment;
}

/// M22: the order as it was before the take, the maker's own invoice included.
void offer_again(draft& d, const order& o, std::optional<uint64_t> request_id) {
  d.next.phase = pending{};
  auto offered = as_offered(d.next);
  auto maker_key = o.maker.trade_key.hex();
  (o.terms.kind == order_kind::sell ? offered.seller_trade_pubkey : offered.buyer_trade_pubkey) =
      maker_key;
  d.tell(o.maker, order_message(o, action::new_order, offered, request_id));
}

void close_as(draft& d, order_status status, const trade& t) {
  d.next.phase = closed{status, t, std::nullopt, {}, std::nullopt};
  d.publish(order_status::canceled);
}

/// T19.
decision taker_left(const context& c, const trade& t, std::optional<uint64_t> request_id) {
  draft d{c};
  d.tell(t.taker, plain_message(c.before, action::canceled, request_id));
  offer_again(d, c.before, request_id);
  d.publish(order_status::pending);
  return d.finish();
}

/// T20.
decision maker_left(const context& c, const trade& t, std::optional<uint64_t> request_id) {
  draft d{c};
  d.tell(c.before.maker, plain_message(c.before, action::canceled, request_id));
  d.tell(t.taker, plain_message(c.before, action::canceled, std::nullopt));
  close_as(d, order_status::canceled, t);
  return d.finish();
}

/// T29.
decision guardian_canceled(const context& c, const trade& t) {
  auto& o = c.before;
  draft d{c};
  for (auto* who : {&seller_of(o, t), &buyer_of(o, t)})
    d.tell(*who, plain_message(o, action::canceled, std::nullopt));
  close_as(d, order_status::canceled, t);
  return d.finish();
}

/// T22.
decision both_left(const context& c, const canceling_escrow& p) {
  auto& o = c.before;
  auto& t = p.trade;
  bool buyer_asked = p.asked_by == trade_role::buyer;
  auto& second = buyer_asked ? buyer_of(o, t) : seller_of(o, t);
  auto& first = buyer_asked ? seller_of(o, t) : buyer_of(o, t);
  draft d{c};
  d.tell(second, plain_message(o, action::cooperative_cancel_accepted, p.request_id));
  d.tell(first, plain_message(o, action::cooperative_cancel_accepted, std::nullopt));
  close_as(d, order_status::cooperatively_canceled, t);
  close_dispute(c, d, dispute_status::seller_refunded);
  return d.finish();
}

/// T24.
decision solver_canceled(const context& c, const canceling_escrow& p) {
  auto& o = c.before;
  expects(p.by_admin.has_value(), "an admin-cancel without its solver");
  auto& by = *p.by_admin;
  auto told = plain_message(o, action::admin_canceled, by.request_id, by.trade_index);
  draft d{c};
  d.want(send_message{by.sender, by.via, told});
  d.tell(seller_of(o, p.trade), told);
  d.tell(buyer_of(o, p.trade), told);
  close_as(d, order_status::canceled_by_admin, p.trade);
  close_dispute(c, d, dispute_status::seller_refunded);
  return d.finish();
}

decision intend_cancel(draft& d, canceling_escrow intent) {
  d.want(cancel_hold_invoice{intent.escrow.key.hash});
  d.next.phase = std::move(intent);
  return d.finish();
}

/// The trade inside a running phase.
trade& running_trade(order& o) {
  if (auto* p = std::get_if<active>(&o.phase))
    return p->trade;
  if (auto* p = std::get_if<fiat_sent>(&o.phase))
    return p->trade;
  auto* p = std::get_if<disputed>(&o.phase);
  expects(p != nullptr, "a cooperative cancel outside of a running trade");
  return p->trade;
}

} // namespace

decision cancel_pending(const context& c, const cancel_requested& r) {
  if (r.sender.trade_key != c.before.maker.trade_key)
    return refuse(c, r);
  draft d{c};
  d.tell(r.sender, plain_message(c.before, action::canceled, r.request_id));
  d.next.phase = closed{order_status::canceled, std::nullopt, std::nullopt, {}, std::nullopt};
  d.publish(order_status::canceled);
  return d.finish();
}

decision cancel_waiting(const context& c, const trade& t, const escrow* e,
                        const cancel_requested& r) {
  auto& o = c.before;
  bool by_maker = r.sender.trade_key == o.maker.trade_key;
  if (!by_maker && r.sender.trade_key != t.taker.trade_key)
    return refusal::invalid_pubkey;
  if (!e)
    return by_maker ? maker_left(c, t, r.request_id) : taker_left(c, t, r.request_id);
  canceling_escrow intent{t, *e, status_of(o)};
  intent.cause = by_maker ? cancel_cause::maker_cancel : cancel_cause::taker_cancel;
  intent.asked_by =
      r.sender.trade_key == buyer_of(o, t).trade_key ? trade_role::buyer : trade_role::seller;
  intent.request_id = r.request_id;
  draft d{c};
  return intend_cancel(d, std::move(intent));
}

decision cancel_running(const context& c, const trade& t, const escrow& held,
                        const std::optional<next_trade>& next, const cancel_requested& r) {
  auto& o = c.before;
  bool by_buyer = r.sender.trade_key == buyer_of(o, t).trade_key;
  if (!by_buyer && r.sender.trade_key != seller_of(o, t).trade_key)
    return refusal::invalid_pubkey;
  auto asker = by_buyer ? trade_role::buyer : trade_role::seller;
  if (t.cancel_initiator == asker)
    return refusal::invalid_pubkey;
  draft d{c};
  if (!t.cancel_initiator) {
    running_trade(d.next).cancel_initiator = asker;
    d.tell(by_buyer ? buyer_of(o, t) : seller_of(o, t),
           plain_message(o, action::cooperative_cancel_initiated_by_you, r.request_id));
    d.tell(by_buyer ? seller_of(o, t) : buyer_of(o, t),
           plain_message(o, action::cooperative_cancel_initiated_by_peer, std::nullopt));
    return d.finish();
  }
  canceling_escrow intent{t, held, status_of(o)};
  intent.cause = cancel_cause::cooperative;
  intent.asked_by = asker;
  intent.request_id = r.request_id;
  intent.next = next;
  if (held.vanished) // LND has canceled it before: settle and cancel never meet.
    return both_left(c, intent);
  return intend_cancel(d, std::move(intent));
}

decision give_up_trade(const context& c, const trade& t) {
  auto& o = c.before;
  draft d{c};
  if (taker_failed(o)) {
    offer_again(d, o, std::nullopt);
    d.tell(t.taker, plain_message(o, action::canceled, std::nullopt));
    d.publish(order_status::pending);
    return d.finish();
  }
  d.tell(o.maker, plain_message(o, action::canceled, std::nullopt));
  d.tell(t.taker, plain_message(o, action::canceled, std::nullopt));
  close_as(d, order_status::canceled, t);
  return d.finish();
}

decision escrow_was_canceled(const context& c, const canceling_escrow& p) {
  switch (p.cause) {
  case cancel_cause::waiting_timeout:
    return give_up_trade(c, p.trade);
  case cancel_cause::taker_cancel:
    return taker_left(c, p.trade, p.request_id);
  case cancel_cause::maker_cancel:
    return maker_left(c, p.trade, p.request_id);
  case cancel_cause::cooperative:
    return both_left(c, p);
  case cancel_cause::admin_cancel:
    return solver_canceled(c, p);
  case cancel_cause::guardian:
    break;
  }
  return guardian_canceled(c, p.trade);
}

decision cancel_again(const context& c, const canceling_escrow& p) {
  draft d{c};
  d.want(cancel_hold_invoice{p.escrow.key.hash});
  return d.finish();
}

decision change_trade_key(const context& c, const trade_key_changed& r) {
  if (r.sender.identity != c.before.maker.identity)
    return ignored{}; // Not a matter of status: no reply (spec 03 §6.4).
  draft d{c};
  d.next.maker.trade_key = r.sender.trade_key;
  d.next.maker.via = r.sender.via;
  d.tell(d.next.maker, plain_message(c.before, action::trade_pubkey, r.request_id));
  return d.finish();
}

} // namespace mostro::order_step
