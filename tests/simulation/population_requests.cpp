// SPDX-License-Identifier: MIT
//
// What people put into their requests, and what they ask beside a trade.
#include "actors/order/amount_rules.hpp"
#include "tests/simulation/population.hpp"

namespace mostro::simulation {

std::string population::address_of(const person& who) const {
  return how_.pages.address_of(who.name);
}

/// An invoice for the buyer's side of an order over this amount.
std::optional<std::string> population::make_invoice(const person& who, int64_t amount) {
  devnet::invoice_request wanted;
  wanted.value_sat = amount - fee_of(sats{amount}, how_.fee).value;
  if (misbehaves(in_.faults.trader_malicious))
    wanted.value_sat += in_.chance.between(1, 1000);
  auto made = how_.lightning.network().add_invoice(who.name, wanted);
  return made ? std::optional{made->payment_request} : std::nullopt;
}

/// Where a buyer who takes wants the sats: told later, an address, or an invoice.
payload population::draw_destination(const small_order& offer, const person& buyer) {
  std::optional<int64_t> slice;
  if (offer.min_amount)
    slice = in_.chance.between(*offer.min_amount, *offer.max_amount);
  std::optional<std::string> destination;
  if (*offer.kind == order_kind::sell && in_.chance.happens(0.4)) {
    destination = address_of(buyer);
    if (offer.amount != 0 && in_.chance.happens(0.6))
      destination = make_invoice(buyer, offer.amount);
  }
  if (destination)
    return payment_request_payload{std::nullopt, *destination, slice};
  if (slice)
    return amount_payload{*slice};
  return {};
}

small_order population::draw_offer(const person& maker) {
  small_order out;
  out.kind = in_.chance.happens(0.5) ? order_kind::buy : order_kind::sell;
  out.status = order_status::pending;
  out.fiat_code = in_.chance.happens(0.8) ? "USD" : "EUR";
  out.payment_method = "cash";
  if (in_.chance.happens(0.3)) {
    out.min_amount = in_.chance.between(1, 20);
    out.max_amount = *out.min_amount + in_.chance.between(1, 80);
  } else {
    out.fiat_amount = in_.chance.between(1, 100);
    if (in_.chance.happens(0.6))
      out.amount = in_.chance.between(100, 200'000);
  }
  if (out.amount == 0)
    out.premium = in_.chance.between(-10, 10);
  if (out.kind == order_kind::buy && in_.chance.happens(0.3)) {
    out.buyer_invoice = address_of(maker);
    if (out.amount != 0 && in_.chance.happens(0.5))
      out.buyer_invoice = make_invoice(maker, out.amount);
  }
  return out;
}

void population::take(const order_id& order, const small_order& offer, person& who) {
  auto& s = take_seat(who);
  s.order = order;
  s.kind = *offer.kind;
  s.role = s.kind == order_kind::sell ? trade_role::buyer : trade_role::seller;
  auto content = draw_destination(offer, who);
  ask(s, s.kind == order_kind::sell ? action::take_sell : action::take_buy, std::move(content),
      order);
}

/// Asks for an order of his own and for one of nobody, for the session, or for the trade index.
void population::ask_around(seat& s) {
  switch (in_.chance.below(3)) {
  case 0: {
    ids_payload about;
    if (s.order)
      about.ids.push_back(*s.order);
    about.ids.emplace_back();
    return ask(s, action::orders, std::move(about));
  }
  case 1:
    return ask(s, action::restore_session, {}, {}, envelope::restore);
  default:
    return ask(s, action::last_trade_index, {}, {}, envelope::restore);
  }
}

/// The maker gives the offer another trade key; takers may be faster.
void population::move_order(seat& s) {
  if (!s.order || s.gave_up)
    return;
  auto& next = take_seat(*s.who);
  next.order = s.order;
  next.is_maker = true;
  next.kind = s.kind;
  next.role = s.role;
  next.offer = s.offer;
  next.openings = s.openings;
  ask(next, action::trade_pubkey, {}, s.order);
}

} // namespace mostro::simulation
