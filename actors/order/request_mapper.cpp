// SPDX-License-Identifier: MIT
#include "actors/order/request_mapper.hpp"

#include "actors/order/destination_rules.hpp"

namespace mostro {

namespace {

const payment_request_payload* invoice_in(const opened_message& m) {
  return std::get_if<payment_request_payload>(&m.message.payload);
}

std::optional<std::string> offered_destination(const opened_message& m) {
  auto what = m.message.action;
  if (what == action::new_order) {
    if (auto* p = std::get_if<order_payload>(&m.message.payload);
        p && p->order.kind != order_kind::sell)
      return p->order.buyer_invoice;
    return std::nullopt;
  }
  if (what != action::take_sell && what != action::add_invoice)
    return std::nullopt;
  auto* p = invoice_in(m);
  if (!p || p->invoice.empty())
    return std::nullopt;
  return p->invoice;
}

std::optional<int64_t> requested_fiat(const opened_message& m) {
  if (auto* p = std::get_if<amount_payload>(&m.message.payload))
    return p->amount;
  if (auto* p = invoice_in(m))
    return p->amount;
  return std::nullopt;
}

} // namespace

party party_from(const opened_message& m) {
  return party{m.sender, m.identity, m.message.trade_index, m.via};
}

needed_facts needs_of(const opened_message& m, const order* about) {
  needed_facts out;
  auto what = m.message.action;
  bool takes = what == action::take_sell || what == action::take_buy;
  if (takes && about && about->terms.is_market_priced())
    out.price_of = about->terms.fiat_code;
  if (what == action::new_order)
    if (auto* p = std::get_if<order_payload>(&m.message.payload); p && p->order.amount == 0)
      out.price_of = p->order.fiat_code;
  if (auto destination = offered_destination(m); destination && is_address(*destination))
    out.probe_of = *destination;
  out.reputation = takes && m.sender != m.identity;
  return out;
}

std::optional<order_fact> fact_of(const opened_message& m, const gathered_facts& g) {
  auto sender = party_from(m);
  auto request_id = m.message.request_id;
  switch (m.message.action) {
  case action::take_sell:
  case action::take_buy: {
    take_requested out;
    out.wanted = m.message.action == action::take_sell ? order_kind::sell : order_kind::buy;
    out.taker = sender;
    out.request_id = request_id;
    out.fiat_amount = requested_fiat(m);
    out.buyer_invoice = offered_destination(m);
    out.probe = g.probe;
    out.price = g.price;
    out.taker_reputation = g.reputation;
    out.fresh = g.fresh;
    return out;
  }
  case action::add_invoice: {
    auto* p = invoice_in(m);
    return invoice_offered{sender, request_id, p ? p->invoice : std::string{}, g.probe, g.fresh};
  }
  case action::fiat_sent:
    return fiat_sent_claimed{sender, request_id, m.message.payload};
  case action::release:
    return release_requested{sender, request_id, m.message.payload};
  case action::cancel:
    return cancel_requested{sender, request_id};
  case action::dispute:
    return dispute_requested{sender, request_id};
  case action::trade_pubkey:
    return trade_key_changed{sender, request_id};
  case action::add_bond_invoice:
    return bond_invoice_offered{sender};
  default:
    return std::nullopt;
  }
}

std::optional<order_requested> creation_of(const opened_message& m, const order_id& fresh_id,
                                           const gathered_facts& g) {
  auto* p = std::get_if<order_payload>(&m.message.payload);
  if (!p)
    return std::nullopt;
  order_requested out;
  out.fresh_id = fresh_id;
  out.wanted = p->order;
  out.maker = party_from(m);
  out.request_id = m.message.request_id;
  out.price = g.price;
  out.probe = g.probe;
  return out;
}

} // namespace mostro
