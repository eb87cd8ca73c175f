// SPDX-License-Identifier: MIT
//
// A small simulated network with a clock that tests turn: three nodes, a
// thousand-fold repeatable randomness.
#pragma once

#include "messages/hash.hpp"
#include "tests/harness/lightning_network.hpp"

#include <atomic>
#include <memory>

namespace mostro::devnet {

/// Nodes `mostro`, `seller` and `buyer` with a million sats each.
struct lightning_fixture {
  std::shared_ptr<std::atomic<int64_t>> clock =
      std::make_shared<std::atomic<int64_t>>(1'800'000'000);
  std::shared_ptr<std::atomic<uint64_t>> draws = std::make_shared<std::atomic<uint64_t>>(0);
  lightning_network network{settings()};

  lightning_fixture() {
    for (const char* name : {"mostro", "seller", "buyer"})
      network.add_node(name, sats{1'000'000});
  }

  /// The preimage that belongs to a word.
  static preimage preimage_of(std::string_view word) { return preimage{sha256(as_bytes(word))}; }
  /// Its hash.
  static payment_hash hash_of_word(std::string_view word) { return hash_of(preimage_of(word)); }

  /// A hold invoice of `mostro`, 1000 sats, CLTV 144, for `word`.
  invoice_record hold(std::string_view word, int64_t value = 1000) {
    invoice_request asked;
    asked.memo = std::string{word};
    asked.value_sat = value;
    asked.cltv_expiry = 144;
    return *network.add_hold_invoice("mostro", asked, hash_of_word(word));
  }

  /// An ordinary invoice of `buyer`.
  invoice_record ordinary(int64_t value = 1000) {
    invoice_request asked;
    asked.value_sat = value;
    return *network.add_invoice("buyer", asked);
  }

  void pass(int64_t count) { *clock += count; }

  static rpc_refusal unknown(std::string text) { return refuse(std::move(text)); }

private:
  network_settings settings() const {
    network_settings out;
    out.now = [at = clock] { return unix_time{*at}; };
    out.random = [count = draws] {
      const uint64_t n = ++*count;
      return sha256({reinterpret_cast<const uint8_t*>(&n), sizeof n});
    };
    return out;
  }
};

} // namespace mostro::devnet
