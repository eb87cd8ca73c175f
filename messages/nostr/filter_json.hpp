// SPDX-License-Identifier: MIT
//
// Private to messages/nostr: filters inside request frames.
#pragma once

#include "messages/json.hpp"
#include "messages/nostr/filter.hpp"

namespace mostro::nostr {

/// Appends the NIP-01 object.
void write_filter(std::string& out, const filter& f);

/// Reads a filter object. Members that NIP-01 does not define are ignored, as a
/// relay without that extension must; wrong types and ids that are not 64
/// lower-case hex characters are errors.
result<filter> read_filter(const json::value& v);

} // namespace mostro::nostr
