// SPDX-License-Identifier: MIT
#include "actors/admin/order_view_mapper.hpp"

#include "messages/nostr/keys.hpp"
#include "messages/overloaded.hpp"
#include "messages/readable.hpp"

namespace mostro::admin {

namespace {

std::string text_of(trade_role role) { return role == trade_role::buyer ? "buyer" : "seller"; }

escrow_view view_of(const escrow& e, const char* state) {
  escrow_view out;
  out.hash = e.key.hash.hex();
  out.state = e.vanished ? "vanished" : state;
  out.held_at = e.held_at.seconds;
  out.amount_paid_msats = e.amount_paid.value;
  out.expires_at_height = e.expires_at_height;
  return out;
}

std::optional<escrow_view> escrow_of(const order& o) {
  using found = std::optional<escrow_view>;
  return std::visit(
      overloaded{
          [](const pending&) { return found{}; },
          [](const opening_escrow& p) {
            return found{escrow_view{p.key.hash.hex(), "opening", 0, 0, 0}};
          },
          [](const waiting_buyer_invoice& p) {
            return p.held ? found{view_of(*p.held, "held")} : found{};
          },
          [](const waiting_payment& p) { return found{view_of(p.open, "open")}; },
          [](const active& p) { return found{view_of(p.held, "held")}; },
          [](const fiat_sent& p) { return found{view_of(p.held, "held")}; },
          [](const disputed& p) { return found{view_of(p.held, "held")}; },
          [](const settling_escrow& p) { return found{view_of(p.held, "settling")}; },
          [](const canceling_escrow& p) { return found{view_of(p.escrow, "canceling")}; },
          [](const settled& p) { return found{view_of(p.escrow, "settled")}; },
          [](const closed& p) { return p.escrow ? found{view_of(*p.escrow, "over")} : found{}; },
      },
      o.phase);
}

std::optional<payout_view> payout_of(const order& o) {
  payout_view out;
  if (auto* over = std::get_if<closed>(&o.phase)) {
    if (!over->paid_with)
      return std::nullopt;
    out.hash = over->paid_with->hex();
    out.state = "paid";
    out.routing_fee_msats = over->routing_fee.value;
    return out;
  }
  auto* now = std::get_if<settled>(&o.phase);
  if (now == nullptr)
    return std::nullopt;
  auto& p = now->payout;
  out.state = p.claim       ? "paying"
              : p.resolving ? "resolving"
              : p.retry_at  ? "waiting"
                            : "failed"; // The buyer was asked for another destination.
  if (p.claim)
    out.hash = p.claim->hash.hex();
  out.attempts = p.attempts;
  out.retry_at = p.retry_at ? p.retry_at->seconds : 0;
  return out;
}

std::string key_of(const order& o, trade_role role) {
  auto who = party_of(o, role);
  return who ? who->trade_key.hex() : std::string{};
}

} // namespace

const char* phase_name(const order_phase& phase) {
  return std::visit(overloaded{
                        [](const pending&) { return "pending"; },
                        [](const opening_escrow&) { return "opening-escrow"; },
                        [](const waiting_buyer_invoice&) { return "waiting-buyer-invoice"; },
                        [](const waiting_payment&) { return "waiting-payment"; },
                        [](const active&) { return "active"; },
                        [](const fiat_sent&) { return "fiat-sent"; },
                        [](const disputed&) { return "disputed"; },
                        [](const settling_escrow&) { return "settling-escrow"; },
                        [](const canceling_escrow&) { return "canceling-escrow"; },
                        [](const settled&) { return "settled"; },
                        [](const closed&) { return "closed"; },
                    },
                    phase);
}

order_view to_view(const order& o) {
  order_view out;
  out.id = o.id.text();
  out.status = to_string(status_of(o));
  out.phase = phase_name(o.phase);
  out.kind = to_string(o.terms.kind);
  out.fiat_code = readable(o.terms.fiat_code);
  out.fiat_amount = o.terms.fiat_amount;
  out.min_amount = o.terms.min_amount;
  out.max_amount = o.terms.max_amount;
  out.amount_sats = o.terms.amount.value;
  out.payment_method = readable(o.terms.payment_method);
  out.premium = o.terms.premium;
  out.created_at = o.terms.created_at.seconds;
  out.expires_at = o.terms.expires_at.seconds;
  out.seq = o.seq;
  if (auto* taken = trade_of(o)) {
    out.fiat_amount = taken->fiat_amount;
    out.amount_sats = taken->amount.value;
    out.fee_sats = taken->fee.value;
    out.duty_since = is_closed(o) ? 0 : taken->duty_since.seconds; // Nobody is waited for.
  }
  if (o.dispute)
    out.dispute_status = to_string(o.dispute->status);
  return out;
}

std::optional<dispute_view> to_dispute_view(const order& o) {
  if (!o.dispute)
    return std::nullopt;
  auto& d = *o.dispute;
  dispute_view out;
  out.id = d.id.text();
  out.order_id = o.id.text();
  out.status = to_string(d.status);
  out.order_status = to_string(status_of(o));
  out.previous_order_status = to_string(d.previous);
  out.initiator = d.initiator ? text_of(*d.initiator) : "unknown";
  out.solver = d.solver ? nostr::to_npub(*d.solver) : std::string{};
  out.created_at = d.created_at.seconds;
  out.taken_at = d.taken_at.seconds;
  return out;
}

order_details to_details(const order& o) {
  order_details out;
  out.order = to_view(o);
  out.buyer_key = key_of(o, trade_role::buyer);
  out.seller_key = key_of(o, trade_role::seller);
  out.range_parent = o.terms.range_parent ? o.terms.range_parent->text() : std::string{};
  if (auto* taken = trade_of(o); taken != nullptr && taken->cancel_initiator)
    out.cancel_asked_by = text_of(*taken->cancel_initiator);
  out.escrow = escrow_of(o);
  out.payout = payout_of(o);
  out.dispute = to_dispute_view(o);
  return out;
}

solver_view to_solver_view(const public_key& identity, solver_standing standing) {
  return {nostr::to_npub(identity), standing == solver_standing::read ? "read" : "read-write"};
}

} // namespace mostro::admin
