// SPDX-License-Identifier: MIT
#include "tests/fuzz/world/order_trial.hpp"

#include <algorithm>

namespace mostro::fuzz {

namespace {

template <class Id>
Id id_of(uint8_t fill) {
  Id out;
  out.data.fill(fill);
  return out;
}

} // namespace

order_trial::order_trial(input& in) : in_(in) {
  constexpr std::array fees{0.006, 0.0, 0.01, 0.99};
  constexpr std::array shares{0.3, 0.0, 1.0};
  policy_.fee = fees[in_.pick(fees.size())];
  policy_.dev_fee_percentage = shares[in_.pick(shares.size())];
  policy_.payment_attempts = 2 + in_.pick(2);
  policy_.max_order_amount = sats{in_.chance(50) ? 1'000'000 : 4'294'967'295};
  policy_.network = bolt11::network::mainnet;
  policy_.node_key = id_of<public_key>(0x54);
  is_truthful_ = in_.chance(60);
  offer();
}

/// A new order: often a reasonable one, sometimes one of arbitrary numbers.
void order_trial::offer() {
  order_requested r;
  r.fresh_id = id_of<order_id>(0xaa);
  r.maker = {id_of<public_key>(1), id_of<public_key>(0x41), 3, transport::nip44};
  if (in_.chance(10))
    r.maker.identity = r.maker.trade_key;
  auto& w = r.wanted;
  const auto shape = in_.pick(8);
  w.kind = shape % 2 == 0 ? order_kind::sell : order_kind::buy;
  w.fiat_code = "USD";
  w.payment_method = "cash";
  w.amount = 50'000;
  w.fiat_amount = 20;
  r.price = {price_quote::state::fresh, 50'000};
  if (shape == 2 || shape == 3) { // A range at market price.
    w.amount = w.fiat_amount = 0;
    w.min_amount = 10;
    w.max_amount = 100;
  }
  if (shape == 4 || shape == 5) {
    w.amount = 0;
    w.premium = static_cast<int8_t>(in_.byte());
  }
  if (shape >= 6) {
    w.amount = some_number();
    w.fiat_amount = some_number();
    if (in_.chance(50))
      w.min_amount = some_number();
    if (in_.chance(50))
      w.max_amount = some_number();
    if (in_.chance(30))
      w.expires_at = some_number();
    r.price = some_price();
  }
  if (w.kind == order_kind::buy && in_.chance(30))
    w.buyer_invoice = "bob@example.com";
  r.probe = destination_probe::reachable;
  const auto d = create_order(r, now_, policy_);
  const auto* t = std::get_if<transition>(&d);
  if (!t)
    return;
  must(t->next.seq == 1, "a new order has version 1");
  check_records(*t);
  order_ = t->next;
}

void order_trial::step() {
  now_ = now_ + seconds{in_.pick(3)};
  if (in_.chance(5))
    now_ = now_ + seconds{static_cast<int64_t>(in_.number(2))};
  if (in_.chance(2))
    policy_.maintenance = !policy_.maintenance;
  auto e = next_event();
  if (!e)
    return;
  e->at = now_;
  e->fresh_child = id_of<order_id>(0xcc);
  e->fresh_dispute = id_of<dispute_id>(0xd1);
  judge(*e);
  if (!request_id_of(e->what) && told_.size() < 64)
    told_.push_back(*e);
}

void order_trial::judge(const order_event& e) {
  const auto d = decide(order_, e, policy_);
  if (const auto* t = std::get_if<transition>(&d))
    apply(*t, e);
  static_cast<void>(deadline_of(order_, policy_));
  static_cast<void>(party_of(order_, trade_role::buyer));
  static_cast<void>(escrow_to_watch(order_));
  if (is_truthful_)
    check_books(order_, books_);
}

void order_trial::apply(const transition& t, const order_event& e) {
  const auto before = order_;
  const decided d{before, e, t, policy_};
  check_decision(d);
  check_records(t);
  if (is_truthful_)
    check_effects(d, books_);
  must(!t.child || !has_child_, "I15: at most one child");
  has_child_ = has_child_ || t.child;
  order_ = t.next;
  for (const auto& effect : t.effects)
    books_.ask(effect);
}

std::optional<order_event> order_trial::next_event() {
  const auto choice = in_.pick(20);
  if (choice >= 12 && choice < 17) {
    if (is_truthful_)
      return next_of_lightning();
    order_event lie;
    lie.what = next_lie();
    if (in_.chance(50))
      lie.answers = in_.byte();
    return lie;
  }
  order_event out;
  switch (choice) {
  case 17:
    if (told_.empty())
      return std::nullopt;
    out = told_[in_.pick(told_.size())];
    out.answers.reset(); // The row was retired with the first telling.
    return out;
  case 18:
    if (const auto due = deadline_of(order_, policy_); due && in_.chance(80))
      now_ = std::max(now_, *due);
    out.what = deadline_reached{};
    return out;
  case 19:
    out.what = chain_observed{in_.chance(80) ? std::optional{1000u + in_.byte()} : std::nullopt};
    return out;
  default:
    out.what = next_request(choice);
    return out;
  }
}

std::optional<order_event> order_trial::next_of_lightning() {
  if (in_.chance(30))
    for (const auto& [hash, state] : books_.holds)
      if (state == hold_state::open) {
        books_.pay(hash);
        break;
      }
  if (!books_.open.empty() && in_.chance(60))
    return books_.answer(in_, some_destination());
  const auto watched = escrow_to_watch(order_);
  return watched ? books_.news(in_, *watched) : std::nullopt;
}

order_fact order_trial::next_lie() {
  const auto hash = some_hash();
  const auto claims = in_.pick(4);
  const msats paid{some_number()};
  switch (in_.pick(9)) {
  case 0:
    return escrow_opened{hash, "lnbc-hold"};
  case 1:
    return escrow_refused{hash, "no"};
  case 2:
    return escrow_accepted{hash, paid, static_cast<uint32_t>(in_.number(4))};
  case 3:
    return escrow_settled{hash, paid};
  case 4:
    return escrow_canceled{hash};
  case 5:
    return destination_resolved{claims, some_destination()};
  case 6:
    return destination_failed{claims, "no"};
  case 7:
    return payout_succeeded{hash, paid};
  default:
    return payout_failed{hash, "no"};
  }
}

} // namespace mostro::fuzz
