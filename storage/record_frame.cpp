// SPDX-License-Identifier: MIT
#include "storage/record_frame.hpp"

#include "messages/hash.hpp"

#include <algorithm>
#include <google/protobuf/message_lite.h>
#include <limits>

namespace mostro::storage {
namespace {

constexpr uint8_t frame_version = 1;
constexpr size_t checksum_size = 8;
constexpr size_t header_size = 1 + checksum_size;

std::array<uint8_t, checksum_size> checksum_of(byte_view key, byte_view payload) {
  bytes covered;
  covered.reserve(1 + key.size() + payload.size());
  covered.push_back(static_cast<uint8_t>(key.size()));
  covered.insert(covered.end(), key.begin(), key.end());
  covered.insert(covered.end(), payload.begin(), payload.end());
  const bytes32 digest = sha256(covered);
  std::array<uint8_t, checksum_size> out{};
  std::copy_n(digest.begin(), out.size(), out.begin());
  return out;
}

} // namespace

error damaged_record(const record_place& where, std::string_view what) {
  return error{errc::damaged, std::string(where.table) + "/" + to_hex(where.key) + ": " +
                                  std::string(what) + "; restore the directory from a backup"};
}

std::string seal_record(const record_place& where, const google::protobuf::MessageLite& content) {
  std::string payload;
  expects(content.SerializeToString(&payload), "a record does not serialize");
  const auto checksum = checksum_of(where.key, as_bytes(payload));
  std::string out;
  out.reserve(header_size + payload.size());
  out.push_back(static_cast<char>(frame_version));
  out.append(checksum.begin(), checksum.end());
  out += payload;
  return out;
}

status open_record(const record_place& where, byte_view stored,
                   google::protobuf::MessageLite& out) {
  if (stored.empty())
    return damaged_record(where, "the record is empty");
  if (stored[0] != frame_version)
    return damaged_record(where, "record format " + std::to_string(stored[0]) +
                                     ", this program knows " + std::to_string(frame_version));
  if (stored.size() < header_size)
    return damaged_record(where, "the record is cut short");
  const byte_view payload = stored.subspan(header_size);
  if (!std::ranges::equal(stored.subspan(1, checksum_size), checksum_of(where.key, payload)))
    return damaged_record(where, "the checksum does not match");
  if (payload.size() > static_cast<size_t>(std::numeric_limits<int>::max()) ||
      !out.ParseFromArray(payload.data(), static_cast<int>(payload.size())))
    return damaged_record(where, "the record does not parse");
  return done();
}

} // namespace mostro::storage
