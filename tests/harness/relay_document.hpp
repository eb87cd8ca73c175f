// SPDX-License-Identifier: MIT
//
// The relay's description of itself (NIP-11).
#pragma once

#include "tests/harness/relay_options.hpp"

namespace mostro::devnet {

/// The NIP-11 document as JSON.
std::string relay_information(const relay_options& options);

} // namespace mostro::devnet
