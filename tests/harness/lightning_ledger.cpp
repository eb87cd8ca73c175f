// SPDX-License-Identifier: MIT
//
// Moves of money between accounts, locks and the router.
#include "tests/harness/lightning_ledger.hpp"

#include <algorithm>

namespace mostro::devnet {

size_t lightning_ledger::open(msats balance) {
  balances_.push_back(msats{});
  deposit(balances_.size() - 1, balance);
  return balances_.size() - 1;
}

void lightning_ledger::deposit(size_t account, msats amount) {
  expects(amount.value >= 0, "lightning_ledger: negative deposit");
  balances_.at(account) = balances_.at(account) + amount;
  deposited_ = deposited_ + amount;
}

bool lightning_ledger::lock(uint64_t id, const locked_value& what) {
  expects(what.amount.value >= 0 && what.fee.value >= 0, "lightning_ledger: negative lock");
  const msats whole = what.amount + what.fee;
  if (balances_.at(what.payer) < whole)
    return false;
  expects(locked_.emplace(id, what).second, "lightning_ledger: id is in use");
  balances_[what.payer] = balances_[what.payer] - whole;
  return true;
}

locked_value lightning_ledger::release(uint64_t id) {
  const auto value = take(id);
  balances_.at(value.payee) = balances_.at(value.payee) + value.amount;
  router_ = router_ + value.fee;
  return value;
}

locked_value lightning_ledger::refund(uint64_t id) {
  const auto value = take(id);
  balances_.at(value.payer) = balances_.at(value.payer) + value.amount + value.fee;
  return value;
}

locked_value lightning_ledger::take(uint64_t id) {
  const auto found = locked_.find(id);
  expects(found != locked_.end(), "lightning_ledger: no such lock");
  const auto value = found->second;
  locked_.erase(found);
  return value;
}

msats lightning_ledger::outgoing(size_t account) const {
  msats sum;
  for (const auto& [id, value] : locked_) {
    if (value.payer == account)
      sum = sum + value.amount + value.fee;
  }
  return sum;
}

msats lightning_ledger::incoming(size_t account) const {
  msats sum;
  for (const auto& [id, value] : locked_) {
    if (value.payee == account)
      sum = sum + value.amount;
  }
  return sum;
}

bool lightning_ledger::conserved() const {
  msats sum = router_;
  for (const auto& balance : balances_)
    sum = sum + balance;
  for (const auto& [id, value] : locked_)
    sum = sum + value.amount + value.fee;
  const bool solvent =
      std::all_of(balances_.begin(), balances_.end(), [](msats b) { return b.value >= 0; });
  return solvent && sum == deposited_;
}

} // namespace mostro::devnet
