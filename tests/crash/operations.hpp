// SPDX-License-Identifier: MIT
//
// The operations of the crash matrix: for each, how a trade gets to it, what it is,
// and how the trade ends after it.
#pragma once

#include "tests/crash/scene.hpp"

namespace mostro::crash {

/// One operation. The daemon is killed in `act`.
struct operation {
  std::string name;
  std::function<void(scene&)> prepare; ///< Up to the moment before.
  std::function<void(scene&)> act;     ///< Starts it and waits for what must come of it.
  std::function<void(scene&)> finish;  ///< Drives the trade to its end.
  /// How each order of the scene ends, and what the book shows then.
  std::vector<std::pair<order_status, std::string>> ends;
  /// Needs the daemon whose traders have little time.
  bool hasty = false;
};

/// From the empty book to the held escrow.
std::vector<operation> opening_operations();
/// From the held escrow to the buyer's money.
std::vector<operation> closing_operations();
/// Cancels, time that passes, disputes.
std::vector<operation> ending_operations();

/// All of them, in the order of the table.
std::vector<operation> all_operations();

// Ways to a point of a trade, for `prepare`.

void to_waiting_for_invoice(scene& s); ///< A sell order, taken without an invoice.
void to_waiting_for_payment(scene& s); ///< A sell order, taken with an invoice.
void to_active(scene& s);              ///< The same with the escrow held.
void to_fiat_sent(scene& s);
/// From the held escrow to the end.
void complete(scene& s);

} // namespace mostro::crash
