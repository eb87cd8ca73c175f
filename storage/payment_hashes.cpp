// SPDX-License-Identifier: MIT
#include "storage/payment_hashes.hpp"

#include "messages/bolt11/invoice.hpp"

#include <algorithm>
#include <string_view>

namespace mostro::storage {
namespace {

void add(std::vector<payment_hash>& out, const escrow& held) { out.push_back(held.key.hash); }
void add(std::vector<payment_hash>& out, const std::optional<escrow>& held) {
  if (held)
    add(out, *held);
}

/// Hashes that the order names as such.
struct hash_collector {
  std::vector<payment_hash>& out;

  void operator()(const pending&) const {}
  void operator()(const opening_escrow& p) const { out.push_back(p.key.hash); }
  void operator()(const waiting_buyer_invoice& p) const { add(out, p.held); }
  void operator()(const waiting_payment& p) const { add(out, p.open); }
  void operator()(const active& p) const { add(out, p.held); }
  void operator()(const fiat_sent& p) const { add(out, p.held); }
  void operator()(const disputed& p) const { add(out, p.held); }
  void operator()(const settling_escrow& p) const { add(out, p.held); }
  void operator()(const canceling_escrow& p) const { add(out, p.escrow); }
  void operator()(const settled& p) const {
    add(out, p.escrow);
    if (p.payout.claim)
      out.push_back(p.payout.claim->hash);
  }
  void operator()(const closed& p) const {
    add(out, p.escrow);
    if (p.paid_with)
      out.push_back(*p.paid_with);
  }
};

void add(std::vector<std::string_view>& out, const trade& of) {
  if (of.buyer_invoice)
    out.push_back(*of.buyer_invoice);
}
void add(std::vector<std::string_view>& out, const std::optional<trade>& of) {
  if (of)
    add(out, *of);
}

/// Where buyers want to be paid: invoices, but also addresses.
std::vector<std::string_view> destinations_of(const order& of) {
  std::vector<std::string_view> out;
  if (of.terms.maker_invoice)
    out.push_back(*of.terms.maker_invoice);
  std::visit(
      [&](const auto& phase) {
        if constexpr (requires { phase.trade; })
          add(out, phase.trade);
        if constexpr (requires { phase.payout; })
          out.push_back(phase.payout.destination);
      },
      of.phase);
  return out;
}

} // namespace

std::vector<payment_hash> payment_hashes_of(const order& next, const std::optional<order>& before) {
  std::vector<payment_hash> out;
  std::visit(hash_collector{out}, next.phase);
  // Recovering a signature costs more than the rest: once per invoice is enough.
  const auto known = before ? destinations_of(*before) : std::vector<std::string_view>{};
  for (const std::string_view destination : destinations_of(next))
    if (std::ranges::find(known, destination) == known.end())
      if (const auto invoice = bolt11::decode(destination))
        out.push_back(invoice->payment_hash);
  return out;
}

} // namespace mostro::storage
