// SPDX-License-Identifier: MIT
//
// NIP-44 payloads. The first byte chooses: the rest is a payload as it came, a padded plaintext
// that is enciphered and authenticated as it is (so that lengths and padding are reached), or a
// plaintext that must come back.
#include "messages/hash.hpp"
#include "messages/nostr/nip44_keys.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/target.hpp"

using namespace mostro;

namespace {

constexpr size_t header_size = 33;
constexpr size_t longest_plaintext = 65535;

nostr::conversation_key key() { return nostr::conversation_key{fuzz::filled(0x11)}; }

/// The key stream under `nonce`, learnt from the encryption of a longest plaintext of zeros.
bytes key_stream(const bytes32& nonce) {
  const auto payload = nostr::encrypt(key(), std::string(longest_plaintext, '\0'), nonce);
  auto out = *bytes_from_base64(*payload);
  out.erase(out.begin(), out.begin() + header_size);
  out[0] ^= 0xff; // The length, 65535, is the only part that is not zero.
  out[1] ^= 0xff;
  return out;
}

/// Enciphers and authenticates `padded` without looking at it.
std::string payload_around(byte_view padded) {
  static const bytes32 nonce = fuzz::filled(0x22);
  static const bytes stream = key_stream(nonce);
  bytes out{2};
  out.insert(out.end(), nonce.begin(), nonce.end());
  for (size_t i = 0; i < std::min(padded.size(), stream.size()); ++i)
    out.push_back(padded[i] ^ stream[i]);
  const auto keys = nostr::make_message_keys(key(), nonce);
  const auto mac = hmac_sha256(keys.mac_key, byte_view{out}.subspan(1));
  out.insert(out.end(), mac.begin(), mac.end());
  return to_base64(out);
}

void judge_padded(byte_view padded) {
  const auto plain = nostr::decrypt(key(), payload_around(padded));
  if (!plain)
    return;
  fuzz::must(!plain->empty() && plain->size() <= longest_plaintext, "a plaintext has its limits");
  fuzz::must(padded.size() == 2 + nostr::padded_size(plain->size()), "the padding is exact");
  const auto again = nostr::encrypt(key(), *plain, fuzz::filled(0x22));
  fuzz::must(again && *again == payload_around(padded), "one plaintext, one payload");
}

void judge_plain(const std::string& plain) {
  const auto payload = nostr::encrypt(key(), plain, fuzz::filled(0x23));
  fuzz::must(payload.has_value() == (!plain.empty() && plain.size() <= longest_plaintext),
             "1 to 65535 bytes are encrypted");
  if (!payload)
    return;
  const auto back = nostr::decrypt(key(), *payload);
  fuzz::must(back && *back == plain, "a plaintext comes back");
  auto broken = *payload;
  broken[60] = broken[60] == 'A' ? 'B' : 'A';
  fuzz::must(!nostr::decrypt(key(), broken), "a changed payload is refused");
}

} // namespace

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  fuzz::input in{data, size};
  switch (in.pick(3)) {
  case 0:
    static_cast<void>(nostr::decrypt(key(), in.rest_text()));
    break;
  case 1:
    judge_padded(in.rest());
    break;
  default:
    judge_plain(in.rest_text());
  }
  return 0;
}
