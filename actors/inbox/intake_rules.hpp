// SPDX-License-Identifier: MIT
//
// The rules of intake that need no state (spec 01 §3, decisions 2, 10 and 11):
// what an event must be before it is opened, how old a message may be, and who
// answers which action.
#pragma once

#include "messages/mostro/transport.hpp"

namespace mostro {

/// The operator's settings of intake.
struct intake_settings {
  bool accepts_nip44 = true;      ///< Kind 14.
  bool accepts_gift_wrap = false; ///< Kind 1059.
  unsigned pow = 0;               ///< NIP-13 bits that every event needs.
  unsigned pow_first_contact = 0; ///< Bits for authors without an open order, kind 14 only.
  /// The reference reads frames of 6,000 bytes; clients may rely on no less, and
  /// nothing that clients send today comes near this.
  size_t max_event_bytes = 65'536;
  seconds fresh_new_trade{60};    ///< Age limit of new-order and takes (decision 2).
  seconds fresh_other{86'400};    ///< Age limit of everything else.
  size_t most_in_work = 2'000;    ///< Beyond it first contacts are shed, beyond twice everybody.
  size_t remembered_ids = 35'000; ///< Ids in the in-memory replay guard.
};

/// What becomes of an event at the door.
enum class intake_verdict : uint8_t {
  open,                   ///< Worth a signature check.
  too_large,              ///< Beyond `max_event_bytes`.
  expired,                ///< NIP-40.
  too_easy,               ///< Not enough proof of work.
  wrong_kind,             ///< Not a transport of this node.
  first_contact_too_easy, ///< An unknown key without the proof of work for first contacts.
  replayed,               ///< A genuine event with this id was worked on before.
  shed,                   ///< Overload: not marked as seen, it comes again from the relay.
};

/// The kebab-case name, for logs.
const char* to_string(intake_verdict v);

/// Steps 0, 1, 2 and 5 of spec 01 §3. `is_known`: the author takes part in an
/// open order. First-contact work is asked before the signature is checked, which
/// changes no outcome: nothing about a dropped event is remembered.
intake_verdict judge_event(const nostr::event& e, size_t json_bytes, bool is_known, unix_time now,
                           const intake_settings& settings);

/// True for `new-order`, `take-sell` and `take-buy`.
bool opens_trade(action a);

/// Step 9: the message was written at most its limit before `received_at`.
/// Messages from the future pass.
bool is_fresh(const opened_message& m, unix_time received_at, const intake_settings& settings);

/// Who answers an action (spec 01 §1.10).
enum class intake_route : uint8_t {
  book,             ///< Orders, and the session questions that need the orders.
  desk,             ///< What names a solver or a dispute instead of an order.
  last_trade_index, ///< The inbox, from the reputation.
  invalid_action,   ///< Refused with `invalid_action`.
  nobody,           ///< Logged, no reply.
};

/// The route of an action in Lightning mode.
intake_route route_of(action a);

/// What the node's own key may ask for: the verdicts and solvers of the operator. It does not
/// trade, and the node's own answers to it, which relays bring back, are no requests.
bool is_for_operator(const message& m);

/// The answer to `last-trade-index`; `last` is nothing for an unknown identity.
message answer_last_trade_index(const message& request, std::optional<int64_t> last);

} // namespace mostro
