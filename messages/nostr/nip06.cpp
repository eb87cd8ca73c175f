// SPDX-License-Identifier: MIT
//
// NIP-06 for test clients: BIP-39 seed, then BIP-32 private derivation along
// m/44'/1237'/38383'/0/index.
#include "messages/hash.hpp"
#include "messages/nostr/curve.hpp"
#include "messages/nostr/keys.hpp"

#include <openssl/evp.h>
#include <secp256k1.h>

#include <algorithm>

namespace mostro::nostr {

namespace {

constexpr uint32_t hardened = 0x80000000;
constexpr int seed_rounds = 2048;

/// A private key of BIP-32 with its chain code.
struct extended_key {
  bytes32 key;
  bytes32 chain_code;
};

extended_key split(const bytes64& whole) {
  extended_key out;
  std::copy_n(whole.begin(), 32, out.key.begin());
  std::copy_n(whole.begin() + 32, 32, out.chain_code.begin());
  return out;
}

bytes64 seed_of(std::string_view mnemonic) {
  static constexpr std::string_view salt = "mnemonic"; // and the empty passphrase
  bytes64 out;
  expects(PKCS5_PBKDF2_HMAC(mnemonic.data(), static_cast<int>(mnemonic.size()),
                            as_bytes(salt).data(), static_cast<int>(salt.size()), seed_rounds,
                            EVP_sha512(), static_cast<int>(out.size()), out.data()) == 1,
          "PBKDF2 failed");
  return out;
}

void append_compressed_public_key(bytes& out, const bytes32& key) {
  secp256k1_pubkey point;
  std::array<uint8_t, 33> compressed;
  size_t size = compressed.size();
  expects(secp256k1_ec_pubkey_create(curve_context(), &point, key.data()) == 1 &&
              secp256k1_ec_pubkey_serialize(curve_context(), compressed.data(), &size, &point,
                                            SECP256K1_EC_COMPRESSED) == 1,
          "derived key without public half");
  out.insert(out.end(), compressed.begin(), compressed.end());
}

/// BIP-32 CKDpriv; an error in the one of 2^127 cases in which there is no such child.
result<extended_key> child_of(const extended_key& parent, uint32_t index) {
  bytes data;
  if (index >= hardened) {
    data.push_back(0);
    data.insert(data.end(), parent.key.begin(), parent.key.end());
  } else {
    append_compressed_public_key(data, parent.key);
  }
  for (int shift = 24; shift >= 0; shift -= 8)
    data.push_back(static_cast<uint8_t>(index >> shift));
  auto child = split(hmac_sha512(parent.chain_code, data));
  auto tweaked = parent.key;
  if (secp256k1_ec_seckey_tweak_add(curve_context(), tweaked.data(), child.key.data()) != 1)
    return fail(errc::invalid, "no child key at this index");
  child.key = tweaked;
  return child;
}

} // namespace

result<key_pair> derive_key(std::string_view mnemonic, uint32_t index) {
  if (index >= hardened)
    return fail(errc::out_of_range, "key index beyond 2^31 - 1");
  auto key = split(hmac_sha512(as_bytes("Bitcoin seed"), seed_of(mnemonic)));
  if (secp256k1_ec_seckey_verify(curve_context(), key.key.data()) != 1)
    return fail(errc::invalid, "mnemonic without master key");
  for (const auto step : {44 | hardened, 1237 | hardened, 38383 | hardened, 0U, index}) {
    auto child = child_of(key, step);
    if (!child)
      return child.why();
    key = *child;
  }
  return key_pair_from(secret_key{key.key});
}

} // namespace mostro::nostr
