// SPDX-License-Identifier: MIT
//
// Keys and signed events for tests: the same number always gives the same key.
#pragma once

#include "messages/nostr/event.hpp"
#include "messages/nostr/keys.hpp"

#include <string>
#include <vector>

namespace mostro::test_support {

/// The key pair of a small number, 1 or more.
nostr::key_pair numbered_key(uint8_t number);

/// A valid event by that key.
nostr::event signed_event(const nostr::key_pair& author, uint16_t kind, int64_t created_at,
                          std::string content = "", std::vector<nostr::tag> tags = {});

} // namespace mostro::test_support
