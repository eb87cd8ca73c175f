// SPDX-License-Identifier: MIT
//
// The libsecp256k1 side of invoices.
#include "messages/bolt11/signature.hpp"

#include "messages/bech32.hpp"
#include "messages/hash.hpp"

#include <memory>
#include <secp256k1.h>
#include <secp256k1_recovery.h>

namespace mostro::bolt11 {

namespace {

struct destroy_context {
  void operator()(secp256k1_context* context) const { secp256k1_context_destroy(context); }
};
using context_ptr = std::unique_ptr<secp256k1_context, destroy_context>;

/// Signing needs a context of its own; since 0.2.0 its tables are static, so making one is cheap.
context_ptr signing_context() {
  return context_ptr{secp256k1_context_create(SECP256K1_CONTEXT_NONE)};
}

node_id serialize(const secp256k1_context* context, const secp256k1_pubkey& key) {
  node_id out{};
  size_t length = out.size();
  secp256k1_ec_pubkey_serialize(context, out.data(), &length, &key, SECP256K1_EC_COMPRESSED);
  return out;
}

error unrecoverable() { return fail(errc::bad_signature, "invoice signature is not recoverable"); }

} // namespace

result<bytes32> signing_digest(std::string_view prefix, byte_view groups) {
  auto data = bech32::regroup(groups, 5, 8, true);
  if (!data)
    return data.why();
  bytes text(prefix.begin(), prefix.end());
  text.insert(text.end(), data->begin(), data->end());
  return sha256(text);
}

result<recoverable_signature> sign_digest(const bytes32& digest, const secret_key& key) {
  const auto context = signing_context();
  secp256k1_ecdsa_recoverable_signature raw;
  if (secp256k1_ecdsa_sign_recoverable(context.get(), &raw, digest.data(), key.reveal().data(),
                                       nullptr, nullptr) != 1)
    return fail(errc::invalid, "not a secret key");
  recoverable_signature out{};
  int recovery_id = 0;
  secp256k1_ecdsa_recoverable_signature_serialize_compact(context.get(), out.data(), &recovery_id,
                                                          &raw);
  out[64] = static_cast<uint8_t>(recovery_id);
  return out;
}

result<node_id> recover_signer(const recoverable_signature& signature, const bytes32& digest) {
  if (signature[64] > 3)
    return unrecoverable();
  const auto* context = secp256k1_context_static;
  secp256k1_ecdsa_recoverable_signature raw;
  if (secp256k1_ecdsa_recoverable_signature_parse_compact(context, &raw, signature.data(),
                                                          signature[64]) != 1)
    return unrecoverable();
  secp256k1_pubkey key;
  if (secp256k1_ecdsa_recover(context, &key, &raw, digest.data()) != 1)
    return unrecoverable();
  return serialize(context, key);
}

status verify_signer(const recoverable_signature& signature, const bytes32& digest,
                     const node_id& signer) {
  const auto* context = secp256k1_context_static;
  secp256k1_pubkey key;
  if (secp256k1_ec_pubkey_parse(context, &key, signer.data(), signer.size()) != 1)
    return fail(errc::invalid, "invoice states a payee that is not a public key");
  secp256k1_ecdsa_signature raw;
  if (secp256k1_ecdsa_signature_parse_compact(context, &raw, signature.data()) != 1 ||
      secp256k1_ecdsa_verify(context, &raw, digest.data(), &key) != 1)
    return fail(errc::bad_signature, "invoice is not signed by its stated payee");
  return done();
}

result<node_id> node_id_of(const secret_key& key) {
  const auto context = signing_context();
  secp256k1_pubkey pub;
  if (secp256k1_ec_pubkey_create(context.get(), &pub, key.reveal().data()) != 1)
    return fail(errc::invalid, "not a secret key");
  return serialize(context.get(), pub);
}

} // namespace mostro::bolt11
