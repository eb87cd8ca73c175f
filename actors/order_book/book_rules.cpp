// SPDX-License-Identifier: MIT
#include "actors/order_book/book_rules.hpp"

#include <algorithm>

namespace mostro {

std::optional<public_key> identity_on(const order& o, trade_role role) {
  if (auto who = party_of(o, role))
    return who->identity;
  return std::nullopt;
}

std::vector<public_key> known_keys_of(const order& o) {
  std::vector<public_key> out;
  auto add = [&out](const public_key& key) {
    if (std::find(out.begin(), out.end(), key) == out.end())
      out.push_back(key);
  };
  add(o.maker.trade_key);
  if (auto* t = trade_of(o))
    add(t->taker.trade_key);
  if (o.dispute && !is_over(o.dispute->status) && o.dispute->solver)
    add(*o.dispute->solver);
  return out;
}

bool blocks_take(const order& o, const public_key& identity, trade_role role) {
  auto owed = role == trade_role::buyer ? order_status::waiting_buyer_invoice
                                        : order_status::waiting_payment;
  return status_of(o) == owed && identity_on(o, role) == identity;
}

} // namespace mostro
