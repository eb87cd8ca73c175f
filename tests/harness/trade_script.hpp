// SPDX-License-Identifier: MIT
//
// Whole trades as scripts: each step says what it does and fails with a clear
// text when the answer does not come.
#pragma once

#include "tests/harness/trader.hpp"

namespace mostro::devnet {

/// What is traded.
struct trade_terms {
  sats amount{50'000}; ///< 0 = market price.
  int64_t fiat_amount = 20;
  std::string fiat_code = "USD";
  std::string payment_method = "face to face";
  int64_t premium = 0;
  std::chrono::milliseconds patience{std::chrono::seconds{30}};
};

/// The points at which a script can be interrupted (a crash of the node, …).
enum class trade_point : uint8_t {
  created,
  taken,
  hold_invoice_made,
  escrow_held,
  fiat_sent,
  release_sent,
  completed,
};

/// Called when a point is reached; the script goes on when it returns.
using at_point = std::function<void(trade_point)>;

/// The seller makes the order, the buyer takes it. Returns the order's id.
result<order_id> run_sell_trade(trader& seller, trader& buyer, const trade_terms& terms,
                                const at_point& hook = {});

/// The buyer makes the order, the seller takes it.
result<order_id> run_buy_trade(trader& buyer, trader& seller, const trade_terms& terms,
                               const at_point& hook = {});

} // namespace mostro::devnet
