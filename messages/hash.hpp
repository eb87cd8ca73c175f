// SPDX-License-Identifier: MIT
//
// SHA-256 and HMAC-SHA256 (OpenSSL).
#pragma once

#include "messages/bytes.hpp"

namespace mostro {

/// SHA-256 of one byte string.
bytes32 sha256(byte_view data);

/// SHA-256 applied twice.
bytes32 sha256d(byte_view data);

/// HMAC-SHA256 of `data` under `key`.
bytes32 hmac_sha256(byte_view key, byte_view data);

/// HMAC-SHA512, for BIP-32.
bytes64 hmac_sha512(byte_view key, byte_view data);

/// Compares in constant time.
bool equal_in_constant_time(byte_view a, byte_view b);

} // namespace mostro
