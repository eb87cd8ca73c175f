// SPDX-License-Identifier: MIT
//
// From the book to a hold invoice: take-sell, take-buy, add-invoice before the
// escrow exists (T2-T5), and LND's answer about the invoice.
#include "actors/order/amount_rules.hpp"
#include "actors/order/destination_rules.hpp"
#include "actors/order/order_step.hpp"

namespace mostro::order_step {

namespace {

/// How long LND keeps the hold invoice payable beyond the order's own deadline.
constexpr seconds invoice_grace{120};

struct amounts {
  int64_t fiat = 0;
  sats amount;
};

/// Checks 8, 9 and 9b of spec 02 §2.1.
std::variant<amounts, refusal> fix_amounts(const context& c, const take_requested& r) {
  auto& terms = c.before.terms;
  amounts out{terms.fiat_amount, terms.amount};
  if (terms.is_range()) {
    if (!r.fiat_amount || *r.fiat_amount < *terms.min_amount || *r.fiat_amount > *terms.max_amount)
      return refusal::out_of_range_sats_amount;
    out.fiat = *r.fiat_amount;
  }
  if (terms.is_market_priced()) {
    if (r.price.what != price_quote::state::fresh)
      return refusal::price_too_stale;
    auto quote = sats_for_fiat(out.fiat, r.price.fiat_per_bitcoin, terms.premium);
    if (!quote)
      return refusal::out_of_range_sats_amount;
    out.amount = *quote;
  }
  if (out.amount < c.policy.min_payment_amount || out.amount > c.policy.max_order_amount)
    return refusal::out_of_range_sats_amount;
  return out;
}

std::string memo_of(const order& o, const trade& t) {
  return "Escrow for order " + o.id.text() + ": " + std::to_string(t.fiat_amount) + " " +
         o.terms.fiat_code + ". Your sats are frozen until you release or the order is canceled.";
}

/// Records the intent and asks LND: the preimage is durable before LND hears the hash.
decision open_escrow(draft& d, const context& c, trade t, const escrow_key& key,
                     bool after_add_invoice) {
  d.want(open_hold_invoice{key.hash, t.hold_amount(), memo_of(c.before, t),
                           c.policy.waiting_timeout + invoice_grace,
                           c.policy.hold_invoice_cltv_delta});
  d.next.phase = opening_escrow{std::move(t), key, after_add_invoice};
  return d.finish();
}

} // namespace

decision take(const context& c, const take_requested& r) {
  auto& o = c.before;
  if (c.policy.maintenance)
    return refusal::not_allowed_by_status;
  if (r.wanted != o.terms.kind)
    return refusal::invalid_order_kind;
  if (o.terms.expires_at.seconds > 0 && o.terms.expires_at <= c.now())
    return refusal::invalid_order_status;
  if (r.taker.trade_key == o.maker.trade_key || r.taker.identity == o.maker.identity)
    return refusal::invalid_pubkey;
  auto fixed = fix_amounts(c, r);
  if (auto* why = std::get_if<refusal>(&fixed))
    return *why;
  auto [fiat, amount] = std::get<amounts>(fixed);

  trade t;
  t.taker = r.taker;
  t.fiat_amount = fiat;
  t.amount = amount;
  t.fee = fee_of(amount, c.policy.fee);
  t.dev_fee = dev_fee_of(t.fee, c.policy.dev_fee_percentage);
  t.request_id = r.request_id;
  t.duty_since = c.now();
  t.taker_reputation = r.taker_reputation;
  if (t.payout_amount().value <= 0)
    return refusal::out_of_range_sats_amount;

  bool maker_sells = o.terms.kind == order_kind::sell;
  t.buyer_invoice = maker_sells ? r.buyer_invoice : o.terms.maker_invoice;
  if (maker_sells && t.buyer_invoice &&
      !is_acceptable_destination(*t.buyer_invoice, {t.payout_amount()}, r.probe, c.now(), c.policy))
    return refusal::invalid_invoice;
  if (!r.taker.trade_index && !r.taker.is_private())
    return ignored{}; // Payload trouble: no reply (spec 02 §2.1 check 12).

  draft d{c};
  d.use_index(r.taker);
  if (!maker_sells || t.buyer_invoice)
    return open_escrow(d, c, std::move(t), r.fresh, false);
  d.tell(t.taker,
         order_message(o, action::add_invoice,
                       as_taken(o, t, order_status::waiting_buyer_invoice, t.payout_amount()),
                       r.request_id, t.taker.trade_index));
  d.tell(o.maker,
         plain_message(o, action::waiting_buyer_invoice, r.request_id, o.maker.trade_index));
  d.next.phase = waiting_buyer_invoice{std::move(t), std::nullopt};
  d.publish(order_status::in_progress);
  return d.finish();
}

decision add_invoice(const context& c, const waiting_buyer_invoice& p, const invoice_offered& r) {
  auto& o = c.before;
  if (r.sender.trade_key != buyer_of(o, p.trade).trade_key)
    return refusal::invalid_peer;
  if (!is_acceptable_destination(r.buyer_invoice, {p.trade.payout_amount()}, r.probe, c.now(),
                                 c.policy))
    return refusal::invalid_invoice;
  draft d{c};
  auto t = p.trade;
  t.buyer_invoice = r.buyer_invoice;
  if (!p.held) { // T5, kind sell: now the seller's turn.
    t.request_id = r.request_id;
    d.tell(o.maker, reputation_notice(o, action::pay_invoice, t.taker_reputation));
    return open_escrow(d, c, std::move(t), r.fresh, true);
  }
  // T8, kind buy: the seller has paid already.
  auto to_seller = with_trade_keys(as_taken(o, t, order_status::active, t.hold_amount()), o, t);
  auto to_buyer = with_trade_keys(as_taken(o, t, order_status::active, t.payout_amount()), o, t);
  to_buyer.buyer_invoice = t.buyer_invoice;
  d.tell(seller_of(o, t), order_message(o, action::buyer_took_order, to_seller, std::nullopt));
  d.tell(buyer_of(o, t),
         order_message(o, action::hold_invoice_payment_accepted, to_buyer, r.request_id));
  d.next.phase = active{std::move(t), *p.held};
  return d.finish();
}

decision escrow_was_opened(const context& c, const opening_escrow& p, const escrow_opened& f) {
  if (f.hash != p.key.hash)
    return ignored{};
  auto& o = c.before;
  draft d{c};
  auto t = p.trade;
  t.duty_since = c.now();
  t.ln_node = c.policy.our_node;
  auto& seller = seller_of(o, t);
  auto& buyer = buyer_of(o, t);
  d.tell(seller, pay_invoice_message(o, t, f.bolt11, seller.trade_index));
  d.tell(buyer, plain_message(o, action::waiting_seller_to_pay, t.request_id, buyer.trade_index));
  d.next.phase = waiting_payment{t, escrow{p.key, f.bolt11, {}, {}}};
  if (!p.after_add_invoice) // T3 and T4; after T2 the book shows it already.
    d.publish(order_status::in_progress);
  return d.finish();
}

decision escrow_was_refused(const context& c, const opening_escrow& p, const escrow_refused& f) {
  if (f.hash != p.key.hash)
    return ignored{};
  draft d{c};
  auto& asker = p.after_add_invoice ? buyer_of(c.before, p.trade) : p.trade.taker;
  message sorry = plain_message(c.before, action::cant_do, p.trade.request_id);
  sorry.wrapper = envelope::cant_do;
  sorry.payload = cant_do_payload{refusal::not_allowed_by_status};
  d.tell(asker, std::move(sorry));
  d.want(raise_alarm{"hold-invoice-refused", f.text});
  if (p.after_add_invoice) {
    auto t = p.trade;
    t.buyer_invoice.reset();
    d.next.phase = waiting_buyer_invoice{std::move(t), std::nullopt};
  } else {
    d.next.phase = pending{};
  }
  return d.finish();
}

} // namespace mostro::order_step
