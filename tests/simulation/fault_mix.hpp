// SPDX-License-Identifier: MIT
//
// Swarm testing: each seed draws its own mix of faults, many of them switched off, because some
// bugs only show where other faults do not hide them.
#pragma once

#include "tests/simulation/dice.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace mostro::simulation {

/// Which faults a run has.
enum class fault_choice : uint8_t {
  drawn, ///< Each with an even chance: what others would hide shows.
  every, ///< All of them at once.
  none,
};

/// Probabilities per occasion, and means in milliseconds.
struct fault_mix {
  // Lightning node.
  double call_lost = 0;              ///< The request never arrives.
  double answer_lost = 0;            ///< It takes effect, the answer never arrives.
  double call_hangs = 0;             ///< Nothing is heard until the deadline of 15 s.
  double stream_cut = 0;             ///< Per state that a stream tells.
  int64_t call_delay = 20;           ///< Longest delay of each direction.
  int64_t lnd_restart_every = 0;     ///< 0: never.
  double prunes_failed = 0;          ///< Per restart: the records of failed payments are deleted.
  double payee_misbehaves = 0;       ///< Per payout: fails, hangs on its way or stalls.
  int64_t escrow_canceled_every = 0; ///< Somebody cancels a paid hold invoice at LND by hand.
  int64_t block_every = 600'000;
  // Relays.
  double event_swallowed = 0; ///< Neither stored nor answered.
  double event_muted = 0;     ///< Stored, never answered.
  double event_refused = 0;   ///< Answered false.
  double relay_lies = 0;      ///< Of the lying relay only: answered true, not stored.
  double frame_twice = 0;
  double frames_reordered = 0; ///< A frame may overtake others.
  int64_t frame_delay = 50;
  int64_t disconnect_every = 0;
  int64_t relay_down_every = 0;
  // Disk and process.
  double crash_at_write = 0;   ///< Per group of changes: before or after it is durable.
  double crash_at_call = 0;    ///< Per call of the Lightning node: before or after its effect.
  double crash_at_message = 0; ///< Per message of an actor.
  // Surroundings.
  double page_fails = 0; ///< Prices and LNURL.
  double price_moves = 0;
  int64_t clock_step_every = 0;
  int64_t longest_clock_step = 0; ///< Seconds, in both directions.
  // Traders.
  double trader_absent = 0;    ///< Per duty: does not do it.
  double trader_slow = 0;      ///< Per duty: takes minutes.
  double trader_repeats = 0;   ///< Per message: sends it twice.
  double trader_cancels = 0;   ///< Per step.
  double trader_disputes = 0;  ///< Per step of a running trade.
  double trader_malicious = 0; ///< Per message: a nonsensical one follows.
  double racing_takers = 0;    ///< Per order.
  double trader_curious = 0;   ///< Per message: asks for orders, the session or the trade index.
  double maker_moves = 0;      ///< Per offer: its maker changes the trade key.

  /// Draws a mix: which of the chosen faults are on, and how frequent they are.
  static fault_mix draw(dice& from, fault_choice which);
  /// No fault at all.
  static fault_mix none() { return {}; }
  /// One line for reports: what is switched on.
  std::string text() const;
  /// The names of the faults that are switched on; delays and the like that a calm world has too
  /// count only when they are not as there.
  std::vector<std::string> names_on() const;
  /// Makes one fault as in a calm world; false when there is none of that name.
  bool switch_off(const std::string& name);
  /// The names of all faults by the part of the world that they are in.
  static std::vector<std::vector<std::string>> groups();
};

} // namespace mostro::simulation
