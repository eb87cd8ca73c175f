// SPDX-License-Identifier: MIT
//
// NIP-59 gift wraps as Mostro uses them (spec 01 §2.2): a rumor of the trade
// key inside a seal of the identity key inside a wrap of a throw-away key. The
// two inner authors differ on purpose.
#pragma once

#include "messages/nostr/event.hpp"
#include "messages/nostr/keys.hpp"

namespace mostro::nostr {

/// What a gift wrap held.
struct opened_gift_wrap {
  public_key seal_author;  ///< The identity key.
  public_key rumor_author; ///< The trade key (stated, bound by the inner signature).
  unix_time rumor_created_at;
  std::string rumor_content;
};

/// All randomness of one wrap; filled by the caller.
struct gift_wrap_randomness {
  secret_key ephemeral;       ///< The wrap's throw-away author.
  bytes32 seal_nonce{};       ///< NIP-44 nonce of the seal.
  bytes32 wrap_nonce{};       ///< NIP-44 nonce of the wrap.
  bytes32 seal_aux{};         ///< BIP-340 auxiliary bytes of the seal.
  bytes32 wrap_aux{};         ///< BIP-340 auxiliary bytes of the wrap.
  seconds seal_back_dating{}; ///< 0..172799.
  seconds wrap_back_dating{}; ///< 0..172799.
};

/// Wraps `content`: rumor kind 1 by `rumor_author` created `now`, seal signed by
/// `seal_key`, wrap addressed to `receiver`. Rumor members: id, pubkey,
/// created_at, kind, tags, content. `expiration` adds a NIP-40 tag before `p`.
result<event> make_gift_wrap(std::string_view content, const public_key& rumor_author,
                             const key_pair& seal_key, const public_key& receiver, unix_time now,
                             const gift_wrap_randomness& random,
                             std::optional<unix_time> expiration = std::nullopt);

/// Opens a kind 1059 event with the receiver's key. `not_for_us` when the outer
/// decryption fails; `bad_signature` when the seal does not verify (id and
/// signature); `malformed` when a layer is not what the NIP says. The wrap's own
/// signature is the caller's to verify.
result<opened_gift_wrap> open_gift_wrap(const event& wrap, const secret_key& receiver);

} // namespace mostro::nostr
