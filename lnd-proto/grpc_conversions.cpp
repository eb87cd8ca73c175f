// SPDX-License-Identifier: MIT
//
// Field by field between LND's messages and ours (spec 06 §2-§6).
#include "lnd-proto/grpc_conversions.hpp"

#include <algorithm>
#include <limits>

namespace mostro::lnd {
namespace {

result<invoice_state> read_state(lnrpc::Invoice::InvoiceState from) {
  switch (from) {
  case lnrpc::Invoice::OPEN:
    return invoice_state::open;
  case lnrpc::Invoice::ACCEPTED:
    return invoice_state::accepted;
  case lnrpc::Invoice::SETTLED:
    return invoice_state::settled;
  case lnrpc::Invoice::CANCELED:
    return invoice_state::canceled;
  default:
    return fail(errc::malformed, "invoice state " + std::to_string(from));
  }
}

// The HTLC that runs out first decides when LND cancels by itself (spec 06 §3).
std::optional<uint32_t> lowest_accepted_height(const lnrpc::Invoice& from) {
  std::optional<uint32_t> lowest;
  for (const auto& part : from.htlcs()) {
    if (part.state() != lnrpc::ACCEPTED || part.expiry_height() < 0)
      continue;
    const auto height = static_cast<uint32_t>(part.expiry_height());
    lowest = lowest ? std::min(*lowest, height) : height;
  }
  return lowest;
}

payment_state read_state(lnrpc::Payment::PaymentStatus from) {
  switch (from) {
  case lnrpc::Payment::SUCCEEDED:
    return payment_state::succeeded;
  case lnrpc::Payment::FAILED:
    return payment_state::failed;
  default:
    return payment_state::in_flight;
  }
}

std::string name_of(lnrpc::PaymentFailureReason reason) {
  const std::string& known = lnrpc::PaymentFailureReason_Name(reason);
  return known.empty() ? "FAILURE_REASON_" + std::to_string(reason) : known;
}

int32_t to_int32(int64_t value) {
  return static_cast<int32_t>(std::clamp<int64_t>(value, 0, std::numeric_limits<int32_t>::max()));
}

} // namespace

result<invoice> read_invoice(const lnrpc::Invoice& from) {
  if (from.r_hash().size() != 32)
    return fail(errc::malformed,
                "invoice hash of " + std::to_string(from.r_hash().size()) + " bytes");
  auto state = read_state(from.state());
  if (!state)
    return state.why();
  invoice out;
  std::copy(from.r_hash().begin(), from.r_hash().end(), out.hash.data.begin());
  out.state = *state;
  out.payment_request = from.payment_request();
  out.value = sats{from.value()};
  out.amount_paid = msats{from.amt_paid_msat()};
  out.created_at = unix_time{from.creation_date()};
  out.expiry = seconds{from.expiry()};
  out.settled_at = unix_time{from.settle_date()};
  out.htlc_expiry_height = lowest_accepted_height(from);
  return out;
}

result<payment> read_payment(const lnrpc::Payment& from) {
  auto hash = mostro::payment_hash::from_hex(from.payment_hash());
  if (!hash)
    return fail(errc::malformed, "payment hash: " + hash.why().text);
  payment out;
  out.hash = *hash;
  out.state = read_state(from.status());
  out.value = msats{from.value_msat()};
  out.fee = msats{from.fee_msat()};
  if (out.state == payment_state::failed)
    out.failure_reason = name_of(from.failure_reason());
  out.bolt11 = from.payment_request();
  return out;
}

result<payment_page> read_payments(const lnrpc::ListPaymentsResponse& from) {
  payment_page out;
  for (const auto& one : from.payments()) {
    auto read = read_payment(one);
    if (!read)
      return read.why();
    out.payments.push_back(*std::move(read));
  }
  out.last_index = from.payments_size() > 0 ? from.last_index_offset() : 0;
  return out;
}

result<node_info> read_info(const lnrpc::GetInfoResponse& from) {
  node_info out;
  out.identity_pubkey = from.identity_pubkey();
  out.alias = from.alias();
  out.version = from.version();
  out.commit_hash = from.commit_hash();
  if (from.chains_size() > 0) {
    out.chain = from.chains(0).chain();
    out.network = from.chains(0).network();
  }
  out.uris.assign(from.uris().begin(), from.uris().end());
  out.block_height = from.block_height();
  out.synced_to_chain = from.synced_to_chain();
  return out;
}

result<channel_balance> read_balance(const lnrpc::ChannelBalanceResponse& from) {
  constexpr auto most = static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
  const uint64_t local = from.local_balance().msat();
  const uint64_t remote = from.remote_balance().msat();
  if (local > most || remote > most)
    return fail(errc::malformed, "channel balance beyond int64");
  return channel_balance{msats{static_cast<int64_t>(local)}, msats{static_cast<int64_t>(remote)}};
}

result<std::string> read_payment_request(const invoicesrpc::AddHoldInvoiceResp& from) {
  if (from.payment_request().empty())
    return fail(errc::malformed, "hold invoice without payment request");
  return from.payment_request();
}

invoicesrpc::AddHoldInvoiceRequest write_hold_invoice(const hold_invoice_request& from) {
  invoicesrpc::AddHoldInvoiceRequest out;
  out.set_hash(raw(from.hash.data));
  out.set_value(from.value.value);
  out.set_memo(from.memo);
  out.set_expiry(from.expiry.count);
  out.set_cltv_expiry(from.cltv_expiry);
  return out;
}

routerrpc::SendPaymentRequest write_payment(const payment_request& from) {
  routerrpc::SendPaymentRequest out;
  out.set_payment_request(from.bolt11);
  out.set_fee_limit_sat(from.fee_limit.value);
  if (from.amount)
    out.set_amt(from.amount->value);
  out.set_cltv_limit(to_int32(from.cltv_limit));
  out.set_timeout_seconds(to_int32(from.timeout.count));
  return out;
}

std::string raw(const bytes32& from) { return {from.begin(), from.end()}; }

} // namespace mostro::lnd
