// SPDX-License-Identifier: MIT
//
// secp256k1 keys and BIP-340 signatures, NIP-19 spellings, NIP-06 derivation
// for test clients. The only file whose source includes libsecp256k1's core API.
#pragma once

#include "messages/ids.hpp"

#include <string>
#include <string_view>

namespace mostro::nostr {

/// A secret key with its public half.
struct key_pair {
  secret_key secret;
  public_key pub;
};

/// Derives the public half; error `invalid` for 0 or a value >= the group order.
result<key_pair> key_pair_from(const secret_key& secret);

/// Signs a 32-byte digest (BIP-340); `aux` is 32 random bytes.
bytes64 schnorr_sign(const bytes32& digest, const secret_key& key, const bytes32& aux);

/// Verifies a BIP-340 signature over a 32-byte digest.
bool schnorr_verify(const bytes64& sig, const bytes32& digest, const public_key& key);

/// The unhashed x coordinate of ECDH with the even-Y lift of `peer`; error when
/// `peer` is not on the curve or `key` is invalid.
result<secret<bytes32>> ecdh_x(const secret_key& key, const public_key& peer);

/// NIP-19 `npub1…`.
std::string to_npub(const public_key& key);
/// NIP-19 `nsec1…`; shown only by tools that the owner asked for it.
std::string to_nsec(const secret_key& key);
/// Parses `npub1…` or 64 hex characters.
result<public_key> parse_public_key(std::string_view text);
/// Parses `nsec1…` or 64 hex characters and checks the range.
result<key_pair> parse_secret_key(std::string_view text);

/// NIP-06 as Mostro clients use it: m/44'/1237'/38383'/0/`index`, empty
/// passphrase (spec 01 §6). The words are not checked against the word list.
result<key_pair> derive_key(std::string_view mnemonic, uint32_t index);

} // namespace mostro::nostr
