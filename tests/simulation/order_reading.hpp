// SPDX-License-Identifier: MIT
//
// How the auditor reads an order: its phase, its hold invoice, where its buyer wants to be paid.
#pragma once

#include "messages/order.hpp"

namespace mostro::simulation {

/// The phase when it is this one; else null.
template <class Phase>
const Phase* phase_of(const order& o) {
  return std::get_if<Phase>(&o.phase);
}

/// The hold invoice that the phase knows; null when it knows none.
const escrow_key* escrow_key_of(const order& o);

/// The hold invoice that a running trade rests on (active, fiat-sent or in dispute, while nothing
/// is asked of LND); null in every other phase.
const escrow* escrow_relied_on(const order& o);

} // namespace mostro::simulation
