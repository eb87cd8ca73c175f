// SPDX-License-Identifier: MIT
//
// Bech32 (BIP-173) without its 90-character limit: NIP-19, BOLT 11 and LNURL.
#pragma once

#include "messages/bytes.hpp"

namespace mostro::bech32 {

/// A decoded string: the human-readable part and the 5-bit groups, checksum removed.
struct decoded {
  std::string prefix;
  std::vector<uint8_t> groups;
};

/// Decodes; mixed case, a foreign character or a wrong checksum is an error.
result<decoded> decode(std::string_view text);
/// Encodes 5-bit groups in lower case.
std::string encode(std::string_view prefix, const std::vector<uint8_t>& groups);
/// Regroups bits; when `pad` is false, set padding bits or 5+ leftover bits are an error.
result<bytes> regroup(byte_view in, int from_bits, int to_bits, bool pad);

} // namespace mostro::bech32
