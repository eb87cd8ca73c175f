// SPDX-License-Identifier: MIT
//
// The escrow: carries out the Lightning effects of all orders. Every effect is a
// job keyed by its outbox row; a job ends only with a definite answer of LND,
// which goes to the book as a fact. "Unreachable" is never an answer.
#pragma once

#include "actors/escrow/payout_slots_rules.hpp"
#include "actors/interfaces.hpp"

#include <map>

namespace mostro {

/// What the actor is made of. Tests shorten the intervals.
struct escrow_setup {
  uint32_t payout_cltv_limit = 1008; ///< Blocks that a payout may be locked at most.
  seconds payout_timeout{60};        ///< After this LND tries no new routes.
  payout_limits limits;
  /// Between two questions about a watched invoice or a payment under way, beside
  /// their streams (spec 02 §3.2, §4.5).
  std::chrono::milliseconds poll_interval{60'000};
  /// Between two looks of the guardian at the chain (spec 02 §6, J3).
  std::chrono::milliseconds guardian_interval{300'000};
  /// Until its first look: releases that arrived while the daemon was down go first.
  std::chrono::milliseconds guardian_patience{60'000};
};

/// One effect under way.
struct escrow_job {
  storage::outbox_row row;
  unsigned attempts = 0;
  bool asking = false; ///< An answer of the node is awaited.
  bool sent = false;   ///< pay_invoice: SendPaymentV2 was called by this process and not answered.
  bool known_failed = false; ///< pay_invoice: LND's record says failed.
  bool refused = false;      ///< pay_invoice: LND refused to begin; to be confirmed by its record.
  std::string refusal;       ///< Its words.
  unsigned unknown_answers = 0; ///< pay_invoice without an invoice: LND does not know it, in a row.
  unsigned silent_polls = 0;    ///< pay_invoice: polls in a row that knew an end, the stream none.
};

/// A hold invoice that an order wants to hear of.
struct watched_escrow {
  order_id order;
  unsigned unknown_polls = 0; ///< Polls in a row to which LND said that it knows no such invoice.
};

/// The state of the actor.
struct escrow_state {
  escrow_state() = default;
  static constexpr const char* name = "escrow";
  escrow_setup with;
  ln_node_actor node;    ///< Null until escrow_attached.
  order_book_actor book; ///< Null until escrow_attached.
  std::map<outbox_id, escrow_job> jobs;
  /// Definite answers by row. A row is performed once per life of the process: an
  /// order that restarts and asks again gets the same answer again.
  std::map<outbox_id, order_news> answered;
  std::map<payment_hash, outbox_id> payments; ///< The job of a payment under way.
  payout_slots slots;
  std::map<payment_hash, watched_escrow> watched;
  bool usable = false;
};

/// Makes the behaviour.
escrow_actor::behavior_type escrow_behavior(escrow_actor::stateful_pointer<escrow_state> self,
                                            escrow_setup setup);

} // namespace mostro
