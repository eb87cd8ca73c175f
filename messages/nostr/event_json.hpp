// SPDX-License-Identifier: MIT
//
// Private to messages/nostr: events and tags inside larger JSON texts (frames,
// rumors), read from parsed values and appended to strings.
#pragma once

#include "messages/json.hpp"
#include "messages/nostr/event.hpp"

namespace mostro::nostr {

/// Appends an array of strings.
void write_strings(std::string& out, const std::vector<std::string>& strings);
/// Appends the array of all tags.
void write_tags(std::string& out, const std::vector<tag>& tags);
/// Appends the array over which NIP-01 defines the id.
void write_id_preimage(std::string& out, const event_draft& draft, const public_key& author);
/// Appends the NIP-01 object.
void write_event(std::string& out, const event& e);

/// Reads an array of strings.
result<std::vector<std::string>> read_strings(const json::value& v);
/// Reads seconds since the epoch; negative ones are an error.
result<unix_time> read_time(const json::value& v);
/// Reads a kind, 0..65535.
result<uint16_t> read_kind(const json::value& v);
/// Reads an event object; see `parse_event`. The size of the text is the caller's to check.
result<event> read_event(const json::value& v, const event_limits& limits);

} // namespace mostro::nostr
