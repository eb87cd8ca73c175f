// SPDX-License-Identifier: MIT
//
// The demo: one sell and one buy trade against a running devnet and a running
// mostrod, told step by step.
#pragma once

#include "messages/ids.hpp"

#include <filesystem>
#include <ostream>

namespace mostro::devnet {

/// Runs both trades with the wallets alice (seller) and bob (buyer): the sell
/// order over nip44, the buy order over gift wraps. `directory` is mostro-devnet's,
/// `node` the daemon's key. Errors name the step that was waited for in vain, or
/// the sats that are missing.
status run_demo(const std::filesystem::path& directory, const public_key& node, std::ostream& out);

} // namespace mostro::devnet
