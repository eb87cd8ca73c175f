// SPDX-License-Identifier: MIT
//
// The frame of every stored value: one version byte, the first 8 bytes of
// SHA-256(key length, key, payload), the payload (protobuf). Damage, a value
// under a foreign key and a newer frame are told apart from data, never guessed.
#pragma once

#include "messages/bytes.hpp"

namespace google::protobuf {
class MessageLite;
}

namespace mostro::storage {

/// Where a value is stored, for its checksum and for error texts.
struct record_place {
  const char* table = "";
  byte_view key;
};

/// Makes the error `damaged` that names table and key.
error damaged_record(const record_place& where, std::string_view what);

/// Serializes and frames a message.
std::string seal_record(const record_place& where, const google::protobuf::MessageLite& content);

/// Checks the frame and parses into `out`; otherwise `damaged`.
status open_record(const record_place& where, byte_view stored, google::protobuf::MessageLite& out);

} // namespace mostro::storage
