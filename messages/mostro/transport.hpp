// SPDX-License-Identifier: MIT
//
// How a Mostro message travels (spec 01 §2): version 1 in a NIP-59 gift wrap
// around a 2-tuple, version 2 in a NIP-44 direct event (kind 14) around a 3-tuple.
#pragma once

#include "messages/mostro/message.hpp"
#include "messages/nostr/gift_wrap.hpp"
#include "messages/nostr/nip44.hpp"

namespace mostro {

/// The transport of one message; the numbers are the protocol versions.
enum class transport : uint8_t { gift_wrap = 1, nip44 = 2 };

/// A message that was opened and whose signatures were checked.
struct opened_message {
  mostro::message message;
  public_key sender;                ///< The trade key: replies go there.
  public_key identity;              ///< The identity key; equals `sender` in full-privacy mode.
  unix_time created_at;             ///< v2: the event's; v1: the rumor's.
  bool signed_by_trade_key = false; ///< An inner trade signature was present (and valid).
  mostro::transport via = transport::nip44;
};

/// Opens an event addressed to `node`: decrypts, parses the tuple and checks the
/// signatures that are present (spec 01 §3 steps 6-8). Accepts a signature over
/// the canonical form or over the exact received bytes (decision 11). Errors:
/// `not_for_us`, `malformed`, `bad_signature`. An identity that differs from the
/// sender without a trade signature is `bad_signature` too (step 10): otherwise
/// anybody could speak for a trade key. The event's own id and signature are the
/// caller's to verify beforehand. `known` is the conversation key of a v2 event's
/// author and the node, when the caller has it already.
result<opened_message> open_message(const nostr::event& e, const secret_key& node,
                                    const nostr::conversation_key* known = nullptr);

/// Who writes: a trade key and, in reputation mode, an identity key.
struct author {
  nostr::key_pair trade;
  std::optional<nostr::key_pair> identity;
};

/// What is random or timely in one outgoing event.
struct sending_context {
  unix_time created_at;                ///< v2: of the event; v1: of the rumor.
  std::optional<unix_time> expiration; ///< NIP-40; the node always sets it on v2.
  bytes32 nonce{};                     ///< v2: NIP-44 nonce.
  bytes32 aux{};                       ///< v2: BIP-340 auxiliary bytes of the event.
  bytes32 trade_aux{};                 ///< BIP-340 auxiliary bytes of the trade signature.
  bytes32 identity_aux{};              ///< BIP-340 auxiliary bytes of the identity proof.
  nostr::gift_wrap_randomness wrap;    ///< v1 only.
  std::optional<nostr::conversation_key> conversation; ///< v2: when it is known already.
};

/// Wraps a message of the node for a trader: no inner signatures, v1 without
/// expiration tag, v2 with exactly `p` and `expiration` (spec 01 §2.2, §2.3).
/// Sets the message's version to the transport's. v2 needs `context.expiration`.
result<nostr::event> wrap_for_trader(message m, transport via, const nostr::key_pair& node,
                                     const public_key& trader, const sending_context& context);

/// Wraps a message of a trader for the node, with trade signature and identity
/// proof where the author has an identity (what Mostro clients send).
result<nostr::event> wrap_for_node(message m, transport via, const author& from,
                                   const public_key& node, const sending_context& context);

/// Opens a message of the node as a client does: the author must be `node`.
result<message> open_reply(const nostr::event& e, const secret_key& trade_key,
                           const public_key& node);

/// The text that an identity proof signs (spec 01 §2.3).
std::string identity_proof_text(const public_key& trade_key, std::string_view canonical);

} // namespace mostro
