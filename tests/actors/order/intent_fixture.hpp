// SPDX-License-Identifier: MIT
//
// Orders of which LND is being asked to cancel or settle the hold invoice, one
// for every cause, for the tests of the order machine.
#pragma once

#include "tests/actors/order/dispute_fixture.hpp"

namespace mostro::order_fixture {

/// Either kind, in dispute, held by `writer()`.
inline order disputed_order(const order& o, std::optional<next_trade> next = {}) {
  return with_dispute(in_phase(o, disputed{trade_of_take(o, true), held_escrow(), next}),
                      filed_dispute(writer().identity));
}

/// The same with the first step of a cooperative cancel made by `first`.
inline order after_first_step(order o, trade_role first) {
  std::visit(
      [first](auto& p) {
        if constexpr (requires { p.trade.cancel_initiator; })
          p.trade.cancel_initiator = first;
      },
      o.phase);
  return o;
}

/// LND is being asked to cancel because of `cause`; the order shows `shown`.
inline order canceling_for(cancel_cause cause, const order& o, order_status shown,
                           std::optional<trade_role> asked_by = {}) {
  bool unpaid = shown == order_status::waiting_payment;
  bool invoice_known = shown != order_status::waiting_buyer_invoice;
  canceling_escrow p{trade_of_take(o, invoice_known), unpaid ? open_escrow_of() : held_escrow(),
                     shown, cause, asked_by};
  if (asked_by)
    p.request_id = 700;
  if (cause == cancel_cause::admin_cancel)
    p.by_admin = writer();
  if (cause == cancel_cause::cooperative)
    p.trade.cancel_initiator =
        asked_by == trade_role::buyer ? trade_role::seller : trade_role::buyer;
  auto out = in_phase(o, p);
  return shown == order_status::dispute ? with_dispute(out, filed_dispute(writer().identity)) : out;
}

/// A solver has LND settle the hold invoice.
inline order settling_for_solver(const order& o) {
  settling_escrow p{trade_of_take(o, true), held_escrow(), order_status::dispute, {}, {}};
  p.by_admin = writer();
  return with_dispute(in_phase(o, p), filed_dispute(writer().identity));
}

/// The seller released while the order was in dispute.
inline order settling_in_dispute(const order& o) {
  settling_escrow p{trade_of_take(o, true), held_escrow(), order_status::dispute, 600, {}};
  return with_dispute(in_phase(o, p), filed_dispute(writer().identity));
}

/// A look at the chain.
inline order_event chain_at(std::optional<uint32_t> height, int64_t late = 0) {
  return dispute_event(chain_observed{height}, late);
}

} // namespace mostro::order_fixture
