// SPDX-License-Identifier: MIT
#include "actors/order/dispute_messages_mapper.hpp"

#include "actors/order/trader_messages_mapper.hpp"
#include "messages/overloaded.hpp"
#include "messages/public_revision.hpp"

#include <algorithm>

namespace mostro {

namespace {

/// The hold invoice of an order in any phase; null before there is one.
const escrow* escrow_of(const order& o) {
  return std::visit(
      overloaded{
          [](const waiting_payment& p) -> const escrow* { return &p.open; },
          [](const waiting_buyer_invoice& p) -> const escrow* {
            return p.held ? &*p.held : nullptr;
          },
          [](const active& p) -> const escrow* { return &p.held; },
          [](const fiat_sent& p) -> const escrow* { return &p.held; },
          [](const disputed& p) -> const escrow* { return &p.held; },
          [](const settling_escrow& p) -> const escrow* { return &p.held; },
          [](const canceling_escrow& p) -> const escrow* { return &p.escrow; },
          [](const settled& p) -> const escrow* { return &p.escrow; },
          [](const closed& p) -> const escrow* { return p.escrow ? &*p.escrow : nullptr; },
          [](const auto&) -> const escrow* { return nullptr; },
      },
      o.phase);
}

/// One side as the solver is told of it.
struct side {
  party who;
  user_info reputation;
  std::optional<user_info> shown() const {
    return who.is_private() ? std::nullopt : std::optional{reputation};
  }
};

} // namespace

message dispute_initiated_message(const order& o, action what, const dispute_id& id,
                                  std::optional<uint64_t> request_id) {
  auto out = plain_message(o, what, request_id);
  out.payload = dispute_payload{id, std::nullopt};
  return out;
}

solver_dispute_info as_solver_sees(const order& o, const trade& t, const dispute& d,
                                   const user_info& buyer_reputation,
                                   const user_info& seller_reputation) {
  bool maker_sells = maker_role(o) == trade_role::seller;
  side buyer{maker_sells ? t.taker : o.maker, buyer_reputation};
  side seller{maker_sells ? o.maker : t.taker, seller_reputation};
  bool by_seller = d.initiator == trade_role::seller;
  auto& initiator = by_seller ? seller : buyer;
  auto& counterpart = by_seller ? buyer : seller;
  solver_dispute_info out;
  out.id = o.id;
  out.kind = to_string(o.terms.kind);
  out.status = to_string(status_of(o));
  if (auto* e = escrow_of(o)) {
    out.hash = e->key.hash.hex();
    out.invoice_held_at = e->held_at.seconds;
  }
  out.order_previous_status = to_string(d.previous);
  if (d.initiator)
    out.initiator_pubkey = initiator.who.trade_key.hex();
  out.buyer_pubkey = buyer.who.trade_key.hex();
  out.seller_pubkey = seller.who.trade_key.hex();
  out.initiator_full_privacy = initiator.who.is_private();
  out.counterpart_full_privacy = counterpart.who.is_private();
  out.initiator_info = initiator.shown();
  out.counterpart_info = counterpart.shown();
  out.premium = o.terms.premium;
  out.payment_method = o.terms.payment_method;
  out.amount = t.amount.value;
  out.fiat_amount = t.fiat_amount;
  out.fee = t.fee.value;
  out.buyer_invoice = t.buyer_invoice;
  out.taken_at = t.duty_since.seconds;
  out.created_at = o.terms.created_at.seconds;
  return out;
}

message dispute_taken_by_you(const dispute& d, solver_dispute_info info,
                             std::optional<uint64_t> request_id) {
  message out;
  out.wrapper = envelope::dispute;
  out.request_id = request_id;
  out.id = order_id{d.id.data}; // The wire has one `id`, whatever it is the id of.
  out.action = action::admin_took_dispute;
  out.payload = dispute_payload{d.id, std::move(info)};
  return out;
}

message dispute_taken_by(const order& o, const public_key& solver,
                         std::optional<uint64_t> request_id) {
  auto out = plain_message(o, action::admin_took_dispute, request_id);
  out.payload = peer_payload{solver.hex(), std::nullopt};
  return out;
}

publish_dispute revision_of(dispute& d, unix_time now) {
  d.last_stamp = std::max(now, d.last_stamp + seconds{1});
  return public_revision(d, d.last_stamp);
}

} // namespace mostro
