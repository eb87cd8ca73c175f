// SPDX-License-Identifier: MIT
//
// Records of what orders consist of: parties, terms, trade, escrow, payout.
#pragma once

#include "messages/order.hpp"
#include "storage/record_reader.hpp"

namespace mostro::storage {

void write(const party& in, records::Party& out);
party read(record_reader& r, const records::Party& in);

void write(const next_trade& in, records::NextTrade& out);
next_trade read(record_reader& r, const records::NextTrade& in);

void write(const order_terms& in, records::Terms& out);
order_terms read(record_reader& r, const records::Terms& in);

void write(const trade& in, records::Trade& out);
trade read(record_reader& r, const records::Trade& in);

void write(const escrow_key& in, records::EscrowKey& out);
escrow_key read(record_reader& r, const records::EscrowKey& in);

void write(const escrow& in, records::Escrow& out);
escrow read(record_reader& r, const records::Escrow& in);

void write(const payout& in, records::Payout& out);
payout read(record_reader& r, const records::Payout& in);

} // namespace mostro::storage
