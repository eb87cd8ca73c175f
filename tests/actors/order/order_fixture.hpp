// SPDX-License-Identifier: MIT
//
// Orders in every phase, their traders, valid invoices and the policy of spec 02
// §10, for the tests of the order machine. An outcome is told in one line of
// text: the next phase and the effects in their order, a refusal, or `ignored`.
#pragma once

#include "actors/order/amount_rules.hpp"
#include "actors/order/order_machine.hpp"
#include "messages/overloaded.hpp"

#include <catch2/catch.hpp>

#include <map>

namespace mostro::order_fixture {

constexpr unix_time start{1'700'000'000};
constexpr auto sell = order_kind::sell;
constexpr auto buy = order_kind::buy;

template <class Id>
Id id_of(uint8_t n) {
  Id out;
  out.data.fill(n);
  return out;
}

inline public_key key(uint8_t n) { return id_of<public_key>(n); }

inline party maker() { return {key(1), key(101), 3, transport::nip44}; }
inline party taker() { return {key(2), key(102), 7, transport::gift_wrap}; }
inline party stranger() { return {key(3), key(103), 9, transport::nip44}; }
/// The key that the maker announces for the next slice.
inline next_trade next_key() { return {key(4), 11}; }
inline payload next_key_payload() { return next_trade_payload{key(4).hex(), 11}; }

inline secret_key node_key(uint8_t n) {
  bytes32 raw{};
  raw.fill(n);
  return secret_key{raw};
}

/// The defaults of spec 02 §10.
inline order_policy policy() {
  order_policy out;
  out.fee = 0.006;
  out.dev_fee_percentage = 0.30;
  out.fiat_currencies = {"USD", "EUR", "ARS", "CUP"};
  out.network = bolt11::network::mainnet;
  out.our_node = *bolt11::node_id_of(node_key(77));
  return out;
}

/// A payout invoice and what a test wants to be odd about it.
struct payee {
  std::optional<msats> amount = msats{49'850'000};
  uint8_t number = 50; ///< Fills the payment hash.
  bolt11::network chain = bolt11::network::mainnet;
  int64_t seconds_left = 86'400; ///< Counted from `start`.
  uint64_t final_cltv = 18;
  uint8_t node = 33;
};

inline payment_hash hash_of_payee(uint8_t number) { return id_of<payment_hash>(number); }

inline std::string invoice_text(const payee& wanted = {}) {
  bolt11::invoice what;
  what.network = wanted.chain;
  what.amount = wanted.amount;
  what.timestamp = start;
  what.expiry = seconds{wanted.seconds_left};
  what.payment_hash = hash_of_payee(wanted.number);
  what.payment_secret = bytes32{1};
  what.description = "payout";
  what.min_final_cltv_expiry_delta = wanted.final_cltv;
  auto text = bolt11::encode(what, node_key(wanted.node));
  REQUIRE(text);
  return *text;
}

/// 49850 sat: the payout of the 50000 sat order of most cases.
inline const std::string& good_invoice() {
  static const std::string text = invoice_text();
  return text;
}

inline escrow_key escrow_secret(uint8_t n = 9) {
  bytes32 raw{};
  raw.fill(n);
  preimage p{raw};
  return {hash_of(p), p};
}

inline price_quote price(double fiat_per_bitcoin) {
  return {price_quote::state::fresh, fiat_per_bitcoin};
}

// -- orders ------------------------------------------------------------------------

/// 50000 sat for 20 USD, created and published at `start`.
inline order pending_order(order_kind kind) {
  order o;
  o.id = id_of<order_id>(0xaa);
  o.seq = 1;
  o.maker = maker();
  o.terms.kind = kind;
  o.terms.fiat_code = "USD";
  o.terms.fiat_amount = 20;
  o.terms.payment_method = "cash,wire";
  o.terms.amount = sats{50'000};
  o.terms.created_at = start;
  o.terms.expires_at = start + seconds{86'400};
  o.last_stamp = start;
  return o;
}

inline order market_order(order_kind kind, int64_t fiat, int64_t premium = 0) {
  auto o = pending_order(kind);
  o.terms.amount = sats{0};
  o.terms.fiat_amount = fiat;
  o.terms.premium = premium;
  return o;
}

inline order range_order(order_kind kind, int64_t min, int64_t max) {
  auto o = market_order(kind, 0);
  o.terms.min_amount = min;
  o.terms.max_amount = max;
  return o;
}

/// The trade of an order once taken at `start`: A 50000, F 150, D 90.
inline trade trade_of_take(const order& o, bool with_invoice) {
  trade t;
  t.taker = taker();
  t.fiat_amount = o.terms.is_range() ? 30 : o.terms.fiat_amount;
  t.amount = sats{50'000};
  t.fee = sats{150};
  t.dev_fee = sats{90};
  if (with_invoice)
    t.buyer_invoice = good_invoice();
  t.request_id = 500;
  t.duty_since = start;
  t.taker_reputation = {4.5, 6, 70};
  return t;
}

inline escrow open_escrow_of(uint8_t n = 9) { return {escrow_secret(n), "lnbc-hold", {}, {}}; }

inline escrow held_escrow() {
  auto e = open_escrow_of();
  e.held_at = start;
  e.amount_paid = msats{50'150'000};
  return e;
}

inline order in_phase(order o, order_phase phase) {
  o.seq = 5;
  o.last_stamp = start + seconds{1};
  o.phase = std::move(phase);
  return o;
}

inline order opening_order(order_kind kind, bool after_add_invoice = false) {
  auto o = pending_order(kind);
  auto t = trade_of_take(o, kind == sell);
  return in_phase(o, opening_escrow{t, escrow_secret(), after_add_invoice});
}

/// Kind sell: nobody has paid. Kind buy: the seller has paid.
inline order waiting_invoice_order(order_kind kind) {
  auto o = pending_order(kind);
  auto held = kind == buy ? std::optional{held_escrow()} : std::nullopt;
  return in_phase(o, waiting_buyer_invoice{trade_of_take(o, false), held});
}

inline order waiting_payment_order(order_kind kind, bool with_invoice) {
  auto o = pending_order(kind);
  return in_phase(o, waiting_payment{trade_of_take(o, with_invoice), open_escrow_of()});
}

inline order active_order(const order& o) {
  return in_phase(o, active{trade_of_take(o, true), held_escrow()});
}

inline order fiat_sent_order(const order& o, std::optional<next_trade> next = {}) {
  return in_phase(o, fiat_sent{trade_of_take(o, true), held_escrow(), next});
}

inline order settling_order(const order& o, std::optional<next_trade> next = {}) {
  return in_phase(o, settling_escrow{trade_of_take(o, true), held_escrow(), order_status::fiat_sent,
                                     600, next});
}

inline order canceling_order(order_kind kind, order_status shown, bool with_invoice) {
  auto o = pending_order(kind);
  auto e = shown == order_status::waiting_payment ? open_escrow_of() : held_escrow();
  return in_phase(
      o, canceling_escrow{trade_of_take(o, with_invoice), e, shown, cancel_cause::waiting_timeout});
}

/// Settled with a payment of the good invoice on its way (first attempt).
inline order paying_order(order_kind kind) {
  auto o = pending_order(kind);
  settled p{trade_of_take(o, true), held_escrow(), {}};
  p.payout.destination = good_invoice();
  p.payout.claims = 1;
  p.payout.claim = payout_claim{hash_of_payee(50), good_invoice(), 1, start};
  p.payout.request_id = 600;
  return in_phase(o, p);
}

/// Settled, `attempts` of 3 failed; at 3 the buyer is expected to bring an invoice.
inline order unpaid_order(order_kind kind, uint32_t attempts) {
  auto o = paying_order(kind);
  auto& pay = std::get<settled>(o.phase).payout;
  pay.claim.reset();
  pay.request_id.reset();
  pay.attempts = attempts;
  pay.failed = true;
  if (attempts < 3)
    pay.retry_at = start + seconds{60};
  return o;
}

/// Settled, a Lightning address is being resolved.
inline order resolving_order(order_kind kind) {
  auto o = paying_order(kind);
  auto& pay = std::get<settled>(o.phase).payout;
  pay.claim.reset();
  pay.destination = "bob@example.com";
  pay.resolving = true;
  return o;
}

inline order closed_order(order_kind kind, order_status status, bool taken) {
  auto o = pending_order(kind);
  closed p;
  p.status = status;
  if (taken)
    p.trade = trade_of_take(o, true);
  if (status == order_status::success)
    p.escrow = held_escrow();
  return in_phase(o, p);
}

} // namespace mostro::order_fixture
