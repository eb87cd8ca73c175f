// SPDX-License-Identifier: MIT
#include "tests/simulation/simulated_records.hpp"

#include <algorithm>

namespace mostro::simulation {

namespace {

lnd::invoice_state state_of(devnet::invoice_state s) {
  switch (s) {
  case devnet::invoice_state::open:
    return lnd::invoice_state::open;
  case devnet::invoice_state::settled:
    return lnd::invoice_state::settled;
  case devnet::invoice_state::canceled:
    return lnd::invoice_state::canceled;
  case devnet::invoice_state::accepted:
    return lnd::invoice_state::accepted;
  }
  return lnd::invoice_state::open;
}

} // namespace

lnd::invoice invoice_of(const devnet::invoice_record& record) {
  lnd::invoice out;
  out.hash = record.hash;
  out.state = state_of(record.state);
  out.payment_request = record.payment_request;
  out.value = {record.value.value / 1000};
  out.amount_paid = record.amount_paid;
  out.created_at = record.created_at;
  out.expiry = record.expiry;
  out.settled_at = record.settled_at;
  for (auto& htlc : record.htlcs)
    if (htlc.state == devnet::htlc_state::accepted)
      out.htlc_expiry_height =
          std::min(out.htlc_expiry_height.value_or(htlc.expiry_height), htlc.expiry_height);
  return out;
}

lnd::payment payment_of(const devnet::payment_record& record) {
  lnd::payment out;
  out.hash = record.intent.hash;
  out.value = record.intent.amount;
  out.fee = record.fee;
  if (record.status == devnet::payment_status::succeeded)
    out.state = lnd::payment_state::succeeded;
  else if (record.status == devnet::payment_status::failed)
    out.state = lnd::payment_state::failed;
  if (out.state == lnd::payment_state::failed)
    out.failure_reason = "FAILURE_REASON_NO_ROUTE";
  return out;
}

} // namespace mostro::simulation
