// SPDX-License-Identifier: MIT
//
// The types and lengths of an invoice's tagged fields (BOLT 11 "Tagged Fields").
// Used by decode.cpp and encode.cpp only.
#pragma once

#include <cstddef>
#include <cstdint>

namespace mostro::bolt11::field {

// Each is the value of its bech32 letter.
constexpr uint8_t payment_hash = 1;      ///< p
constexpr uint8_t route = 3;             ///< r
constexpr uint8_t features = 5;          ///< 9
constexpr uint8_t expiry = 6;            ///< x
constexpr uint8_t description = 13;      ///< d
constexpr uint8_t payment_secret = 16;   ///< s
constexpr uint8_t payee = 19;            ///< n
constexpr uint8_t description_hash = 23; ///< h
constexpr uint8_t min_final_cltv = 24;   ///< c

constexpr size_t timestamp_groups = 7;   ///< 35 bits.
constexpr size_t signature_groups = 104; ///< 65 bytes.
constexpr size_t hash_groups = 52;       ///< 32 bytes.
constexpr size_t key_groups = 53;        ///< 33 bytes.
constexpr size_t hop_bytes = 51;         ///< One hop of `r`.
constexpr size_t max_length = 1023;      ///< The length has 10 bits.

} // namespace mostro::bolt11::field
