// SPDX-License-Identifier: MIT
//
// Keys and signatures on secp256k1 (BIP-340) and the ECDH of NIP-44.
#include "messages/nostr/keys.hpp"

#include "messages/nostr/curve.hpp"

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <secp256k1.h>
#include <secp256k1_ecdh.h>
#include <secp256k1_extrakeys.h>
#include <secp256k1_schnorrsig.h>

#include <algorithm>
#include <memory>

namespace mostro::nostr {

namespace {

struct context_deleter {
  void operator()(secp256k1_context* c) const { secp256k1_context_destroy(c); }
};
using context_owner = std::unique_ptr<secp256k1_context, context_deleter>;

context_owner make_context() {
  context_owner out{secp256k1_context_create(SECP256K1_CONTEXT_NONE)};
  expects(out != nullptr, "no secp256k1 context");
  // Blinding changes no result, only what an observer of the hardware sees.
  bytes32 seed{};
  expects(RAND_bytes(seed.data(), static_cast<int>(seed.size())) == 1, "no random bytes");
  expects(secp256k1_context_randomize(out.get(), seed.data()) == 1, "secp256k1 blinding failed");
  OPENSSL_cleanse(seed.data(), seed.size());
  return out;
}

/// A libsecp256k1 key pair that is wiped when it goes.
struct wiped_key_pair {
  secp256k1_keypair value{};

  wiped_key_pair() = default;
  wiped_key_pair(const wiped_key_pair&) = delete;
  wiped_key_pair& operator=(const wiped_key_pair&) = delete;
  ~wiped_key_pair() { OPENSSL_cleanse(&value, sizeof value); }
};

/// An ECDH "hash" that keeps the x coordinate as it is.
int keep_x(unsigned char* out, const unsigned char* x, const unsigned char*, void*) {
  std::copy_n(x, 32, out);
  return 1;
}

} // namespace

const secp256k1_context* curve_context() {
  static const context_owner context = make_context();
  return context.get();
}

result<key_pair> key_pair_from(const secret_key& secret) {
  wiped_key_pair pair;
  if (secp256k1_keypair_create(curve_context(), &pair.value, secret.reveal().data()) != 1)
    return fail(errc::invalid, "secret key out of range");
  secp256k1_xonly_pubkey pub;
  expects(secp256k1_keypair_xonly_pub(curve_context(), &pub, nullptr, &pair.value) == 1,
          "key pair without public half");
  key_pair out{secret, {}};
  expects(secp256k1_xonly_pubkey_serialize(curve_context(), out.pub.data.data(), &pub) == 1,
          "public key does not serialize");
  return out;
}

bytes64 schnorr_sign(const bytes32& digest, const secret_key& key, const bytes32& aux) {
  wiped_key_pair pair;
  expects(secp256k1_keypair_create(curve_context(), &pair.value, key.reveal().data()) == 1,
          "signing with a secret key out of range");
  bytes64 out;
  expects(secp256k1_schnorrsig_sign32(curve_context(), out.data(), digest.data(), &pair.value,
                                      aux.data()) == 1,
          "signing failed");
  return out;
}

bool schnorr_verify(const bytes64& sig, const bytes32& digest, const public_key& key) {
  secp256k1_xonly_pubkey pub;
  if (secp256k1_xonly_pubkey_parse(curve_context(), &pub, key.data.data()) != 1)
    return false;
  return secp256k1_schnorrsig_verify(curve_context(), sig.data(), digest.data(), digest.size(),
                                     &pub) == 1;
}

result<secret<bytes32>> ecdh_x(const secret_key& key, const public_key& peer) {
  std::array<uint8_t, 33> even_y{2};
  std::copy(peer.data.begin(), peer.data.end(), even_y.begin() + 1);
  secp256k1_pubkey point;
  if (secp256k1_ec_pubkey_parse(curve_context(), &point, even_y.data(), even_y.size()) != 1)
    return fail(errc::invalid, "public key is not on the curve");
  bytes32 x{};
  if (secp256k1_ecdh(curve_context(), x.data(), &point, key.reveal().data(), keep_x, nullptr) != 1)
    return fail(errc::invalid, "secret key out of range");
  secret<bytes32> out{x};
  OPENSSL_cleanse(x.data(), x.size());
  return out;
}

} // namespace mostro::nostr
