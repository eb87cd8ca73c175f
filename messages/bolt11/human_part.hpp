// SPDX-License-Identifier: MIT
//
// The human-readable part of an invoice: `ln`, the chain, the amount with its
// multiplier (BOLT 11 "Human-Readable Part"). Used by decode.cpp and encode.cpp only.
#pragma once

#include "messages/bolt11/invoice.hpp"

namespace mostro::bolt11 {

/// What stands before the last `1` of an invoice.
struct human_part {
  bolt11::network network = bolt11::network::mainnet;
  std::optional<msats> amount;
};

/// Parses e.g. `lnbc2500u`; an unknown chain, a leading zero, a foreign multiplier, a fraction
/// of a millisatoshi or more than 21 million bitcoin is `invalid`.
result<human_part> parse_human_part(std::string_view text);

/// Writes the shortest spelling; an amount that is not 1..21 million bitcoin is `out_of_range`.
result<std::string> to_text(const human_part& part);

} // namespace mostro::bolt11
