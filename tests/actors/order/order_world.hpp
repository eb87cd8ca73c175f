// SPDX-License-Identifier: MIT
//
// A small world for random walks: one order, its traders' moods, a solver, a
// Lightning node that keeps its own books about hold invoices and payments, and
// a chain that grows.
// Every fact that the machine is told is true in that node at that moment, or
// a repetition of one that was.
#pragma once

#include "tests/actors/order/intent_fixture.hpp"

#include <random>
#include <set>

namespace mostro::order_fixture {

enum class hold_state : uint8_t { open, accepted, settled, canceled };
enum class payment_fate : uint8_t { in_flight, succeeded, failed };

/// A Lightning effect that was committed and not answered yet.
struct outstanding {
  outbox_id row = 0;
  order_effect what;
};

class order_world {
public:
  explicit order_world(uint32_t seed) : dice_(seed), policy_(policy_of_node()) { restart(); }

  /// Tells the machine one random fact and checks every invariant.
  void step();

  std::map<std::string, int> visits; ///< How often each phase was entered.

private:
  // -- chance ------------------------------------------------------------------------
  bool chance(int percent) { return static_cast<int>(dice_() % 100) < percent; }
  uint32_t pick(size_t count) { return static_cast<uint32_t>(dice_() % count); }

  void restart();
  void seller_pays();
  order_event random_event();
  std::optional<order_event> lightning_answer();
  std::optional<order_event> lightning_news();
  order_event trader_request();
  order_fact take_request(const party& who);
  order_fact invoice_request(const party& who);
  order_fact leaving_request(const party& who);
  order_fact solver_request();
  order_event look_at_the_chain();
  order_fact answer_to(const order_effect& e);
  void apply(const transition& t);

  // -- invariants ----------------------------------------------------------------------
  void check_amounts(const order& o) const;
  void check_escrow(const order& o) const;
  void check_effect(const order& before, const order_effect& e);
  void check_message(const order& after, const send_message& m) const;
  void check_progress(const order& o) const;
  void check_public_state(const order& o) const;
  void check_dispute(const order& o) const;
  void check_dev_fee(const order& before, const transition& t) const;
  void perform(const order_effect& e);

  std::mt19937 dice_;
  order_policy policy_;
  order order_;
  unix_time now_ = start;
  std::map<payment_hash, hold_state> holds_;
  std::map<payment_hash, payment_fate> payments_;
  std::vector<outstanding> open_;
  std::vector<order_event> told_; ///< For repetitions.
  std::set<payment_hash> settles_;
  std::set<payment_hash> cancels_;
  std::optional<order_status> published_;
  outbox_id rows_ = 0;
  uint8_t secrets_ = 0;
  uint8_t payees_ = 0;
};

} // namespace mostro::order_fixture
