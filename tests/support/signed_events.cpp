// SPDX-License-Identifier: MIT
//
// Deterministic keys and events.
#include "tests/support/signed_events.hpp"

namespace mostro::test_support {

nostr::key_pair numbered_key(uint8_t number) {
  bytes32 raw{};
  raw[31] = number;
  return *nostr::key_pair_from(secret_key{raw});
}

nostr::event signed_event(const nostr::key_pair& author, uint16_t kind, int64_t created_at,
                          std::string content, std::vector<nostr::tag> tags) {
  return nostr::sign({unix_time{created_at}, kind, std::move(tags), std::move(content)},
                     author.secret, bytes32{});
}

} // namespace mostro::test_support
