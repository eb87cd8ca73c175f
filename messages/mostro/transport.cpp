// SPDX-License-Identifier: MIT
//
// Opening and sending messages over either transport, and the rule that decides
// who a message is from (spec 01 §3 steps 6-8 and 10).
#include "messages/mostro/transport.hpp"

#include "messages/hash.hpp"
#include "messages/mostro/transport_parts.hpp"

namespace mostro {
namespace {

bytes64 sign_text(std::string_view text, const nostr::key_pair& key, const bytes32& aux) {
  return nostr::schnorr_sign(sha256(as_bytes(text)), key.secret, aux);
}

} // namespace

result<opened_message> judge(unchecked_tuple tuple, const public_key& sender,
                             const std::optional<public_key>& stated_identity, unix_time created_at,
                             transport via) {
  if (tuple.trade_signature && !is_trade_signature_valid(tuple, sender))
    return fail(errc::bad_signature, "the trade signature does not verify");
  if (tuple.proof && !is_proof_valid(tuple, sender))
    return fail(errc::bad_signature, "the identity proof does not verify");
  opened_message out;
  out.sender = sender;
  out.identity = tuple.proof ? tuple.proof->identity : stated_identity.value_or(sender);
  out.created_at = created_at;
  out.signed_by_trade_key = tuple.trade_signature.has_value();
  out.via = via;
  if (out.identity != out.sender && !out.signed_by_trade_key)
    return fail(errc::bad_signature, "an identity speaks for a trade key that did not sign");
  out.message = std::move(tuple.message);
  return out;
}

result<opened_message> open_message(const nostr::event& e, const secret_key& node,
                                    const nostr::conversation_key* known) {
  switch (e.kind) {
  case nostr::kind::direct:
    return direct::open(e, node, known);
  case nostr::kind::gift_wrap:
    return wrapped::open(e, node);
  default:
    return fail(errc::malformed, "no transport has kind " + std::to_string(e.kind));
  }
}

result<nostr::event> wrap_for_trader(message m, transport via, const nostr::key_pair& node,
                                     const public_key& trader, const sending_context& context) {
  m.version = static_cast<uint8_t>(via);
  const auto canonical = to_canonical_json(m);
  if (via == transport::gift_wrap)
    return nostr::make_gift_wrap(make_gift_wrap_tuple(canonical, std::nullopt), node.pub, node,
                                 trader, context.created_at, context.wrap);
  if (!context.expiration)
    return fail(errc::invalid, "a direct event of the node needs an expiration");
  return direct::send(make_direct_tuple(canonical, std::nullopt, std::nullopt), node, trader,
                      context);
}

result<nostr::event> wrap_for_node(message m, transport via, const author& from,
                                   const public_key& node, const sending_context& context) {
  m.version = static_cast<uint8_t>(via);
  const auto canonical = to_canonical_json(m);
  std::optional<bytes64> signature;
  std::optional<identity_proof> proof;
  if (from.identity) {
    signature = sign_text(canonical, from.trade, context.trade_aux);
    proof =
        identity_proof{from.identity->pub, sign_text(identity_proof_text(from.trade.pub, canonical),
                                                     *from.identity, context.identity_aux)};
  }
  if (via == transport::gift_wrap)
    return nostr::make_gift_wrap(make_gift_wrap_tuple(canonical, signature), from.trade.pub,
                                 from.identity.value_or(from.trade), node, context.created_at,
                                 context.wrap, context.expiration);
  return direct::send(make_direct_tuple(canonical, signature, proof), from.trade, node, context);
}

result<message> open_reply(const nostr::event& e, const secret_key& trade_key,
                           const public_key& node) {
  auto opened = open_message(e, trade_key);
  if (!opened)
    return opened.why();
  if (opened->sender != node || opened->identity != node)
    return fail(errc::bad_signature, "the reply is not by the node");
  return std::move(opened->message);
}

} // namespace mostro
