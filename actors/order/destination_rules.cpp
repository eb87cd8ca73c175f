// SPDX-License-Identifier: MIT
#include "actors/order/destination_rules.hpp"

#include <cctype>

namespace mostro {

namespace {

/// Rules that hold for every invoice that we would ever pay.
bool is_payable_here(const bolt11::invoice& invoice, const order_policy& policy) {
  if (policy.network && invoice.network != *policy.network)
    return false;
  if (policy.our_node && invoice.payee == *policy.our_node)
    return false;
  return invoice.min_final_cltv_expiry_delta <= policy.max_final_cltv_expiry_delta;
}

} // namespace

bool is_address(std::string_view destination) {
  if (destination.find('@') != std::string_view::npos)
    return true;
  constexpr std::string_view prefix = "lnurl";
  if (destination.size() <= prefix.size())
    return false;
  for (size_t i = 0; i < prefix.size(); ++i)
    if (std::tolower(static_cast<unsigned char>(destination[i])) != prefix[i])
      return false;
  return true;
}

bool is_acceptable_destination(std::string_view destination, expected_amount expected,
                               destination_probe probe, unix_time now, const order_policy& policy) {
  if (probe == destination_probe::already_used)
    return false;
  if (is_address(destination))
    return probe == destination_probe::reachable;
  auto invoice = bolt11::decode(destination);
  if (!invoice || !is_payable_here(*invoice, policy))
    return false;
  if (invoice->amount && (!expected.exactly || *invoice->amount != to_msats(*expected.exactly)))
    return false;
  return invoice->expires_at() >= now + policy.invoice_expiration_window;
}

bool is_payable_invoice(const bolt11::invoice& invoice, sats payout, unix_time now,
                        const order_policy& policy) {
  return is_payable_here(invoice, policy) && invoice.expires_at() > now && invoice.amount &&
         *invoice.amount == to_msats(payout);
}

} // namespace mostro
