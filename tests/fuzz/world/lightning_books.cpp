// SPDX-License-Identifier: MIT
#include "tests/fuzz/world/lightning_books.hpp"

#include <algorithm>

namespace mostro::fuzz {

void lightning_books::ask(const order_effect& e) {
  if (const auto* w = std::get_if<settle_hold_invoice>(&e))
    settles.insert(w->hash);
  if (const auto* w = std::get_if<cancel_hold_invoice>(&e))
    cancels.insert(w->hash);
  if (const auto* w = std::get_if<pay_invoice>(&e))
    payments[w->hash] = payment_state::in_flight;
  if (!is_delivery(e) && !std::holds_alternative<raise_alarm>(e) &&
      !std::holds_alternative<owe_dev_fee>(e))
    open.push_back({++rows, e});
}

void lightning_books::pay(const payment_hash& hash) {
  if (const auto hold = holds.find(hash); hold != holds.end() && hold->second == hold_state::open)
    hold->second = hold_state::accepted;
}

bool lightning_books::is_waiting(const payment_hash& hash) const {
  return std::any_of(open.begin(), open.end(), [&hash](const asked& one) {
    const auto* settle = std::get_if<settle_hold_invoice>(&one.what);
    const auto* cancel = std::get_if<cancel_hold_invoice>(&one.what);
    return (settle && settle->hash == hash) || (cancel && cancel->hash == hash);
  });
}

order_event lightning_books::answer(input& in, const std::string& resolved_invoice) {
  const auto at = open.begin() + static_cast<std::ptrdiff_t>(in.pick(open.size()));
  order_event out;
  out.what = fact_about(at->what, in, resolved_invoice);
  out.answers = at->row;
  open.erase(at);
  return out;
}

order_fact lightning_books::fact_about(const order_effect& e, input& in,
                                       const std::string& resolved_invoice) {
  if (const auto* w = std::get_if<open_hold_invoice>(&e)) {
    if (in.chance(10))
      return escrow_refused{w->hash, "no"};
    holds[w->hash] = hold_state::open;
    return escrow_opened{w->hash, "lnbc-hold"};
  }
  if (const auto* w = std::get_if<settle_hold_invoice>(&e)) {
    auto& state = holds[w->hash];
    if (state == hold_state::canceled)
      return escrow_canceled{w->hash};
    state = hold_state::settled;
    return escrow_settled{w->hash, {}};
  }
  if (const auto* w = std::get_if<cancel_hold_invoice>(&e)) {
    auto& state = holds[w->hash];
    if (state == hold_state::settled)
      return escrow_settled{w->hash, msats{1}};
    if (state == hold_state::accepted && w->unless_accepted)
      return escrow_accepted{w->hash, msats{1}, 0};
    state = hold_state::canceled;
    return escrow_canceled{w->hash};
  }
  if (const auto* w = std::get_if<resolve_destination>(&e)) {
    if (in.chance(30))
      return destination_failed{w->claims, "no"};
    return destination_resolved{w->claims, resolved_invoice};
  }
  const auto& w = std::get<pay_invoice>(e);
  auto& fate = payments[w.hash];
  fate = in.chance(40) ? payment_state::succeeded : payment_state::failed;
  if (fate == payment_state::succeeded)
    return payout_succeeded{w.hash, msats{static_cast<int64_t>(in.number(2))}};
  return payout_failed{w.hash, "no route"};
}

std::optional<order_event> lightning_books::news(input& in, const payment_hash& watched) {
  const auto hold = holds.find(watched);
  if (hold == holds.end())
    return std::nullopt;
  auto& state = hold->second;
  if (state == hold_state::accepted && in.chance(10))
    state = hold_state::canceled; // The CLTV horizon, or an operator.
  if (state == hold_state::accepted && in.chance(5))
    state = hold_state::settled; // By hand.
  order_event out;
  if (state == hold_state::accepted)
    out.what = escrow_accepted{watched, msats{1}, in.chance(50) ? 1144u : 0u};
  else if (state == hold_state::canceled)
    out.what = escrow_canceled{watched};
  else if (state == hold_state::settled)
    out.what = escrow_settled{watched, msats{1}};
  else
    return std::nullopt;
  return out;
}

} // namespace mostro::fuzz
