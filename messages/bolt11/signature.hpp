// SPDX-License-Identifier: MIT
//
// Recoverable ECDSA over the text of an invoice (BOLT 11 "Data Part").
// Used by decode.cpp and encode.cpp only.
#pragma once

#include "messages/bolt11/invoice.hpp"

namespace mostro::bolt11 {

/// The signature as an invoice carries it: r, s, recovery id.
using recoverable_signature = std::array<uint8_t, 65>;

/// The digest that is signed: SHA-256 of the prefix and of the 5-bit groups before the
/// signature, filled with zero bits to whole bytes.
result<bytes32> signing_digest(std::string_view prefix, byte_view groups);

/// Signs with RFC 6979 nonces; `invalid` for a bad key.
result<recoverable_signature> sign_digest(const bytes32& digest, const secret_key& key);

/// Recovers the signer. A high S is accepted, as the BOLT's examples demand.
result<node_id> recover_signer(const recoverable_signature& signature, const bytes32& digest);

/// Checks the signature against a stated signer; a high S is refused.
status verify_signer(const recoverable_signature& signature, const bytes32& digest,
                     const node_id& signer);

} // namespace mostro::bolt11
