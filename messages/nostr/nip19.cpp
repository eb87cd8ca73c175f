// SPDX-License-Identifier: MIT
//
// NIP-19: the bech32 spellings npub and nsec. Error texts never repeat the
// input, which may be a secret with a typing error.
#include "messages/bech32.hpp"
#include "messages/nostr/keys.hpp"

#include <algorithm>

namespace mostro::nostr {

namespace {

std::string to_bech32(std::string_view prefix, const bytes32& data) {
  return bech32::encode(prefix, bech32::regroup(data, 8, 5, true).value());
}

result<bytes32> from_bech32(std::string_view prefix, std::string_view text) {
  const auto parsed = bech32::decode(text);
  if (!parsed)
    return parsed.why();
  if (parsed->prefix != prefix)
    return fail(errc::malformed, "bech32 text is not an " + std::string{prefix});
  const auto data = bech32::regroup(parsed->groups, 5, 8, false);
  if (!data)
    return data.why();
  bytes32 out;
  if (data->size() != out.size())
    return fail(errc::malformed, std::string{prefix} + " of a wrong length");
  std::copy(data->begin(), data->end(), out.begin());
  return out;
}

/// Reads hex when the text is as long as hex, which no npub or nsec is.
result<bytes32> from_either(std::string_view prefix, std::string_view text) {
  return text.size() == 64 ? bytes32_from_hex(text) : from_bech32(prefix, text);
}

} // namespace

std::string to_npub(const public_key& key) { return to_bech32("npub", key.data); }

std::string to_nsec(const secret_key& key) { return to_bech32("nsec", key.reveal()); }

result<public_key> parse_public_key(std::string_view text) {
  const auto data = from_either("npub", text);
  if (!data)
    return data.why();
  return public_key{*data};
}

result<key_pair> parse_secret_key(std::string_view text) {
  const auto data = from_either("nsec", text);
  if (!data)
    return data.why();
  return key_pair_from(secret_key{*data});
}

} // namespace mostro::nostr
