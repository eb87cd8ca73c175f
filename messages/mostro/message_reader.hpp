// SPDX-License-Identifier: MIT
//
// Private to messages/mostro: reading messages and payloads out of JSON that
// is already parsed, for the transports, whose tuples hold a message.
#pragma once

#include "messages/mostro/message.hpp"
#include "messages/mostro/object_reader.hpp"

namespace mostro {

/// Reads a payload object or `null`; false when a client would be dropped.
bool read(const json::value& v, payload& into);

/// Reads an envelope; `malformed` when a client would be dropped.
result<message> read_message(const json::value& v);

} // namespace mostro
