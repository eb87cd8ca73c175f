// SPDX-License-Identifier: MIT
//
// From a trader's message to the fact that the order machine judges: what must
// be asked first (price, probe, reputation), and the fact once it is known.
#pragma once

#include "actors/order/order_machine.hpp"
#include "messages/mostro/transport.hpp"

namespace mostro {

/// What a request needs to know before it can be judged.
struct needed_facts {
  std::optional<std::string> price_of; ///< A fiat code.
  std::optional<std::string> probe_of; ///< A Lightning address or LNURL.
  std::optional<payment_hash> hash_of; ///< A BOLT 11 invoice's: who has used it before?
  bool reputation = false;             ///< Of the sender.
  bool standing = false;               ///< Of the sender's identity, as a solver.
  std::optional<public_key> holder;    ///< The solver who has the dispute now.
  std::optional<public_key> buyer;     ///< Whose reputation a solver is told.
  std::optional<public_key> seller;
};

/// What was learnt; whatever could not be learnt keeps its cautious default.
struct gathered_facts {
  price_quote price;
  destination_probe probe = destination_probe::not_needed;
  user_info reputation;
  escrow_key fresh; ///< A fresh random preimage and its hash.
  solver_standing standing = solver_standing::none;
  solver_standing holder = solver_standing::none;
  user_info buyer = {};
  user_info seller = {};
};

/// The sender as a party.
party party_from(const opened_message& m);

/// The sender as a solver or the admin.
solver_caller caller_from(const opened_message& m, solver_standing standing);

/// What must be asked before the message can be judged; `about` is null for a
/// new order.
needed_facts needs_of(const opened_message& m, const order* about);

/// The fact that the message states; none for an action that no order judges.
std::optional<order_fact> fact_of(const opened_message& m, const gathered_facts& g);

/// The creation that a `new-order` message asks for; none without an order payload.
std::optional<order_requested> creation_of(const opened_message& m, const order_id& fresh_id,
                                           const gathered_facts& g);

} // namespace mostro
