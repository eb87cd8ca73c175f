// SPDX-License-Identifier: MIT
//
// Identity keys as releases 0.14.0 to 0.16.4 with a password stored them (spec 05
// §8.6): which ones are encrypted, and the parts of the ciphertext. Pure.
#pragma once

#include "messages/bytes.hpp"

namespace mostro::importing {

/// The parts of an encrypted key: ChaCha20-Poly1305 under a key of Argon2id and `salt`.
struct encrypted_key {
  std::array<uint8_t, 12> nonce{};
  std::array<uint8_t, 16> salt{};
  bytes sealed; ///< Without the tag: 64 hex characters.
  std::array<uint8_t, 16> tag{};
};

/// True for 64 hex characters: a key that is not encrypted.
bool is_plain_key(std::string_view stored);

/// Splits base64(nonce, salt, ciphertext, tag); `malformed` for anything else.
result<encrypted_key> split_encrypted_key(std::string_view stored);

} // namespace mostro::importing
