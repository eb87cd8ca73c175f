// SPDX-License-Identifier: MIT
//
// Hex and base64, written out because OpenSSL's base64 decoder is lenient:
// it skips blanks and counts padding as zero bytes.
#include "messages/bytes.hpp"

#include <algorithm>

namespace mostro {

namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::string_view base64_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr uint8_t foreign = 0xff;

constexpr uint8_t hex_value(char c) {
  if (c >= '0' && c <= '9')
    return static_cast<uint8_t>(c - '0');
  if (c >= 'a' && c <= 'f')
    return static_cast<uint8_t>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F')
    return static_cast<uint8_t>(c - 'A' + 10);
  return foreign;
}

constexpr std::array<uint8_t, 256> make_base64_values() {
  std::array<uint8_t, 256> out{};
  out.fill(foreign);
  for (size_t i = 0; i < base64_alphabet.size(); ++i)
    out[static_cast<uint8_t>(base64_alphabet[i])] = static_cast<uint8_t>(i);
  return out;
}

constexpr auto base64_values = make_base64_values();

bool decode_hex(std::string_view hex, uint8_t* out) {
  for (size_t i = 0; i + 1 < hex.size(); i += 2) {
    const auto high = hex_value(hex[i]);
    const auto low = hex_value(hex[i + 1]);
    if (high == foreign || low == foreign)
      return false;
    out[i / 2] = static_cast<uint8_t>(high << 4 | low);
  }
  return true;
}

template <size_t Size>
result<std::array<uint8_t, Size>> fixed_from_hex(std::string_view hex) {
  std::array<uint8_t, Size> out;
  if (hex.size() != 2 * Size || !decode_hex(hex, out.data()))
    return fail(errc::malformed, "not " + std::to_string(2 * Size) + " hex characters");
  return out;
}

/// Decodes 2 to 4 characters into 1 to 3 bytes; false for foreign or set spare bits.
bool decode_base64_group(std::string_view group, bytes& out) {
  uint32_t bits = 0;
  for (const char c : group) {
    const auto value = base64_values[static_cast<uint8_t>(c)];
    if (value == foreign)
      return false;
    bits = bits << 6 | value;
  }
  const auto spare = group.size() * 6 % 8;
  if ((bits & ((1U << spare) - 1)) != 0)
    return false;
  bits >>= spare;
  for (size_t i = group.size() - 1; i-- > 0;)
    out.push_back(static_cast<uint8_t>(bits >> (8 * i)));
  return true;
}

} // namespace

std::string to_hex(byte_view data) {
  std::string out;
  out.reserve(2 * data.size());
  for (const auto b : data) {
    out += hex_digits[b >> 4];
    out += hex_digits[b & 0x0f];
  }
  return out;
}

result<bytes> bytes_from_hex(std::string_view hex) {
  bytes out(hex.size() / 2);
  if (hex.size() % 2 != 0 || !decode_hex(hex, out.data()))
    return fail(errc::malformed, "not hex");
  return out;
}

result<bytes32> bytes32_from_hex(std::string_view hex) { return fixed_from_hex<32>(hex); }

result<bytes64> bytes64_from_hex(std::string_view hex) { return fixed_from_hex<64>(hex); }

std::string to_base64(byte_view data) {
  std::string out;
  out.reserve((data.size() + 2) / 3 * 4);
  for (size_t i = 0; i < data.size(); i += 3) {
    const auto count = std::min<size_t>(3, data.size() - i);
    uint32_t bits = 0;
    for (size_t j = 0; j < 3; ++j)
      bits = bits << 8 | (j < count ? data[i + j] : 0U);
    for (size_t j = 0; j < 4; ++j)
      out += j <= count ? base64_alphabet[bits >> (18 - 6 * j) & 0x3f] : '=';
  }
  return out;
}

result<bytes> bytes_from_base64(std::string_view text) {
  const auto bad = [] { return fail(errc::malformed, "not base64"); };
  if (text.size() % 4 != 0)
    return bad();
  if (text.ends_with("=="))
    text.remove_suffix(2);
  else if (text.ends_with('='))
    text.remove_suffix(1);
  bytes out;
  out.reserve(text.size() / 4 * 3 + 3);
  for (size_t i = 0; i < text.size(); i += 4)
    if (!decode_base64_group(text.substr(i, 4), out))
      return bad();
  return out;
}

} // namespace mostro
