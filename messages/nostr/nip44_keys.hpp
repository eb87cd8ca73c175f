// SPDX-License-Identifier: MIT
//
// Private to messages/nostr: the parts of NIP-44 that have official vectors of
// their own.
#pragma once

#include "messages/nostr/nip44.hpp"

namespace mostro::nostr {

/// The keys of one message.
struct message_keys {
  bytes32 cipher_key{};
  std::array<uint8_t, 12> cipher_nonce{};
  bytes32 mac_key{};

  message_keys() = default;
  message_keys(const message_keys&) = default;
  message_keys& operator=(const message_keys&) = default;
  /// Wipes the keys.
  ~message_keys();
};

/// HKDF-Expand of the conversation key with the nonce.
message_keys make_message_keys(const conversation_key& key, const bytes32& nonce);

/// How many bytes a plaintext of `size` (1..65535) takes after padding, length prefix excluded.
size_t padded_size(size_t size);

} // namespace mostro::nostr
