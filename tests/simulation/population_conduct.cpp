// SPDX-License-Identifier: MIT
//
// What people do when they are told something, well or badly.
#include "tests/simulation/population.hpp"

namespace mostro::simulation {

bool population::misbehaves(double probability) {
  return !concluding_ && in_.chance.happens(probability);
}

void population::duty(seat& s, act what) {
  if (s.gave_up || misbehaves(in_.faults.trader_absent))
    return;
  auto delay = in_.chance.between(50, 5000);
  if (misbehaves(in_.faults.trader_slow))
    delay = in_.chance.between(10'000, 1'500'000);
  in_.time.after(delay, [this, &s, what] {
    if (!s.gave_up)
      (this->*what)(s);
  });
}

void population::react(seat& s, const message& m) {
  if (&s == solver_ || &s == operator_) {
    if (m.action == action::admin_took_dispute && m.id)
      for (auto& [order, dispute] : disputes_)
        if (dispute.text() == m.id->text() || order == *m.id)
          in_.time.after(in_.chance.between(1000, 60'000),
                         [this, order = order] { judge_dispute(order); });
    return;
  }
  if (misbehaves(in_.faults.trader_curious))
    in_.time.after(in_.chance.between(0, 60'000), [this, &s] { ask_around(s); });
  switch (m.action) {
  case action::new_order:
    return on_offer(s, m);
  case action::add_invoice:
    if (auto* wished = std::get_if<order_payload>(&m.payload))
      s.asked_for = sats{wished->order.amount};
    duty(s, &population::give_invoice);
    return maybe_change_mind(s, false);
  case action::pay_invoice:
    if (auto* asked = std::get_if<payment_request_payload>(&m.payload))
      s.hold_invoice = asked->invoice;
    duty(s, &population::pay_escrow);
    return maybe_change_mind(s, false);
  case action::hold_invoice_payment_accepted:
    duty(s, &population::say_fiat_sent);
    return maybe_change_mind(s, true);
  case action::buyer_took_order:
    return maybe_change_mind(s, true);
  case action::fiat_sent_ok:
    if (s.role == trade_role::seller)
      duty(s, &population::release);
    return maybe_change_mind(s, true);
  case action::cooperative_cancel_initiated_by_peer:
    if (!misbehaves(0.4))
      duty(s, &population::cancel);
    return;
  case action::dispute_initiated_by_you:
  case action::dispute_initiated_by_peer:
    if (auto* opened = std::get_if<dispute_payload>(&m.payload); opened && m.id) {
      s.dispute = opened->id;
      if (disputes_.emplace(*m.id, opened->id).second)
        in_.time.after(in_.chance.between(1000, 300'000),
                       [this, order = *m.id, id = opened->id] { solve(order, id); });
    }
    return;
  case action::released: // The payout is on its way: a moment to swap its invoice.
    if (misbehaves(in_.faults.trader_malicious))
      in_.time.after(in_.chance.between(0, 60'000), [this, &s] { give_invoice(s); });
    return;
  case action::rate:
    return duty(s, &population::rate);
  case action::cant_do:
    if (auto* why = std::get_if<cant_do_payload>(&m.payload); why && why->reason)
      ++s.refusals[*why->reason];
    return;
  case action::canceled:
  case action::cooperative_cancel_accepted:
  case action::admin_canceled:
    s.gave_up = !s.is_maker || s.openings > 2;
    return;
  default:
    return;
  }
}

/// The maker's order is in the book, for the first time or again; or his remainder is.
void population::on_offer(seat& s, const message& m) {
  if (!m.id)
    return;
  s.order = m.id;
  if (auto* shown = std::get_if<order_payload>(&m.payload))
    s.offer = shown->order;
  offer_to_takers(s);
  if (misbehaves(in_.faults.maker_moves))
    in_.time.after(in_.chance.between(0, 60'000), [this, &s] { move_order(s); });
}

void population::maybe_change_mind(seat& s, bool running) {
  if (misbehaves(in_.faults.trader_cancels))
    in_.time.after(in_.chance.between(0, 30'000), [this, &s] { cancel(s); });
  if (running && misbehaves(in_.faults.trader_disputes))
    in_.time.after(in_.chance.between(0, 30'000), [this, &s] { open_dispute(s); });
  if (misbehaves(in_.faults.trader_malicious))
    in_.time.after(in_.chance.between(0, 10'000), [this, &s] { mischief(s); });
}

void population::give_invoice(seat& s) {
  if (!s.asked_for || !s.order)
    return;
  if (in_.chance.happens(0.2)) // Paid to a Lightning address.
    return ask(s, action::add_invoice,
               payment_request_payload{std::nullopt, address_of(*s.who), {}});
  devnet::invoice_request wanted;
  wanted.value_sat = s.asked_for->value;
  if (misbehaves(in_.faults.trader_malicious))
    wanted.value_sat += in_.chance.between(1, 1000);
  auto made = how_.lightning.network().add_invoice(s.who->name, wanted);
  if (!made)
    return;
  ask(s, action::add_invoice, payment_request_payload{std::nullopt, made->payment_request, {}});
}

void population::pay_escrow(seat& s) {
  if (!s.hold_invoice.empty())
    (void)how_.lightning.network().pay(s.who->name, s.hold_invoice);
}

void population::say_fiat_sent(seat& s) {
  payload content;
  if (s.is_maker && s.offer.min_amount && in_.chance.happens(0.8)) {
    s.next_slice = s.next_slice ? s.next_slice : &take_seat(*s.who);
    s.next_slice->is_maker = true;
    s.next_slice->kind = s.kind;
    s.next_slice->role = s.role;
    content =
        next_trade_payload{s.next_slice->key.pub.hex(), static_cast<uint32_t>(s.next_slice->index)};
  }
  ask(s, action::fiat_sent, std::move(content));
}

void population::release(seat& s) {
  payload content;
  if (s.is_maker && s.offer.min_amount && in_.chance.happens(0.8)) {
    s.next_slice = s.next_slice ? s.next_slice : &take_seat(*s.who);
    s.next_slice->is_maker = true;
    s.next_slice->kind = s.kind;
    s.next_slice->role = s.role;
    content =
        next_trade_payload{s.next_slice->key.pub.hex(), static_cast<uint32_t>(s.next_slice->index)};
  }
  ask(s, action::release, std::move(content));
}

void population::cancel(seat& s) {
  if (s.order)
    ask(s, action::cancel);
}

void population::open_dispute(seat& s) {
  if (s.order)
    ask(s, action::dispute, {}, {}, envelope::dispute);
}

void population::rate(seat& s) {
  if (s.order)
    ask(s, action::rate_user, rating_payload{static_cast<uint8_t>(in_.chance.between(1, 5))});
}

void population::solve(const order_id& order, const dispute_id& dispute) {
  (void)order;
  if (auto about = order_id::parse(dispute.text()))
    ask(*solver_, action::admin_take_dispute, {}, *about, envelope::dispute);
}

void population::judge_dispute(const order_id& order) {
  ask(*solver_, in_.chance.happens(0.5) ? action::admin_settle : action::admin_cancel, {}, order,
      envelope::dispute);
}

/// What a hostile or broken client sends.
void population::mischief(seat& s) {
  if (!s.order)
    return;
  switch (in_.chance.below(9)) {
  case 0:
    return ask(s, action::release);
  case 1:
    return ask(s, action::fiat_sent);
  case 2:
    return ask(s, action::take_sell);
  case 3:
    return ask(s, action::take_buy);
  case 4:
    return ask(s, action::admin_settle);
  case 5:
    return ask(s, action::admin_cancel);
  case 6: // A stranger with a key of his own.
    return ask(take_seat(*s.who), action::release, {}, s.order);
  case 7:
    return ask(s, action::add_invoice, payment_request_payload{std::nullopt, s.hold_invoice, {}});
  default:
    return give_invoice(s);
  }
}

void population::conclude(const std::vector<order>& open) {
  concluding_ = true;
  for (auto& o : open) {
    const auto known = seats_.size(); // What is done below may take seats.
    for (size_t i = 0; i < known; ++i) {
      auto& s = seats_[i];
      if (&s == solver_ || &s == operator_)
        continue;
      auto status = status_of(o);
      auto buyer = party_of(o, trade_role::buyer);
      auto seller = party_of(o, trade_role::seller);
      const bool buys = buyer && buyer->trade_key == s.key.pub;
      const bool sells = seller && seller->trade_key == s.key.pub;
      if (!buys && !sells && o.maker.trade_key != s.key.pub)
        continue;
      s.order = o.id; // A new-order that was sent twice without an identity made two orders.
      s.gave_up = false;
      if (status == order_status::pending && o.maker.trade_key == s.key.pub)
        cancel(s);
      else if (status == order_status::active && buys)
        say_fiat_sent(s);
      else if (status == order_status::fiat_sent && sells)
        release(s);
      else if (status == order_status::settled_hold_invoice && buys && s.asked_for)
        give_invoice(s);
    }
    if (status_of(o) == order_status::dispute && o.dispute) {
      disputes_.emplace(o.id, o.dispute->id);
      if (o.dispute->status == dispute_status::initiated)
        solve(o.id, o.dispute->id);
      else
        judge_dispute(o.id);
    }
  }
}

} // namespace mostro::simulation
