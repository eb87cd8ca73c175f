// SPDX-License-Identifier: MIT
#include "actors/escrow/escrow_rules.hpp"

namespace mostro {

namespace {

using lnd::failure;

/// Failures that say nothing about the invoice or payment.
std::optional<try_again> undecided(const lnd::call_error& e) {
  switch (e.what) {
  case failure::unreachable:
  case failure::not_ready:
    return try_again{false};
  case failure::denied:
    return try_again{true};
  default:
    return std::nullopt;
  }
}

} // namespace

next_step after_opening(const open_hold_invoice& what, const lnd::outcome<std::string>& answer) {
  if (auto* bolt11 = std::get_if<std::string>(&answer))
    return order_fact{escrow_opened{what.hash, *bolt11}};
  auto& e = std::get<lnd::call_error>(answer);
  if (e.what == failure::already_exists)
    return look_first{}; // An earlier try got through.
  if (auto wait = undecided(e))
    return *wait;
  return order_fact{escrow_refused{what.hash, e.text}};
}

next_step after_opening_look_up(const open_hold_invoice& what,
                                const lnd::outcome<lnd::invoice>& answer) {
  if (auto* found = std::get_if<lnd::invoice>(&answer)) {
    if (found->state == lnd::invoice_state::canceled)
      return order_fact{escrow_refused{what.hash, "the hold invoice is canceled already"}};
    return order_fact{escrow_opened{what.hash, found->payment_request}};
  }
  return undecided(std::get<lnd::call_error>(answer)).value_or(try_again{true});
}

next_step after_settling(const settle_hold_invoice& what,
                         const lnd::outcome<std::monostate>& answer) {
  if (std::holds_alternative<std::monostate>(answer))
    return order_fact{escrow_settled{what.hash, {}}};
  auto& e = std::get<lnd::call_error>(answer);
  if (e.what == failure::already_canceled)
    return order_fact{escrow_canceled{what.hash}};
  if (auto wait = undecided(e))
    return *wait;
  // Open or unknown contradicts what LND told us before: perhaps another node
  // answers at this address. Money is never guessed: wait, and say so.
  return try_again{true};
}

next_step after_cancel_guard(const cancel_hold_invoice& what,
                             const lnd::outcome<lnd::invoice>& answer) {
  if (auto* found = std::get_if<lnd::invoice>(&answer)) {
    switch (found->state) {
    case lnd::invoice_state::accepted:
      return order_fact{
          escrow_accepted{what.hash, found->amount_paid, found->htlc_expiry_height.value_or(0)}};
    case lnd::invoice_state::settled:
      return order_fact{escrow_settled{what.hash, found->amount_paid}};
    case lnd::invoice_state::canceled:
      return order_fact{escrow_canceled{what.hash}};
    case lnd::invoice_state::open:
      return proceed{};
    }
  }
  auto& e = std::get<lnd::call_error>(answer);
  if (e.what == failure::not_found)
    return order_fact{escrow_canceled{what.hash}};
  return undecided(e).value_or(try_again{true});
}

next_step after_canceling(const cancel_hold_invoice& what,
                          const lnd::outcome<std::monostate>& answer) {
  if (std::holds_alternative<std::monostate>(answer))
    return order_fact{escrow_canceled{what.hash}};
  auto& e = std::get<lnd::call_error>(answer);
  if (e.what == failure::not_found || e.what == failure::already_canceled)
    return order_fact{escrow_canceled{what.hash}};
  if (e.what == failure::already_settled)
    return order_fact{escrow_settled{what.hash, {}}};
  return undecided(e).value_or(try_again{true});
}

std::optional<order_fact> news_of(const lnd::invoice& seen) {
  switch (seen.state) {
  case lnd::invoice_state::accepted:
    return escrow_accepted{seen.hash, seen.amount_paid, seen.htlc_expiry_height.value_or(0)};
  case lnd::invoice_state::settled:
    return escrow_settled{seen.hash, seen.amount_paid};
  case lnd::invoice_state::canceled:
    return escrow_canceled{seen.hash};
  case lnd::invoice_state::open:
    break;
  }
  return std::nullopt;
}

} // namespace mostro
