// SPDX-License-Identifier: MIT
//
// The invariants of spec 02 §10.2 that show in one order: its state, the effects of a decision,
// and what its Lightning node knows. Each ends the process when it does not hold.
#pragma once

#include "actors/order/order_machine.hpp"
#include "tests/fuzz/world/lightning_books.hpp"

namespace mostro::fuzz {

/// Who caused a decision, for I18.
struct decided {
  const order& before;
  const order_event& cause;
  const transition& what;
  const order_policy& policy;
};

/// The escrow that an order holds, whatever its phase; null for none.
const escrow* escrow_in(const order& o);

/// What holds of every decision by itself: I1, I7, I9, I14, I15, I17, I18, I19, I20, and that
/// every effect towards Lightning has its intent in the new state.
void check_decision(const decided& d);

/// What holds against the books before the effects are asked for: I2, I3, I6, I8.
void check_effects(const decided& d, const lightning_books& books);

/// What holds of the books and the order once a truthful node was asked: I2, I3, I4, I6, I9.
void check_books(const order& o, const lightning_books& books);

/// The state, its child and every effect are read from their records as they were written.
void check_records(const transition& t);

} // namespace mostro::fuzz
