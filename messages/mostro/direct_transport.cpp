// SPDX-License-Identifier: MIT
//
// Protocol version 2: a kind 14 event signed by the trade key, whose content
// is a NIP-44 encrypted 3-tuple (spec 01 §2.3).
#include "messages/mostro/transport_parts.hpp"

namespace mostro::direct {

namespace {

result<nostr::conversation_key> known_or_made(const nostr::conversation_key* known,
                                              const secret_key& mine, const public_key& theirs) {
  if (known != nullptr)
    return *known;
  return nostr::make_conversation_key(mine, theirs);
}

} // namespace

result<opened_message> open(const nostr::event& e, const secret_key& receiver,
                            const nostr::conversation_key* known) {
  const auto key = known_or_made(known, receiver, e.pubkey);
  if (!key)
    return fail(errc::not_for_us, "direct event: the author's key is no key");
  const auto plaintext = nostr::decrypt(*key, e.content);
  if (!plaintext)
    return fail(errc::not_for_us, "direct event: " + plaintext.why().text);
  auto tuple = parse_tuple(*plaintext, transport::nip44);
  if (!tuple)
    return tuple.why();
  return judge(std::move(*tuple), e.pubkey, std::nullopt, e.created_at, transport::nip44);
}

result<nostr::event> send(std::string_view tuple, const nostr::key_pair& from, const public_key& to,
                          const sending_context& context) {
  const auto* known = context.conversation ? &*context.conversation : nullptr;
  const auto key = known_or_made(known, from.secret, to);
  if (!key)
    return key.why();
  auto content = nostr::encrypt(*key, tuple, context.nonce);
  if (!content)
    return content.why();
  nostr::event_draft draft;
  draft.created_at = context.created_at;
  draft.kind = nostr::kind::direct;
  // The `p` tag stays even when somebody writes to himself: clients filter by it.
  draft.tags.push_back({"p", to.hex()});
  if (context.expiration)
    draft.tags.push_back({"expiration", std::to_string(context.expiration->seconds)});
  draft.content = std::move(*content);
  return nostr::sign(draft, from.secret, context.aux);
}

} // namespace mostro::direct
