// SPDX-License-Identifier: MIT
#include "actors/daemon/restored_rules.hpp"

#include <algorithm>

namespace mostro {

namespace {

const escrow* escrow_of(const order& o) {
  return std::visit(
      [](const auto& p) -> const escrow* {
        if constexpr (requires { p.held.key; })
          return &p.held;
        else if constexpr (requires { p.held->key; })
          return p.held ? &*p.held : nullptr;
        else if constexpr (requires { p.open.key; })
          return &p.open;
        else if constexpr (
            requires { p.payout; } || requires { p.cause; })
          return &p.escrow;
        else
          return nullptr;
      },
      o.phase);
}

/// Money is owed to the buyer, and nothing that the backup knows of is on its way.
bool is_owed(const order& o, const seen_since& lightning) {
  auto* held = escrow_of(o);
  if (!held)
    return false;
  if (auto* p = std::get_if<settled>(&o.phase))
    return !p->payout.claim ||
           !std::any_of(lightning.payments.begin(), lightning.payments.end(),
                        [&](auto& paid) { return paid.hash == p->payout.claim->hash; });
  auto found = lightning.settled.find(held->key.hash);
  return found != lightning.settled.end() && found->second;
}

std::string destination_of(const order& o) {
  if (auto* p = std::get_if<settled>(&o.phase))
    return p->payout.destination;
  return trade_of(o)->buyer_invoice.value_or("");
}

/// The order as if the backup had seen the payment being claimed.
order with_claim(const order& before, const lnd::payment& by, unix_time now) {
  settled now_in;
  if (auto* p = std::get_if<settled>(&before.phase))
    now_in = *p;
  else {
    now_in.trade = *trade_of(before);
    now_in.escrow = *escrow_of(before);
    now_in.payout.destination = destination_of(before);
  }
  auto& pay = now_in.payout;
  pay.resolving = false;
  pay.retry_at.reset();
  pay.claim = payout_claim{by.hash, {}, pay.claims + 1, now}; // Asked about, never sent.
  ++pay.claims;
  order out = before;
  ++out.seq;
  if (out.dispute && !is_over(out.dispute->status))
    out.dispute->status = dispute_status::settled;
  out.phase = std::move(now_in);
  return out;
}

/// Orders of one amount and the payments of that amount.
struct one_amount {
  std::vector<const order*> orders;
  std::vector<const lnd::payment*> payments;
};

} // namespace

std::optional<payment_hash> escrow_to_ask(const order& o) {
  auto* held = escrow_of(o);
  if (!held || std::holds_alternative<settled>(o.phase))
    return std::nullopt;
  return held->key.hash;
}

std::vector<found_payout> payouts_since(const std::vector<order>& open_orders,
                                        const seen_since& lightning, unix_time now) {
  std::map<int64_t, one_amount> amounts;
  for (auto& o : open_orders)
    if (is_owed(o, lightning))
      amounts[to_msats(trade_of(o)->payout_amount()).value].orders.push_back(&o);
  for (auto& paid : lightning.payments)
    if (auto found = amounts.find(paid.value.value); found != amounts.end())
      found->second.payments.push_back(&paid);
  std::vector<found_payout> out;
  for (auto& [amount, of] : amounts) {
    // The very invoice that the buyer gave leaves no doubt.
    std::erase_if(of.orders, [&](const order* o) {
      auto same = std::find_if(of.payments.begin(), of.payments.end(), [&](auto* paid) {
        return !paid->bolt11.empty() && paid->bolt11 == destination_of(*o);
      });
      if (same == of.payments.end())
        return false;
      out.push_back({with_claim(*o, **same, now), **same, false});
      of.payments.erase(same);
      return true;
    });
    const bool is_unclear = of.payments.size() < of.orders.size();
    for (size_t i = 0; i < of.orders.size() && !of.payments.empty(); ++i) {
      auto& by = *of.payments[std::min(i, of.payments.size() - 1)];
      out.push_back({with_claim(*of.orders[i], by, now), by, is_unclear});
    }
  }
  return out;
}

} // namespace mostro
