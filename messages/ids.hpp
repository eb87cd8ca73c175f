// SPDX-License-Identifier: MIT
//
// Identifiers as types: a payment hash cannot be passed for an event id.
#pragma once

#include "messages/bytes.hpp"
#include "messages/secret.hpp"

#include <compare>
#include <functional>

namespace mostro {

/// A 32-byte identifier; `Tag` tells one use from another.
template <class Tag>
struct id32 {
  bytes32 data{};

  friend auto operator<=>(const id32&, const id32&) = default;

  /// Lower-case hex.
  std::string hex() const { return to_hex(data); }
  /// True when all bytes are zero.
  bool is_zero() const { return data == bytes32{}; }
  /// Parses 64 hex characters.
  static result<id32> from_hex(std::string_view text) {
    auto parsed = bytes32_from_hex(text);
    if (!parsed)
      return parsed.why();
    return id32{*parsed};
  }
};

/// An x-only secp256k1 public key (BIP-340).
using public_key = id32<struct public_key_tag>;
/// The id of a Nostr event (NIP-01).
using event_id = id32<struct event_id_tag>;
/// SHA-256 of a preimage (BOLT 11 `p`).
using payment_hash = id32<struct payment_hash_tag>;
/// The 32 bytes that settle a hold invoice.
using preimage = secret<bytes32>;
/// A secp256k1 secret key.
using secret_key = secret<bytes32>;

/// A UUID: 16 bytes, written lower-case and hyphenated.
template <class Tag>
struct uuid {
  std::array<uint8_t, 16> data{};

  friend auto operator<=>(const uuid&, const uuid&) = default;
  /// Lower-case hyphenated text.
  std::string text() const;
  /// Parses hyphenated, simple, braced and urn forms in any letter case (spec 01 §1.2).
  static result<uuid> parse(std::string_view text);
  /// Makes a version 4 UUID out of 16 random bytes.
  static uuid from_random(std::array<uint8_t, 16> random);
};

using order_id = uuid<struct order_id_tag>;
using dispute_id = uuid<struct dispute_id_tag>;

extern template struct uuid<struct order_id_tag>;
extern template struct uuid<struct dispute_id_tag>;

/// Returns the payment hash of a preimage.
payment_hash hash_of(const preimage& p);

} // namespace mostro

template <class Tag>
struct std::hash<mostro::id32<Tag>> {
  size_t operator()(const mostro::id32<Tag>& id) const noexcept {
    size_t out = 0;
    for (size_t i = 0; i < sizeof(size_t); ++i)
      out = (out << 8) | id.data[i];
    return out;
  }
};

template <class Tag>
struct std::hash<mostro::uuid<Tag>> {
  size_t operator()(const mostro::uuid<Tag>& id) const noexcept {
    size_t out = 0;
    for (size_t i = 0; i < sizeof(size_t); ++i)
      out = (out << 8) | id.data[i];
    return out;
  }
};
