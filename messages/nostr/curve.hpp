// SPDX-License-Identifier: MIT
//
// Private to messages/: the process-wide secp256k1 context. It is created once,
// blinded against side channels and constant afterwards, so threads share it.
#pragma once

struct secp256k1_context_struct;

namespace mostro::nostr {

/// The context for signing, verifying and key arithmetic.
const secp256k1_context_struct* curve_context();

} // namespace mostro::nostr
