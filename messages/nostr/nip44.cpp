// SPDX-License-Identifier: MIT
//
// NIP-44 version 2. A payload is base64 of
//   version (1) | nonce (32) | ciphertext (2 + padded plaintext) | MAC (32).
#include "messages/nostr/nip44.hpp"

#include "messages/hash.hpp"
#include "messages/nostr/keys.hpp"
#include "messages/nostr/nip44_keys.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <bit>
#include <memory>

namespace mostro::nostr {

namespace {

constexpr uint8_t version = 2;
constexpr size_t min_plaintext = 1;
constexpr size_t max_plaintext = 65535;
constexpr size_t header_size = 33; // version and nonce
constexpr size_t prefix_size = 2;  // length of the plaintext
constexpr size_t mac_size = 32;
// The base64 sizes of the smallest and the largest padded plaintext (32 and 65536 bytes).
constexpr size_t min_payload = 132;
constexpr size_t max_payload = 87472;

struct cipher_context_deleter {
  void operator()(EVP_CIPHER_CTX* c) const { EVP_CIPHER_CTX_free(c); }
};
using cipher_context = std::unique_ptr<EVP_CIPHER_CTX, cipher_context_deleter>;

/// ChaCha20 from block 0, in place; the same in both directions.
void apply_cipher(const message_keys& keys, std::span<uint8_t> data) {
  static const EVP_CIPHER* const algorithm = EVP_CIPHER_fetch(nullptr, "ChaCha20", nullptr);
  thread_local const cipher_context context{EVP_CIPHER_CTX_new()};
  // OpenSSL wants the 32-bit little-endian block counter before the nonce.
  std::array<uint8_t, 16> counter_and_nonce{};
  std::copy(keys.cipher_nonce.begin(), keys.cipher_nonce.end(), counter_and_nonce.begin() + 4);
  int size = 0;
  expects(EVP_EncryptInit_ex2(context.get(), algorithm, keys.cipher_key.data(),
                              counter_and_nonce.data(), nullptr) == 1 &&
              EVP_EncryptUpdate(context.get(), data.data(), &size, data.data(),
                                static_cast<int>(data.size())) == 1,
          "ChaCha20 failed");
  // The thread keeps the context, but not the key in it.
  EVP_CIPHER_CTX_reset(context.get());
}

/// HKDF-Expand step: T(n) = HMAC(key, T(n-1) | info | n).
bytes32 expand(const conversation_key& key, byte_view previous, const bytes32& info, uint8_t n) {
  bytes data(previous.begin(), previous.end());
  data.insert(data.end(), info.begin(), info.end());
  data.push_back(n);
  const auto out = hmac_sha256(key.reveal(), data);
  OPENSSL_cleanse(data.data(), data.size());
  return out;
}

/// Takes the plaintext out of decrypted bytes; the padding must be exactly ours.
result<std::string> remove_padding(byte_view padded) {
  const auto size = static_cast<size_t>(padded[0] << 8 | padded[1]);
  if (size < min_plaintext || padded.size() != prefix_size + padded_size(size))
    return fail(errc::malformed, "NIP-44: wrong padding");
  const auto text = padded.subspan(prefix_size, size);
  const auto zeros = padded.subspan(prefix_size + size);
  if (std::any_of(zeros.begin(), zeros.end(), [](uint8_t b) { return b != 0; }))
    return fail(errc::malformed, "NIP-44: wrong padding");
  return std::string{text.begin(), text.end()};
}

} // namespace

message_keys::~message_keys() {
  OPENSSL_cleanse(cipher_key.data(), cipher_key.size());
  OPENSSL_cleanse(cipher_nonce.data(), cipher_nonce.size());
  OPENSSL_cleanse(mac_key.data(), mac_key.size());
}

message_keys make_message_keys(const conversation_key& key, const bytes32& nonce) {
  message_keys out;
  out.cipher_key = expand(key, {}, nonce, 1);
  const auto second = expand(key, out.cipher_key, nonce, 2);
  const auto third = expand(key, second, nonce, 3);
  std::copy_n(second.begin(), 12, out.cipher_nonce.begin());
  std::copy_n(second.begin() + 12, 20, out.mac_key.begin());
  std::copy_n(third.begin(), 12, out.mac_key.begin() + 20);
  return out;
}

size_t padded_size(size_t size) {
  if (size <= 32)
    return 32;
  const auto power = std::bit_ceil(size);
  const auto chunk = power <= 256 ? 32 : power / 8;
  return (size + chunk - 1) / chunk * chunk;
}

result<conversation_key> make_conversation_key(const secret_key& mine, const public_key& theirs) {
  const auto shared = ecdh_x(mine, theirs);
  if (!shared)
    return shared.why();
  // HKDF-Extract is HMAC with the salt as key.
  return conversation_key{hmac_sha256(as_bytes("nip44-v2"), shared->reveal())};
}

result<std::string> encrypt(const conversation_key& key, std::string_view plaintext,
                            const bytes32& nonce) {
  if (plaintext.size() < min_plaintext || plaintext.size() > max_plaintext)
    return fail(errc::too_large, "NIP-44: plaintext not of 1 to 65535 bytes");
  const auto body_size = prefix_size + padded_size(plaintext.size());
  bytes payload(header_size + body_size + mac_size);
  payload[0] = version;
  std::copy(nonce.begin(), nonce.end(), payload.begin() + 1);
  const auto body = std::span{payload}.subspan(header_size, body_size);
  body[0] = static_cast<uint8_t>(plaintext.size() >> 8);
  body[1] = static_cast<uint8_t>(plaintext.size());
  std::copy(plaintext.begin(), plaintext.end(), body.begin() + prefix_size);

  const auto keys = make_message_keys(key, nonce);
  apply_cipher(keys, body);
  const auto authenticated = byte_view{payload}.subspan(1, nonce.size() + body_size);
  const auto mac = hmac_sha256(keys.mac_key, authenticated);
  std::copy(mac.begin(), mac.end(), payload.end() - mac_size);
  return to_base64(payload);
}

result<std::string> decrypt(const conversation_key& key, std::string_view payload) {
  if (payload.starts_with('#'))
    return fail(errc::malformed, "NIP-44: unknown version");
  if (payload.size() < min_payload || payload.size() > max_payload)
    return fail(errc::malformed, "NIP-44: wrong payload length");
  auto data = bytes_from_base64(payload);
  if (!data)
    return fail(errc::malformed, "NIP-44: payload is not base64");
  if (data->front() != version)
    return fail(errc::malformed, "NIP-44: unknown version");
  constexpr auto smallest = header_size + prefix_size + 32 + mac_size;
  if (data->size() < smallest)
    return fail(errc::malformed, "NIP-44: wrong payload length");

  bytes32 nonce;
  std::copy_n(data->begin() + 1, nonce.size(), nonce.begin());
  const auto body_size = data->size() - header_size - mac_size;
  const auto body = std::span{*data}.subspan(header_size, body_size);
  const auto keys = make_message_keys(key, nonce);
  const auto authenticated = byte_view{*data}.subspan(1, nonce.size() + body_size);
  const auto stated_mac = byte_view{*data}.last(mac_size);
  if (!equal_in_constant_time(hmac_sha256(keys.mac_key, authenticated), stated_mac))
    return fail(errc::bad_signature, "NIP-44: wrong MAC");
  apply_cipher(keys, body);
  return remove_padding(body);
}

} // namespace mostro::nostr
