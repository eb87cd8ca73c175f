// SPDX-License-Identifier: MIT
//
// Invoices of a simulated node: what is asked for, what is kept, and the
// judgement on what is asked (spec 06 §3).
#pragma once

#include "messages/bolt11/invoice.hpp"
#include "tests/harness/rpc_answer.hpp"

#include <optional>
#include <string>
#include <vector>

namespace mostro::devnet {

/// lnrpc.Invoice.InvoiceState; the numbers are LND's.
enum class invoice_state : uint8_t { open = 0, settled = 1, canceled = 2, accepted = 3 };

/// lnrpc.InvoiceHTLCState; the numbers are LND's.
enum class htlc_state : uint8_t { accepted = 0, settled = 1, canceled = 2 };

/// True for SETTLED and CANCELED.
inline bool is_final(invoice_state s) {
  return s == invoice_state::settled || s == invoice_state::canceled;
}

/// An HTLC that reached an invoice.
struct invoice_htlc {
  uint64_t channel_id = 0;
  uint64_t index = 0;
  msats amount;
  uint32_t accept_height = 0;
  unix_time accepted_at;
  unix_time resolved_at; ///< 0 while accepted.
  uint32_t expiry_height = 0;
  htlc_state state = htlc_state::accepted;
};

/// What AddInvoice and AddHoldInvoice are asked for, as it is on the wire.
struct invoice_request {
  std::string memo;
  bytes description_hash;
  int64_t value_sat = 0;
  int64_t value_msat = 0;
  int64_t expiry_seconds = 0; ///< 0 or less: 86400.
  uint64_t cltv_expiry = 0;   ///< 0: the node's timelockdelta.
  std::vector<std::vector<bolt11::route_hop>> routes;
  bool is_private = false;
  std::string fallback_address; ///< Kept, not encoded.
};

/// An invoice of one node.
struct invoice_record {
  mostro::payment_hash hash;
  bool is_hold = false;
  std::optional<bytes32> preimage; ///< Of a hold invoice: once settled.
  invoice_request request;
  msats value; ///< 0: any amount.
  seconds expiry;
  uint64_t cltv_expiry = 0;
  std::string payment_request;
  bytes32 payment_secret{};
  unix_time created_at;
  unix_time settled_at; ///< 0 until settled.
  uint64_t add_index = 0;
  uint64_t settle_index = 0; ///< 0 until settled.
  invoice_state state = invoice_state::open;
  msats amount_paid; ///< Filled from ACCEPTED on.
  std::vector<invoice_htlc> htlcs;
};

/// The part of an invoice request that LND computes before it makes the invoice.
struct invoice_terms {
  msats value;
  seconds expiry;
  uint64_t cltv_expiry = 0;
};

/// Judges a request as LND does, in LND's order and words; `timelock_delta` is
/// the node's default CLTV delta (80).
rpc_answer<invoice_terms> judge(const invoice_request& asked, uint64_t timelock_delta);

/// LND's reading of a pair of amount fields: at most one of them may be set.
rpc_answer<msats> amount_from_wire(int64_t in_sats, int64_t in_msats);

/// Takes a 32-byte hash from the wire, or LND's `invalid hash length of N, want 32`.
rpc_answer<payment_hash> hash_from_wire(byte_view data);

/// Takes a 32-byte preimage from the wire, or LND's `invalid preimage length of N, want 32`.
rpc_answer<preimage> preimage_from_wire(byte_view data);

/// The feature bits of our invoices (BOLT 9: var_onion required, payment_secret
/// required, basic_mpp optional), as BOLT 11 spells them.
bytes invoice_features();

/// The set bits of such a vector, ascending.
std::vector<uint32_t> feature_bits(const bytes& features);

} // namespace mostro::devnet
