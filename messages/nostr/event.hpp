// SPDX-License-Identifier: MIT
//
// Nostr events: their id, signature and JSON (NIP-01). Reading is strict and
// bounded; nothing here trusts a stated id or signature.
#pragma once

#include "messages/ids.hpp"
#include "messages/time.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mostro::nostr {

/// One tag: its name and values.
using tag = std::vector<std::string>;

/// The kinds of events that this program knows by name.
namespace kind {
constexpr uint16_t metadata = 0;
constexpr uint16_t rumor = 1;
constexpr uint16_t seal = 13;
constexpr uint16_t direct = 14;
constexpr uint16_t gift_wrap = 1059;
constexpr uint16_t dev_fee = 8383;
constexpr uint16_t relay_list = 10002;
constexpr uint16_t authentication = 22242;
constexpr uint16_t rates = 30078;
constexpr uint16_t order = 38383;
constexpr uint16_t rating = 38384;
constexpr uint16_t info = 38385;
constexpr uint16_t dispute = 38386;
} // namespace kind

/// What an author states before signing.
struct event_draft {
  unix_time created_at;
  uint16_t kind = 0;
  std::vector<tag> tags;
  std::string content;
};

/// A signed event. Equality of `id` is equality of content, not of signature.
struct event {
  event_id id;
  public_key pubkey;
  unix_time created_at;
  uint16_t kind = 0;
  std::vector<tag> tags;
  std::string content;
  bytes64 sig{};

  friend bool operator==(const event&, const event&) = default;
};

/// The limits of what is read from outside; spec 01 §3 step 0.
struct event_limits {
  size_t max_bytes = 65536;
  size_t max_tags = 2000;
};

/// The NIP-01 id of a draft by `author`.
event_id compute_id(const event_draft& draft, const public_key& author);
/// Recomputes the id of a signed event.
event_id compute_id(const event& e);

/// Signs a draft; `aux` is 32 random bytes (BIP-340).
event sign(const event_draft& draft, const secret_key& key, const bytes32& aux);

/// True when the stated id is the right one and the signature is by `pubkey`.
bool verify(const event& e);

/// Serializes as the NIP-01 object with the members in the order
/// id, pubkey, created_at, kind, tags, content, sig.
std::string to_json(const event& e);

/// Parses one event object. Unknown members are ignored; wrong types, wrong
/// lengths, invalid UTF-8 and anything beyond the limits are errors.
result<event> parse_event(std::string_view json, const event_limits& limits = {});

/// The first value of the first tag named `name`.
std::optional<std::string> first_tag_value(const std::vector<tag>& tags, std::string_view name);

/// NIP-40: the time from which the event is void, when it has one that parses.
std::optional<unix_time> expiration_of(const event& e);

/// NIP-13: the number of leading zero bits of an id.
unsigned leading_zero_bits(const event_id& id);

/// True for kinds of which a relay keeps only the newest (NIP-01 replaceable).
bool is_replaceable(uint16_t kind);
/// True for kinds of which a relay keeps the newest per `d` tag (NIP-01 addressable).
bool is_addressable(uint16_t kind);
/// True for kinds that a relay does not store (NIP-01 ephemeral).
bool is_ephemeral(uint16_t kind);

} // namespace mostro::nostr
