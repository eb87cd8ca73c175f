// SPDX-License-Identifier: MIT
#include "actors/import/payout_mapper.hpp"

#include "actors/order/amount_rules.hpp"

#include <algorithm>

namespace mostro::importing {

namespace {

/// The buyer's invoice, when it is the one that the marker names and may be sent again.
std::optional<bolt11::invoice> invoice_of(const std::string& destination, const payment_hash& hash,
                                          sats amount) {
  auto invoice = bolt11::decode(destination);
  if (!invoice || invoice->payment_hash != hash)
    return std::nullopt;
  if (invoice->amount && *invoice->amount != to_msats(amount))
    return std::nullopt;
  return *invoice;
}

/// Without the invoice the payment can only be asked about: an empty text is never sent.
pay_invoice question_about(const payment_hash& hash, const trade& of, const import_facts& facts,
                           const std::string& destination) {
  pay_invoice out;
  out.hash = hash;
  out.amount = of.payout_amount();
  out.fee_limit = routing_fee_limit(out.amount, facts.policy.max_routing_fee);
  out.invoice_expires_at = facts.now + unknown_payout_patience;
  if (auto invoice = invoice_of(destination, hash, out.amount)) {
    out.bolt11 = destination;
    out.amountless = !invoice->amount;
    out.invoice_expires_at = invoice->expires_at();
  }
  return out;
}

} // namespace

mapped_payout map_payout(const column_row& row, const trade& of, const import_facts& facts,
                         row_findings& found) {
  mapped_payout out;
  auto& pay = out.state;
  auto limit = facts.policy.payment_attempts;
  pay.destination = of.buyer_invoice.value_or("");
  auto attempts = std::clamp<int64_t>(integer_of(row, "payment_attempts").value_or(0), 0, limit);
  pay.attempts = static_cast<uint32_t>(attempts);
  pay.failed = flag_of(row, "failed_payment");
  auto hash = hex_of<payment_hash>(row, "payout_payment_hash");
  if (!hash)
    found.note("the hash of its payout cannot be read: cleared, the payout is tried again",
               "check with lncli listpayments that the buyer was not paid before you start");
  if (hash && *hash) {
    out.pending = question_about(**hash, of, facts, pay.destination);
    pay.claims = 1;
    auto claimed = time_of(row, "payout_claimed_at");
    pay.claim = payout_claim{**hash, out.pending->bolt11, pay.claims,
                             claimed.seconds == 0 ? facts.now : claimed};
    found.note("a payout may be on its way: LND is asked about it before anything else");
    return out;
  }
  if (pay.destination.empty())
    found.note("the buyer has given no invoice: one is asked for after the start");
  if (pay.attempts < limit)
    pay.retry_at = facts.now;
  else
    found.note("its payout has used up all attempts: it waits for a new invoice of the buyer");
  return out;
}

} // namespace mostro::importing
