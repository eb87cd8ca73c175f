// SPDX-License-Identifier: MIT
//
// Invoices and fees for the tests of development fees.
#pragma once

#include "messages/bolt11/invoice.hpp"
#include "messages/dev_fee.hpp"
#include "messages/hash.hpp"
#include "messages/order_policy.hpp"

#include <catch2/catch.hpp>

namespace mostro::dev_fee_test {

constexpr unix_time now{1'700'000'000};
inline const std::string destination = "dev@fees.example";
inline const std::string npub = "npub1node";

/// How an invoice of the developers differs from a good one.
struct invoice_shape {
  sats amount{60};
  uint8_t number = 1; ///< Makes the payment hash.
  bolt11::network network = bolt11::network::regtest;
  uint64_t final_cltv = 40;
  unix_time made_at = now;
  uint8_t key = 7; ///< Of the payee's node.
};

inline secret_key node_key(uint8_t byte) {
  bytes32 raw{};
  raw.fill(byte);
  return secret_key{raw};
}

inline payment_hash hash_number(uint8_t number) {
  bytes32 raw{};
  raw.fill(number);
  return payment_hash{sha256(raw)};
}

inline std::string invoice_of(const invoice_shape& how = {}) {
  bolt11::invoice out;
  out.network = how.network;
  if (how.amount.value > 0)
    out.amount = to_msats(how.amount);
  out.timestamp = how.made_at;
  out.expiry = seconds{600};
  out.payment_hash = hash_number(how.number);
  bytes32 secret{};
  secret.fill(3);
  out.payment_secret = secret;
  out.description = "fee";
  out.min_final_cltv_expiry_delta = how.final_cltv;
  auto text = bolt11::encode(out, node_key(how.key));
  REQUIRE(text);
  return *text;
}

inline order_policy policy() {
  order_policy out;
  out.network = bolt11::network::regtest;
  out.our_node = bolt11::node_id_of(node_key(9)).value();
  return out;
}

/// The fee of order number `number`.
inline dev_fee_payment owed_fee(uint8_t number = 1, sats amount = sats{60}) {
  dev_fee_payment out;
  out.order.data.fill(number);
  out.amount = amount;
  out.owed_at = now;
  return out;
}

} // namespace mostro::dev_fee_test
