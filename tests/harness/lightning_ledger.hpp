// SPDX-License-Identifier: MIT
//
// The money of the simulated Lightning network: what every node has, what is
// locked in HTLCs, what the router earned. The sum never changes but by deposits.
#pragma once

#include "messages/money.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace mostro::devnet {

/// One HTLC's money, taken from the payer and not yet given to anybody.
struct locked_value {
  size_t payer = 0;
  size_t payee = 0;
  msats amount; ///< What the payee gets.
  msats fee;    ///< What the router gets.
};

/// Accounts by index. Not synchronised.
class lightning_ledger {
public:
  /// Opens an account with `balance`; returns its index.
  size_t open(msats balance);
  /// Adds money from outside.
  void deposit(size_t account, msats amount);
  /// Takes amount and fee from the payer under an unused id; false when the balance is too low.
  bool lock(uint64_t id, const locked_value& what);
  /// Gives a locked value to payee and router. A bug for an unknown id.
  locked_value release(uint64_t id);
  /// Gives a locked value back to the payer. A bug for an unknown id.
  locked_value refund(uint64_t id);

  /// The spendable money of an account.
  msats balance(size_t account) const { return balances_.at(account); }
  /// Sent by the account, fees included, and still locked.
  msats outgoing(size_t account) const;
  /// Addressed to the account and still locked.
  msats incoming(size_t account) const;
  /// What the router earned.
  msats router() const { return router_; }
  /// All money that ever came in.
  msats total() const { return deposited_; }
  /// True while balances, locked values and the router's fees sum up to the
  /// deposits and no balance is negative.
  bool conserved() const;

private:
  locked_value take(uint64_t id);

  std::vector<msats> balances_;
  std::map<uint64_t, locked_value> locked_;
  msats router_;
  msats deposited_;
};

} // namespace mostro::devnet
