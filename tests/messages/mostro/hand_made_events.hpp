// SPDX-License-Identifier: MIT
//
// Events of clients that do not write as we do, and of attackers: every layer
// is made by hand.
#pragma once

#include "messages/hash.hpp"
#include "messages/json.hpp"
#include "samples.hpp"

namespace hand_made {

inline std::string quoted(const std::string& text) {
  std::string out;
  mostro::json::write_string(out, text);
  return out;
}

inline std::string signature(const std::string& text, const mostro::nostr::key_pair& key) {
  return "\"" +
         mostro::to_hex(mostro::nostr::schnorr_sign(mostro::sha256(mostro::as_bytes(text)),
                                                    key.secret, mostro::bytes32{})) +
         "\"";
}

/// An identity proof of `identity` for `trade` over the text.
inline std::string proof(const std::string& text, const mostro::nostr::key_pair& identity,
                         const mostro::public_key& trade) {
  return "[\"" + identity.pub.hex() + "\"," +
         signature(mostro::identity_proof_text(trade, text), identity) + "]";
}

inline std::string encrypted(const std::string& text, const mostro::nostr::key_pair& from) {
  const auto key = mostro::nostr::make_conversation_key(from.secret, samples::node_key().pub);
  return mostro::nostr::encrypt(key.value(), text, samples::filled(5)).value();
}

inline mostro::nostr::event signed_event(uint16_t kind, const std::string& content,
                                         const mostro::nostr::key_pair& from) {
  mostro::nostr::event_draft draft;
  draft.created_at = {1'700'000'000};
  draft.kind = kind;
  draft.content = encrypted(content, from);
  return mostro::nostr::sign(draft, from.secret, mostro::bytes32{});
}

/// A kind 14 event of `from` around a plaintext.
inline mostro::nostr::event direct(const std::string& plaintext,
                                   const mostro::nostr::key_pair& from) {
  return signed_event(14, plaintext, from);
}

/// A gift wrap around any seal.
inline mostro::nostr::event wrap_of(const mostro::nostr::event& seal) {
  return signed_event(1059, mostro::nostr::to_json(seal), samples::key(std::string(64, '9')));
}

/// A gift wrap around any rumor text, sealed by `seal_key`.
inline mostro::nostr::event wrapped(const std::string& rumor,
                                    const mostro::nostr::key_pair& seal_key) {
  return wrap_of(signed_event(13, rumor, seal_key));
}

/// A rumor as the Dart client writes it: with `sig` and a `p` tag, without order.
inline std::string dart_rumor(const std::string& content, const mostro::public_key& author,
                              const std::string& kind = "1") {
  return "{\"sig\":\"\",\"content\":" + quoted(content) + ",\"tags\":[[\"p\",\"" +
         samples::node_key().pub.hex() + "\"]],\"kind\":" + kind +
         ",\"created_at\":1700000001,\"pubkey\":\"" + author.hex() + "\",\"id\":\"" +
         std::string(64, '0') + "\"}";
}

/// What the node makes of an event.
inline mostro::result<mostro::opened_message> open(const mostro::nostr::event& e) {
  return mostro::open_message(e, samples::node_key().secret);
}

inline mostro::errc fault_of(const mostro::nostr::event& e) {
  const auto out = open(e);
  REQUIRE_FALSE(out);
  return out.why().code;
}

} // namespace hand_made
