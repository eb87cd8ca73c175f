// SPDX-License-Identifier: MIT
//
// Orders, disputes and solvers as the operator is shown them.
#pragma once

#include "messages/admin.hpp"
#include "messages/order.hpp"

namespace mostro::admin {

/// The kebab-case name of the phase that an order is in.
const char* phase_name(const order_phase& phase);

/// One line about an order.
order_view to_view(const order& o);

/// Its dispute, if there is or was one.
std::optional<dispute_view> to_dispute_view(const order& o);

/// Everything about an order but its history.
order_details to_details(const order& o);

/// A solver.
solver_view to_solver_view(const public_key& identity, solver_standing standing);

} // namespace mostro::admin
