// SPDX-License-Identifier: MIT
//
// One order whose life an input dictates: how it is offered, and what happens to it, byte by byte.
// Half of the trials hear only what a truthful Lightning node would say; the others hear any fact
// about any hash at any time, where only the invariants of the order by itself can be asked.
#pragma once

#include "tests/fuzz/world/order_invariants.hpp"

namespace mostro::fuzz {

class order_trial {
public:
  explicit order_trial(input& in);

  /// False when the order was refused: then there is nothing to try.
  bool is_offered() const { return order_.seq > 0; }
  /// Tells the machine the next fact of the input and checks every invariant.
  void step();

private:
  void offer();
  order_fact next_request(uint8_t choice);
  order_fact next_offer_of_invoice(const party& who);
  order_fact next_take(const party& who);
  order_fact next_verdict(uint8_t choice);
  std::optional<order_event> next_of_lightning();
  order_fact next_lie();
  std::optional<order_event> next_event();
  void judge(const order_event& e);
  void apply(const transition& t, const order_event& e);

  party someone();
  solver_caller some_solver();
  payload some_payload();
  price_quote some_price();
  int64_t some_number();
  std::string some_destination();
  escrow_key fresh_key();
  payment_hash some_hash();

  input& in_;
  order_policy policy_;
  order order_;
  unix_time now_{1'700'000'000};
  bool is_truthful_ = true;
  bool has_child_ = false;
  lightning_books books_;
  std::vector<order_event> told_; ///< For repetitions.
  uint8_t secrets_ = 0;
};

} // namespace mostro::fuzz
