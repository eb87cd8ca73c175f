// SPDX-License-Identifier: MIT
//
// Signed invoices for tests of the index of payment hashes.
#pragma once

#include "messages/bolt11/invoice.hpp"

namespace mostro::storage::samples {

/// A BOLT 11 invoice with this payment hash, of nobody in particular.
inline std::string invoice_with(const payment_hash& hash) {
  bytes32 key;
  key.fill(0x17);
  bolt11::invoice what;
  what.network = bolt11::network::regtest;
  what.timestamp = {1700000000};
  what.payment_hash = hash;
  what.payment_secret.emplace().fill(0x18);
  what.description = "a payout";
  return bolt11::encode(what, secret_key{key}).value();
}

} // namespace mostro::storage::samples
