// SPDX-License-Identifier: MIT
//
// NIP-44 version 2 encryption (spec 01 §2.1): ECDH, HKDF, ChaCha20, HMAC.
#pragma once

#include "messages/ids.hpp"

#include <string>
#include <string_view>

namespace mostro::nostr {

/// The symmetric key that two parties share for ever; costs ~60 us to make.
using conversation_key = secret<bytes32>;

/// Makes the conversation key of `mine` and `theirs`.
result<conversation_key> make_conversation_key(const secret_key& mine, const public_key& theirs);

/// Encrypts 1..65535 bytes of UTF-8; `nonce` is 32 random bytes, never reused.
result<std::string> encrypt(const conversation_key& key, std::string_view plaintext,
                            const bytes32& nonce);

/// Decrypts a payload: `bad_signature` when the MAC differs, `malformed` when
/// the base64, version, length or padding is wrong.
result<std::string> decrypt(const conversation_key& key, std::string_view payload);

} // namespace mostro::nostr
