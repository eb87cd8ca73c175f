// SPDX-License-Identifier: MIT
//
// Who may take a dispute (spec 03 §3.3): one table, judged by the identity.
#pragma once

#include "messages/dispute.hpp"

namespace mostro {

/// True when `caller`, who has `standing`, may take `d` now. `holder` is the standing of the
/// solver who has it; it matters only when there is one. After the node's own key has taken a
/// dispute nobody else can.
bool may_take(const dispute& d, const public_key& caller, solver_standing standing,
              solver_standing holder);

} // namespace mostro
