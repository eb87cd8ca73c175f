// SPDX-License-Identifier: MIT
#include "tests/fuzz/world/order_invariants.hpp"

#include "messages/overloaded.hpp"

#include <algorithm>

namespace mostro::fuzz {

namespace {

template <class Effect>
const Effect* find_effect(const transition& t) {
  for (const auto& e : t.effects)
    if (const auto* found = std::get_if<Effect>(&e))
      return found;
  return nullptr;
}

void check_amounts(const order& o) {
  const auto* t = trade_of(o);
  if (!t)
    return;
  must(t->hold_amount() == t->amount + t->fee, "I1: H = A + F");
  must(t->payout_amount() == t->amount - t->fee, "I1: B = A - F");
  must(t->payout_amount().value > 0, "I1: B > 0");
  must(t->fee.value >= 0, "I1: F >= 0");
  must(t->dev_fee.value >= 0 && t->dev_fee.value <= 2 * t->fee.value, "I1: 0 <= D <= 2F");
}

/// What was fixed at the creation or by the take stays as it is.
void check_what_is_fixed(const decided& d) {
  const auto& next = d.what.next;
  must(next.seq == d.before.seq + 1, "a decision makes the next version");
  must(next.id == d.before.id, "an order keeps its id");
  must(next.terms == d.before.terms, "an order keeps its terms");
  must(next.maker == d.before.maker || std::holds_alternative<trade_key_changed>(d.cause.what),
       "a maker changes its key itself");
  const auto* was = trade_of(d.before);
  const auto* is = trade_of(next);
  if (was && is)
    must(was->amount == is->amount && was->fee == is->fee && was->dev_fee == is->dev_fee &&
             was->fiat_amount == is->fiat_amount && was->taker == is->taker,
         "a trade keeps its amounts and its taker");
}

void check_stamps(const decided& d) {
  auto last = d.before.last_stamp;
  for (const auto& e : d.what.effects)
    if (const auto* p = std::get_if<publish_order>(&e)) {
      must(p->created_at > last, "I14: stamps strictly increase");
      last = p->created_at;
    }
  must(d.what.next.last_stamp == last, "I14: the last stamp is kept");
}

/// An effect towards Lightning is written down as the phase that waits for its answer.
void check_intents(const decided& d) {
  const auto& phase = d.what.next.phase;
  if (const auto* w = find_effect<open_hold_invoice>(d.what)) {
    const auto* p = std::get_if<opening_escrow>(&phase);
    must(p && p->key.hash == w->hash && w->hash == hash_of(p->key.preimage),
         "an invoice is opened with its intent and preimage kept");
    must(w->amount == p->trade.hold_amount(), "I1: the hold invoice is for H");
  }
  if (const auto* w = find_effect<settle_hold_invoice>(d.what)) {
    const auto* p = std::get_if<settling_escrow>(&phase);
    must(p && p->held.key.hash == w->hash, "a settle is kept as intent");
  }
  if (const auto* w = find_effect<cancel_hold_invoice>(d.what)) {
    const auto* p = std::get_if<canceling_escrow>(&phase);
    must(p && p->escrow.key.hash == w->hash, "a cancel is kept as intent");
  }
  if (const auto* w = find_effect<pay_invoice>(d.what)) {
    const auto* p = std::get_if<settled>(&phase);
    must(p && p->payout.claim && p->payout.claim->hash == w->hash &&
             p->payout.claim->bolt11 == w->bolt11,
         "I7: a payment is kept as claim of a settled order");
    must(w->amount == p->trade.payout_amount(), "I6: the payout is B");
    const auto* was = std::get_if<settled>(&d.before.phase);
    must(!was || !was->payout.claim, "I6: no claim beside an open one");
  }
  if (const auto* w = find_effect<resolve_destination>(d.what)) {
    const auto* p = std::get_if<settled>(&phase);
    must(p && p->payout.resolving && p->payout.claims == w->claims, "a question is kept");
  }
}

/// I18: nobody settles but the seller, a solver who may write, or the node's key.
void check_who_settles(const decided& d) {
  if (!find_effect<settle_hold_invoice>(d.what))
    return;
  const auto seller = party_of(d.before, trade_role::seller);
  const auto* released = std::get_if<release_requested>(&d.cause.what);
  const auto* verdict = std::get_if<admin_settle_requested>(&d.cause.what);
  const bool by_seller = released && seller && released->sender.trade_key == seller->trade_key;
  const bool by_solver = verdict && (verdict->by.standing == solver_standing::read_write ||
                                     verdict->by.standing == solver_standing::admin);
  must(by_seller || by_solver, "I18: only the seller or a writing solver settles");
}

void check_child(const decided& d) {
  if (!d.what.child)
    return;
  const auto& born = d.what.child->born;
  const auto* t = trade_of(d.what.next);
  const auto rest = born.terms.is_range() ? *born.terms.max_amount : born.terms.fiat_amount;
  must(t && t->fiat_amount + rest == *d.before.terms.max_amount, "I15: slice + rest = whole");
  must(born.terms.range_parent == d.before.id && born.seq == 1, "I15: a child has its parent");
  must(!std::holds_alternative<settled>(d.before.phase) && !is_closed(d.before) &&
           std::holds_alternative<settled>(d.what.next.phase),
       "I15: a child is born once, when its parent is settled");
  must(rest > 0 && !born.dispute, "a child is an order of its own");
}

/// I17: a waiting duty begins when the phase that waits is entered.
void check_duty(const decided& d) {
  const auto& phase = d.what.next.phase;
  const bool waits = std::holds_alternative<waiting_payment>(phase) ||
                     std::holds_alternative<waiting_buyer_invoice>(phase);
  if (!waits || phase.index() == d.before.phase.index())
    return;
  const bool refused = std::holds_alternative<escrow_refused>(d.cause.what);
  if (!refused) // The buyer's duty goes on: its invoice led to nothing.
    must(trade_of(d.what.next)->duty_since == d.cause.at, "I17: the duty begins now");
}

void check_initiator(const decided& d) {
  const auto* t = trade_of(d.what.next);
  const auto* was = trade_of(d.before);
  if (!t || !t->cancel_initiator || (was && was->cancel_initiator == t->cancel_initiator))
    return;
  const auto* asked = std::get_if<cancel_requested>(&d.cause.what);
  const auto who = party_of(d.before, *t->cancel_initiator);
  must(asked && who && who->trade_key == asked->sender.trade_key,
       "I20: the initiator of a cancel is the party that asked");
}

/// I9, I19: what is over stays as it is; only ratings and answers may follow.
void check_end(const decided& d) {
  const auto* was = std::get_if<closed>(&d.before.phase);
  if (!was)
    return;
  const auto* is = std::get_if<closed>(&d.what.next.phase);
  must(is && is->status == was->status && is->trade == was->trade && is->escrow == was->escrow &&
           is->paid_with == was->paid_with && is->routing_fee == was->routing_fee,
       "I19: a closed order stays as it was");
  for (const auto& e : d.what.effects)
    must(is_delivery(e) || std::holds_alternative<raise_alarm>(e), "I19: nothing moves any more");
}

} // namespace

const escrow* escrow_in(const order& o) {
  return std::visit(
      overloaded{
          [](const waiting_payment& p) { return &p.open; },
          [](const waiting_buyer_invoice& p) -> const escrow* {
            return p.held ? &*p.held : nullptr;
          },
          [](const active& p) { return &p.held; },
          [](const fiat_sent& p) { return &p.held; },
          [](const disputed& p) { return &p.held; },
          [](const settling_escrow& p) { return &p.held; },
          [](const canceling_escrow& p) { return &p.escrow; },
          [](const settled& p) { return &p.escrow; },
          [](const closed& p) -> const escrow* { return p.escrow ? &*p.escrow : nullptr; },
          [](const auto&) -> const escrow* { return nullptr; },
      },
      o.phase);
}

void check_decision(const decided& d) {
  check_what_is_fixed(d);
  check_amounts(d.what.next);
  check_stamps(d);
  check_intents(d);
  check_who_settles(d);
  check_child(d);
  check_duty(d);
  check_initiator(d);
  check_end(d);
}

} // namespace mostro::fuzz
