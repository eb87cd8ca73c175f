// SPDX-License-Identifier: MIT
//
// LND's refusals of payment requests that do not decode (spec 06 §5), found in
// the order in which LND looks at the text.
#include "messages/bech32.hpp"
#include "tests/harness/lightning_payment.hpp"

#include <algorithm>
#include <cctype>

namespace mostro::devnet {

namespace {

constexpr std::string_view alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
constexpr size_t checksum_length = 6;
/// Timestamp and signature in 5-bit groups: what every invoice has.
constexpr size_t least_groups = 7 + 104;

bool any_of(std::string_view text, int (*kind)(int)) {
  return std::any_of(text.begin(), text.end(),
                     [kind](char c) { return kind(static_cast<unsigned char>(c)) != 0; });
}

std::string lower(std::string_view text) {
  std::string out{text};
  for (char& c : out)
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

rpc_status judge_bech32(std::string_view text) {
  if (text.size() < 8)
    return refuse("invalid bech32 string length " + std::to_string(text.size()));
  for (const char c : text) {
    if (c < 33 || c > 126)
      return refuse(std::string{"invalid character in string: '"} + c + "'");
  }
  if (any_of(text, std::islower) && any_of(text, std::isupper))
    return refuse("string not all lowercase or all uppercase");
  const std::string small = lower(text);
  const size_t one = small.rfind('1');
  if (one == std::string::npos || one < 1 || one + 7 > small.size())
    return refuse("invalid index of 1");
  std::vector<uint8_t> groups;
  for (const char c : std::string_view{small}.substr(one + 1)) {
    const size_t value = alphabet.find(c);
    if (value == std::string_view::npos)
      return refuse("failed converting data to bytes: invalid character not part of charset: " +
                    std::to_string(static_cast<int>(c)));
    groups.push_back(static_cast<uint8_t>(value));
  }
  const std::string got = small.substr(small.size() - checksum_length);
  groups.resize(groups.size() - checksum_length);
  const std::string right = bech32::encode(small.substr(0, one), groups);
  const std::string expected = right.substr(right.size() - checksum_length);
  if (got != expected)
    return refuse("checksum failed. Expected " + expected + ", got " + got + ".");
  return succeeded();
}

/// The part of the prefix that names the chain: what BOLT 11 writes after `ln`.
std::string_view chain_letters(bolt11::network network) {
  switch (network) {
  case bolt11::network::mainnet:
    return "bc";
  case bolt11::network::testnet:
    return "tb";
  case bolt11::network::signet:
    return "tbs";
  case bolt11::network::regtest:
    return "bcrt";
  case bolt11::network::simnet:
    return "sb";
  }
  return {};
}

/// True when `prefix` (after `ln`) is for `network`: the letters, then nothing or an amount.
bool is_for(std::string_view prefix, bolt11::network network) {
  const auto letters = chain_letters(network);
  if (!prefix.starts_with(letters))
    return false;
  const auto rest = prefix.substr(letters.size());
  return rest.empty() || std::isdigit(static_cast<unsigned char>(rest.front())) != 0;
}

} // namespace

rpc_answer<bolt11::invoice> decode_as_lnd(std::string_view text, bolt11::network network) {
  if (auto readable = judge_bech32(text); !readable)
    return readable.why();
  const std::string small = lower(text);
  const size_t one = small.rfind('1');
  const std::string_view prefix = std::string_view{small}.substr(0, one);
  if (!prefix.starts_with("ln"))
    return refuse("prefix should be \"ln\"");
  if (!is_for(prefix.substr(2), network))
    return refuse("invoice not for current active network '" +
                  std::string{bolt11::to_string(network)} + "'");
  if (small.size() - one - 1 - checksum_length < least_groups)
    return refuse("short invoice");
  auto decoded = bolt11::decode(text);
  if (!decoded && decoded.why().text == "invoice without a payment secret")
    return refuse("payment request must contain either a payment address or blinded paths");
  if (!decoded)
    return refuse(decoded.why().text);
  return *std::move(decoded);
}

uint64_t final_cltv_delta_of(const bolt11::invoice& decoded) {
  constexpr uint64_t bolt_default = 18;
  constexpr uint64_t lnd_default = 24;
  const uint64_t stated = decoded.min_final_cltv_expiry_delta;
  return stated == bolt_default ? lnd_default : stated;
}

} // namespace mostro::devnet
