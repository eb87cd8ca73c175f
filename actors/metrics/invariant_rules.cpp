// SPDX-License-Identifier: MIT
#include "actors/metrics/invariant_rules.hpp"

#include "messages/overloaded.hpp"

namespace mostro {

namespace {

const escrow* held_escrow(const order& o) {
  return std::visit(overloaded{
                        [](const active& p) -> const escrow* { return &p.held; },
                        [](const fiat_sent& p) -> const escrow* { return &p.held; },
                        [](const disputed& p) -> const escrow* { return &p.held; },
                        [](const settling_escrow& p) -> const escrow* { return &p.held; },
                        [](const auto&) -> const escrow* { return nullptr; },
                    },
                    o.phase);
}

bool has_good_amounts(const trade& t) {
  auto a = t.amount.value, f = t.fee.value, d = t.dev_fee.value;
  return a > 0 && f >= 0 && a - f > 0 && d >= 0 && d <= 2 * f;
}

/// Attempts are left but nothing will ever start one.
bool is_stuck(const payout& p, uint32_t payment_attempts) {
  return !p.claim && !p.resolving && !p.retry_at && p.attempts < payment_attempts;
}

} // namespace

const std::array<invariant, 7>& all_invariants() {
  static constexpr std::array all{invariant::amounts,         invariant::unpaid_escrow,
                                  invariant::vanished_escrow, invariant::underpaid,
                                  invariant::no_destination,  invariant::stuck_payout,
                                  invariant::forgotten_timer};
  return all;
}

std::string_view to_string(invariant what) {
  switch (what) {
  case invariant::amounts:
    return "amounts";
  case invariant::unpaid_escrow:
    return "unpaid-escrow";
  case invariant::vanished_escrow:
    return "vanished-escrow";
  case invariant::underpaid:
    return "underpaid";
  case invariant::no_destination:
    return "no-destination";
  case invariant::stuck_payout:
    return "stuck-payout";
  case invariant::forgotten_timer:
    return "forgotten-timer";
  }
  return "unknown";
}

seconds payout_age(const order& o, unix_time now) {
  auto* p = std::get_if<settled>(&o.phase);
  if (!p || !p->payout.claim || now < p->payout.claim->claimed_at)
    return seconds{0};
  return now - p->payout.claim->claimed_at;
}

std::vector<invariant> broken_invariants(const order& o, uint32_t payment_attempts,
                                         std::optional<unix_time> due, unix_time now) {
  std::vector<invariant> out;
  if (due && now - *due > longest_delay)
    out.push_back(invariant::forgotten_timer);
  auto* t = trade_of(o);
  if (t && !has_good_amounts(*t))
    out.push_back(invariant::amounts);
  if (auto* held = held_escrow(o)) {
    if (held->held_at.seconds == 0)
      out.push_back(invariant::unpaid_escrow);
    if (held->vanished)
      out.push_back(invariant::vanished_escrow);
    if (t && held->amount_paid.value > 0 && held->amount_paid.value < t->hold_amount().value * 1000)
      out.push_back(invariant::underpaid);
  }
  if (auto* p = std::get_if<settled>(&o.phase)) {
    if (p->payout.destination.empty())
      out.push_back(invariant::no_destination);
    else if (is_stuck(p->payout, payment_attempts))
      out.push_back(invariant::stuck_payout);
  }
  return out;
}

} // namespace mostro
