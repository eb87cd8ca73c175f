// SPDX-License-Identifier: MIT
//
// Records of the simulated network as the daemon's Lightning client tells them.
#pragma once

#include "lnd-proto/lnd_client.hpp"
#include "tests/harness/lightning_network.hpp"

namespace mostro::simulation {

/// What LookupInvoice and the invoice stream tell.
lnd::invoice invoice_of(const devnet::invoice_record& record);
/// What the payment streams tell.
lnd::payment payment_of(const devnet::payment_record& record);

} // namespace mostro::simulation
