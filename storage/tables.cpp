// SPDX-License-Identifier: MIT
#include "storage/tables.hpp"

#include "messages/hash.hpp"

#include <algorithm>

namespace mostro::storage {

std::array<uint8_t, 8> big_endian(uint64_t number) {
  std::array<uint8_t, 8> out{};
  for (size_t i = out.size(); i-- > 0; number >>= 8)
    out[i] = static_cast<uint8_t>(number);
  return out;
}

uint64_t from_big_endian(byte_view data) {
  expects(data.size() >= 8, "from_big_endian: fewer than 8 bytes");
  uint64_t out = 0;
  for (uint8_t b : data.first(8))
    out = (out << 8) | b;
  return out;
}

std::array<uint8_t, 24> key_within_order(const order_id& order, uint64_t number) {
  std::array<uint8_t, 24> out{};
  auto end = std::copy(order.data.begin(), order.data.end(), out.begin());
  std::ranges::copy(big_endian(number), end);
  return out;
}

std::array<uint8_t, 40> seen_by_time_key(unix_time received_at, const event_id& id) {
  constexpr uint64_t sign_bit = uint64_t{1} << 63;
  const auto time = big_endian(static_cast<uint64_t>(received_at.seconds) ^ sign_bit);
  std::array<uint8_t, 40> out{};
  auto end = std::copy(time.begin(), time.end(), out.begin());
  std::copy(id.data.begin(), id.data.end(), end);
  return out;
}

bytes32 name_key(std::string_view name) { return sha256(as_bytes(name)); }

} // namespace mostro::storage
