// SPDX-License-Identifier: MIT
//
// What an event's id and signature prove, and what its tags and kind mean.
#include "messages/nostr/event.hpp"

#include "messages/hash.hpp"
#include "messages/nostr/event_json.hpp"
#include "messages/nostr/keys.hpp"

#include <algorithm>
#include <bit>
#include <charconv>

namespace mostro::nostr {

event_id compute_id(const event_draft& draft, const public_key& author) {
  std::string preimage;
  write_id_preimage(preimage, draft, author);
  return event_id{sha256(as_bytes(preimage))};
}

event_id compute_id(const event& e) {
  return compute_id(event_draft{e.created_at, e.kind, e.tags, e.content}, e.pubkey);
}

event sign(const event_draft& draft, const secret_key& key, const bytes32& aux) {
  const auto pair = key_pair_from(key);
  expects(pair.has_value(), "signing with a secret key out of range");
  event out;
  out.pubkey = pair->pub;
  out.created_at = draft.created_at;
  out.kind = draft.kind;
  out.tags = draft.tags;
  out.content = draft.content;
  out.id = compute_id(draft, out.pubkey);
  out.sig = schnorr_sign(out.id.data, key, aux);
  return out;
}

bool verify(const event& e) {
  return compute_id(e) == e.id && schnorr_verify(e.sig, e.id.data, e.pubkey);
}

std::optional<std::string> first_tag_value(const std::vector<tag>& tags, std::string_view name) {
  const auto found = std::find_if(tags.begin(), tags.end(),
                                  [&](const tag& t) { return !t.empty() && t.front() == name; });
  if (found == tags.end() || found->size() < 2)
    return std::nullopt;
  return (*found)[1];
}

std::optional<unix_time> expiration_of(const event& e) {
  const auto text = first_tag_value(e.tags, "expiration");
  if (!text)
    return std::nullopt;
  const auto* const end = text->data() + text->size();
  unix_time out;
  const auto [stop, fault] = std::from_chars(text->data(), end, out.seconds);
  if (fault != std::errc{} || stop != end || out.seconds < 0)
    return std::nullopt;
  return out;
}

unsigned leading_zero_bits(const event_id& id) {
  unsigned out = 0;
  for (const auto byte : id.data) {
    out += static_cast<unsigned>(std::countl_zero(byte));
    if (byte != 0)
      break;
  }
  return out;
}

bool is_replaceable(uint16_t kind) {
  return kind == 0 || kind == 3 || (kind >= 10000 && kind < 20000);
}

bool is_addressable(uint16_t kind) { return kind >= 30000 && kind < 40000; }

bool is_ephemeral(uint16_t kind) { return kind >= 20000 && kind < 30000; }

} // namespace mostro::nostr
