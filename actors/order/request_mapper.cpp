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

void need_destination(needed_facts& out, const std::string& destination) {
  if (is_address(destination))
    out.probe_of = destination;
  else if (auto invoice = bolt11::decode(destination))
    out.hash_of = invoice->payment_hash;
}

/// Private traders have no reputation that could be told.
void need_for_solver(needed_facts& out, const order& o) {
  if (o.dispute)
    out.holder = o.dispute->solver;
  if (auto who = party_of(o, trade_role::buyer); who && !who->is_private())
    out.buyer = who->identity;
  if (auto who = party_of(o, trade_role::seller); who && !who->is_private())
    out.seller = who->identity;
}

} // namespace

party party_from(const opened_message& m) {
  return party{m.sender, m.identity, m.message.trade_index, m.via};
}

solver_caller caller_from(const opened_message& m, solver_standing standing) {
  return {m.identity, m.sender, m.via, m.message.request_id, m.message.trade_index, standing};
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
  if (what == action::release && about && about->terms.is_range() &&
      about->terms.is_market_priced())
    out.price_of = about->terms.fiat_code; // Is the remainder still worth trading?
  if (auto destination = offered_destination(m))
    need_destination(out, *destination);
  out.reputation = takes && m.sender != m.identity;
  out.standing = what == action::admin_take_dispute || what == action::admin_settle ||
                 what == action::admin_cancel;
  if (what == action::admin_take_dispute && about)
    need_for_solver(out, *about);
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
    return release_requested{sender, request_id, m.message.payload, g.price};
  case action::cancel:
    return cancel_requested{sender, request_id};
  case action::dispute:
    return dispute_requested{sender, request_id};
  case action::rate_user: {
    auto* p = std::get_if<rating_payload>(&m.message.payload);
    return rating_given{sender, request_id, p ? p->rating : 0};
  }
  case action::trade_pubkey:
    return trade_key_changed{sender, request_id};
  case action::add_bond_invoice:
    return bond_invoice_offered{sender};
  case action::admin_take_dispute:
    return dispute_take_requested{caller_from(m, g.standing), g.holder, g.buyer, g.seller};
  case action::admin_settle:
    return admin_settle_requested{caller_from(m, g.standing), m.message.payload};
  case action::admin_cancel:
    return admin_cancel_requested{caller_from(m, g.standing), m.message.payload};
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
