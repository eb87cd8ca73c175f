// SPDX-License-Identifier: MIT
//
// Private to messages/mostro: the JSON arrays in which a message travels
// together with its signatures (spec 01 §2.2, §2.3).
#pragma once

#include "messages/mostro/message.hpp"
#include "messages/mostro/transport.hpp"

#include <string>
#include <string_view>

namespace mostro {

/// The third element of a v2 tuple: who vouches for the trade key.
struct identity_proof {
  public_key identity;
  bytes64 signature{};
};

/// A tuple whose signatures were not checked yet.
struct unchecked_tuple {
  mostro::message message;
  std::string received; ///< The exact bytes of element 0.
  std::optional<bytes64> trade_signature;
  std::optional<identity_proof> proof; ///< v2 only.
};

/// Parses a tuple: exactly two elements on gift wraps, exactly three on nip44.
/// `malformed` for a wrong shape, `bad_signature` for a signature that is not hex.
result<unchecked_tuple> parse_tuple(std::string_view text, transport via);

/// True when the trade signature is by `trade_key` over the canonical form or
/// over the received bytes (decision 11). The tuple must have one.
bool is_trade_signature_valid(const unchecked_tuple& tuple, const public_key& trade_key);

/// True when the identity vouches for `trade_key` and this very message, in the
/// canonical form or in the received bytes. The tuple must have a proof.
bool is_proof_valid(const unchecked_tuple& tuple, const public_key& trade_key);

/// Serializes a v1 tuple, `[message,signature|null]`.
std::string make_gift_wrap_tuple(std::string_view canonical,
                                 const std::optional<bytes64>& trade_signature);

/// Serializes a v2 tuple, `[message,signature|null,[identity,signature]|null]`.
std::string make_direct_tuple(std::string_view canonical,
                              const std::optional<bytes64>& trade_signature,
                              const std::optional<identity_proof>& proof);

} // namespace mostro
