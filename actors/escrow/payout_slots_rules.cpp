// SPDX-License-Identifier: MIT
#include "actors/escrow/payout_slots_rules.hpp"

#include <algorithm>

namespace mostro {

bool payout_slots::has_room(const payee& to) const {
  auto known = per_payee_.find(to);
  return holders_.size() < limits_.in_all &&
         (known == per_payee_.end() || known->second < limits_.per_payee);
}

bool payout_slots::ask(outbox_id who, const payee& to) {
  if (holders_.count(who) > 0)
    return true;
  if (std::any_of(line_.begin(), line_.end(), [&](auto& p) { return p.who == who; }))
    return false;
  if (!has_room(to)) {
    line_.push_back({who, to});
    return false;
  }
  occupy(who, to);
  return true;
}

void payout_slots::occupy(outbox_id who, const payee& to) {
  line_.remove_if([&](auto& p) { return p.who == who; });
  if (holders_.emplace(who, to).second)
    ++per_payee_[to];
}

void payout_slots::leave(outbox_id who) {
  line_.remove_if([&](auto& p) { return p.who == who; });
  auto held = holders_.extract(who);
  if (!held)
    return;
  auto count = per_payee_.find(held.mapped());
  if (--count->second == 0)
    per_payee_.erase(count);
}

std::vector<outbox_id> payout_slots::admit() {
  std::vector<outbox_id> out;
  for (auto it = line_.begin(); it != line_.end() && holders_.size() < limits_.in_all;) {
    auto next = *it++;
    if (!has_room(next.to))
      continue;
    occupy(next.who, next.to); // Takes it out of the line.
    out.push_back(next.who);
  }
  return out;
}

} // namespace mostro
