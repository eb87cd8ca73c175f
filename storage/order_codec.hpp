// SPDX-License-Identifier: MIT
//
// Records of whole orders: what they consist of and the phase they are in.
#pragma once

#include "storage/trade_codec.hpp"

namespace mostro::storage {

/// Fills a record with everything but the id, which is the key.
void write(const order& in, records::Order& out);
/// Reads everything but the id.
order read(record_reader& r, const records::Order& in);

} // namespace mostro::storage
