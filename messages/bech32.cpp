// SPDX-License-Identifier: MIT
//
// The checksum of BIP-173 and the regrouping of bits around it.
#include "messages/bech32.hpp"

#include <algorithm>

namespace mostro::bech32 {

namespace {

constexpr std::string_view alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
constexpr size_t checksum_size = 6;
constexpr uint32_t valid_checksum = 1;

uint32_t step(uint32_t state, uint8_t value) {
  constexpr std::array<uint32_t, 5> generator{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd,
                                              0x2a1462b3};
  const auto top = state >> 25;
  state = (state & 0x1ffffff) << 5 ^ value;
  for (size_t i = 0; i < generator.size(); ++i)
    if ((top >> i & 1) != 0)
      state ^= generator[i];
  return state;
}

uint32_t checksum_of(std::string_view prefix, const std::vector<uint8_t>& groups) {
  uint32_t state = 1;
  for (const char c : prefix)
    state = step(state, static_cast<uint8_t>(c) >> 5);
  state = step(state, 0);
  for (const char c : prefix)
    state = step(state, static_cast<uint8_t>(c) & 0x1f);
  for (const auto group : groups)
    state = step(state, group);
  return state;
}

/// Lower case of an all-lower or all-upper ASCII text; empty for anything else.
std::string in_one_case(std::string_view text) {
  bool has_lower = false;
  bool has_upper = false;
  std::string out{text};
  for (char& c : out) {
    if (c < 33 || c > 126)
      return {};
    has_lower |= c >= 'a' && c <= 'z';
    if (c >= 'A' && c <= 'Z') {
      has_upper = true;
      c = static_cast<char>(c - 'A' + 'a');
    }
  }
  return has_lower && has_upper ? std::string{} : out;
}

error malformed(const char* text) { return fail(errc::malformed, text); }

} // namespace

result<decoded> decode(std::string_view text) {
  const auto plain = in_one_case(text);
  const auto separator = plain.rfind('1');
  if (separator == std::string::npos || separator == 0)
    return malformed("not bech32");
  decoded out{plain.substr(0, separator), {}};
  out.groups.reserve(plain.size() - separator);
  for (const char c : std::string_view{plain}.substr(separator + 1)) {
    const auto value = alphabet.find(c);
    if (value == std::string_view::npos)
      return malformed("foreign character in bech32");
    out.groups.push_back(static_cast<uint8_t>(value));
  }
  if (out.groups.size() < checksum_size)
    return malformed("bech32 too short");
  if (checksum_of(out.prefix, out.groups) != valid_checksum)
    return malformed("wrong bech32 checksum");
  out.groups.resize(out.groups.size() - checksum_size);
  return out;
}

std::string encode(std::string_view prefix, const std::vector<uint8_t>& groups) {
  auto padded = groups;
  padded.resize(groups.size() + checksum_size);
  const auto checksum = checksum_of(prefix, padded) ^ valid_checksum;
  for (size_t i = 0; i < checksum_size; ++i)
    padded[groups.size() + i] = static_cast<uint8_t>(checksum >> (5 * (5 - i)) & 0x1f);
  std::string out{prefix};
  out += '1';
  for (const auto group : padded) {
    expects(group < alphabet.size(), "bech32 group wider than 5 bits");
    out += alphabet[group];
  }
  return out;
}

result<bytes> regroup(byte_view in, int from_bits, int to_bits, bool pad) {
  expects(from_bits > 0 && from_bits <= 8 && to_bits > 0 && to_bits <= 8, "group width");
  bytes out;
  out.reserve(in.size() * static_cast<size_t>(from_bits) / static_cast<size_t>(to_bits) + 1);
  const auto mask = (1U << to_bits) - 1;
  uint32_t bits = 0;
  int count = 0;
  for (const auto value : in) {
    if (value >> from_bits != 0)
      return malformed("group wider than announced");
    bits = (bits << from_bits | value) & 0xffff;
    for (count += from_bits; count >= to_bits;) {
      count -= to_bits;
      out.push_back(static_cast<uint8_t>(bits >> count & mask));
    }
  }
  const auto rest = bits & ((1U << count) - 1);
  if (pad && count > 0)
    out.push_back(static_cast<uint8_t>(rest << (to_bits - count) & mask));
  if (!pad && (count >= from_bits || rest != 0))
    return malformed("leftover bits");
  return out;
}

} // namespace mostro::bech32
