// SPDX-License-Identifier: MIT
//
// Records of what orders consist of: parties, terms, trade, escrow, payout,
// and what disputes and ratings add to them.
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

void write(const solver_caller& in, records::SolverCaller& out);
solver_caller read(record_reader& r, const records::SolverCaller& in);

void write(const dispute& in, records::Dispute& out);
dispute read(record_reader& r, const records::Dispute& in);

void write(const ratings_given& in, records::Ratings& out);
ratings_given read(record_reader& r, const records::Ratings& in);

} // namespace mostro::storage
