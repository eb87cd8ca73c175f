// SPDX-License-Identifier: MIT
#include "actors/import/identity_key_rules.hpp"

#include <algorithm>

namespace mostro::importing {

bool is_plain_key(std::string_view stored) { return bytes32_from_hex(stored).has_value(); }

result<encrypted_key> split_encrypted_key(std::string_view stored) {
  constexpr size_t hex_characters = 64;
  auto raw = bytes_from_base64(stored);
  encrypted_key out;
  auto around = out.nonce.size() + out.salt.size() + out.tag.size();
  if (!raw || raw->size() != around + hex_characters)
    return fail(errc::malformed, "neither a key nor an encrypted key");
  auto from = raw->begin();
  auto take = [&from](auto& part) {
    std::copy_n(from, part.size(), part.begin());
    from += static_cast<ptrdiff_t>(part.size());
  };
  take(out.nonce);
  take(out.salt);
  out.sealed.resize(hex_characters);
  take(out.sealed);
  take(out.tag);
  return out;
}

} // namespace mostro::importing
