// SPDX-License-Identifier: MIT
//
// Messages and handle of the dispute desk. Local to the process, never stored.
#pragma once

#include "actors/interfaces/order.hpp"
#include "actors/interfaces/reputation.hpp"

#include <caf/all.hpp>

namespace mostro {

/// A command of the operator over the admin service: an admin action as the node's
/// own key (sender and identity). Durable before it is answered, except by failure.
struct operator_command {
  opened_message what;
};
/// What became of it.
struct operator_outcome {
  bool accepted = false;
  std::optional<refusal> why; ///< The reason that a trader would be told.
  std::string text;           ///< Otherwise: what is wrong, for a person.
};
/// Remove a solver (no action of the protocol does it).
struct remove_solver {
  public_key identity;
};

/// The DISPUTE DESK: solvers and their permissions, and the way from a dispute id
/// to its order. The dispute itself belongs to its order.
using dispute_desk_actor =
    caf::typed_actor<caf::reacts_to<trader_request>,
                     caf::replies_to<operator_command>::with<operator_outcome>,
                     caf::replies_to<remove_solver>::with<operator_outcome>,
                     caf::replies_to<ask_solvers>::with<solvers_told>>;

} // namespace mostro

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::operator_command)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::operator_outcome)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::remove_solver)
