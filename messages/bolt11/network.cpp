// SPDX-License-Identifier: MIT
//
// LND's names of the chains.
#include "messages/bolt11/invoice.hpp"

#include <utility>

namespace mostro::bolt11 {

namespace {

constexpr std::array<std::pair<network, std::string_view>, 5> names{{
    {network::mainnet, "mainnet"},
    {network::testnet, "testnet"},
    {network::signet, "signet"},
    {network::regtest, "regtest"},
    {network::simnet, "simnet"},
}};

} // namespace

std::string_view to_string(network n) {
  for (const auto& [value, name] : names) {
    if (value == n)
      return name;
  }
  return "unknown";
}

std::optional<network> parse_network(std::string_view name) {
  for (const auto& [value, text] : names) {
    if (text == name)
      return value;
  }
  return std::nullopt;
}

} // namespace mostro::bolt11
