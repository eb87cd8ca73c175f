// SPDX-License-Identifier: MIT
//
// OpenSSL 3 looks algorithms up by name on every implicit use; here each is
// fetched once per process and each thread keeps its contexts.
#include "messages/hash.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <memory>

namespace mostro {

namespace {

struct digest_context_deleter {
  void operator()(EVP_MD_CTX* c) const { EVP_MD_CTX_free(c); }
};
struct mac_context_deleter {
  void operator()(EVP_MAC_CTX* c) const { EVP_MAC_CTX_free(c); }
};
using digest_context = std::unique_ptr<EVP_MD_CTX, digest_context_deleter>;
using mac_context = std::unique_ptr<EVP_MAC_CTX, mac_context_deleter>;

mac_context make_hmac_context(const char* digest) {
  static EVP_MAC* const algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  mac_context out{EVP_MAC_CTX_new(algorithm)};
  std::string name = digest;
  const std::array<OSSL_PARAM, 2> parameters{
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.data(), 0),
      OSSL_PARAM_construct_end()};
  expects(out && EVP_MAC_CTX_set_params(out.get(), parameters.data()) == 1, "no HMAC in OpenSSL");
  return out;
}

template <size_t Size>
std::array<uint8_t, Size> hmac(EVP_MAC_CTX* context, byte_view key, byte_view data) {
  // A null key would mean "the key of the last time".
  static constexpr uint8_t no_key = 0;
  const auto* key_data = key.empty() ? &no_key : key.data();
  std::array<uint8_t, Size> out;
  size_t size = 0;
  expects(EVP_MAC_init(context, key_data, key.size(), nullptr) == 1 &&
              EVP_MAC_update(context, data.data(), data.size()) == 1 &&
              EVP_MAC_final(context, out.data(), &size, out.size()) == 1 && size == Size,
          "HMAC failed");
  return out;
}

} // namespace

bytes32 sha256(byte_view data) {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  thread_local const digest_context context{EVP_MD_CTX_new()};
  bytes32 out;
  unsigned size = 0;
  expects(EVP_DigestInit_ex2(context.get(), algorithm, nullptr) == 1 &&
              EVP_DigestUpdate(context.get(), data.data(), data.size()) == 1 &&
              EVP_DigestFinal_ex(context.get(), out.data(), &size) == 1 && size == out.size(),
          "SHA-256 failed");
  return out;
}

bytes32 sha256d(byte_view data) { return sha256(sha256(data)); }

bytes32 hmac_sha256(byte_view key, byte_view data) {
  thread_local const auto context = make_hmac_context("SHA256");
  return hmac<32>(context.get(), key, data);
}

bytes64 hmac_sha512(byte_view key, byte_view data) {
  thread_local const auto context = make_hmac_context("SHA512");
  return hmac<64>(context.get(), key, data);
}

bool equal_in_constant_time(byte_view a, byte_view b) {
  return a.size() == b.size() && (a.empty() || CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0);
}

} // namespace mostro
