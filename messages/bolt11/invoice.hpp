// SPDX-License-Identifier: MIT
//
// BOLT 11 invoices: decoding with signature recovery, and encoding for the
// simulated Lightning nodes.
#pragma once

#include "messages/ids.hpp"
#include "messages/money.hpp"
#include "messages/time.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mostro::bolt11 {

/// A compressed secp256k1 public key: a Lightning node id.
using node_id = std::array<uint8_t, 33>;

/// The chain that an invoice is for.
enum class network : uint8_t { mainnet, testnet, signet, regtest, simnet };

/// LND's name of a network (`mainnet`, `testnet`, …).
std::string_view to_string(network n);
/// Parses LND's name; none for a chain that we do not map.
std::optional<network> parse_network(std::string_view name);

/// One hop of a private route (BOLT 11 `r`).
struct route_hop {
  node_id node{};
  uint64_t short_channel_id = 0;
  uint32_t fee_base_msat = 0;
  uint32_t fee_proportional_millionths = 0;
  uint16_t cltv_expiry_delta = 0;
};

/// What an invoice says.
struct invoice {
  bolt11::network network = bolt11::network::mainnet;
  std::optional<msats> amount; ///< Absent: the payer chooses.
  unix_time timestamp;
  mostro::payment_hash payment_hash;
  std::optional<bytes32> payment_secret;
  std::string description;
  std::optional<bytes32> description_hash;
  seconds expiry{3600};
  uint64_t min_final_cltv_expiry_delta = 18;
  std::vector<std::vector<route_hop>> routes;
  bytes features;  ///< The raw `9` field, big-endian bits; may be empty.
  node_id payee{}; ///< From the `n` field, else recovered from the signature.

  /// The first second at which it is void.
  unix_time expires_at() const { return timestamp + expiry; }
};

/// Decodes and checks bech32, fields and signature; `malformed`, `invalid` (a
/// rule of the BOLT, e.g. sub-millisatoshi amounts, no payment hash) or
/// `bad_signature`. The scheme prefix `lightning:` is not accepted.
result<invoice> decode(std::string_view text);

/// Encodes and signs; the fields are written in the order s, p, d or h, x, c, 9, r.
/// `node_key` must be a valid secret key.
result<std::string> encode(const invoice& what, const secret_key& node_key);

/// Derives the compressed public key of a Lightning node's secret key.
result<node_id> node_id_of(const secret_key& key);

} // namespace mostro::bolt11
