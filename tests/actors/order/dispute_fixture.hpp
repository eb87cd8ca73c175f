// SPDX-License-Identifier: MIT
//
// Solvers, the operator, and orders in dispute, for the tests of disputes. The
// order is spec 03 §7's: kind sell, the maker is the seller, request id 7.
#pragma once

#include "tests/actors/order/outcome_text.hpp"

namespace mostro::order_fixture {

/// A solver of the given standing; answers go to `sender`, permissions are `identity`'s.
inline solver_caller caller(uint8_t n, solver_standing standing) {
  solver_caller by;
  by.identity = key(n);
  by.sender = key(static_cast<uint8_t>(n + 0x10));
  by.via = transport::gift_wrap;
  by.request_id = 7;
  by.trade_index = 3;
  by.standing = standing;
  return by;
}

inline solver_caller reader() { return caller(0x51, solver_standing::read); }
inline solver_caller writer() { return caller(0x52, solver_standing::read_write); }
inline solver_caller second_writer() { return caller(0x53, solver_standing::read_write); }
inline solver_caller node_operator() { return caller(0x54, solver_standing::admin); }

inline order_policy policy_of_node() {
  auto out = policy();
  out.node_key = node_operator().identity;
  return out;
}

/// The id that a freshly opened dispute gets.
inline dispute_id fresh_dispute_id() { return id_of<dispute_id>(0xd1); }

/// The buyer's dispute of an active order, opened and published at `start`.
inline dispute filed_dispute(const std::optional<public_key>& solver = {}) {
  dispute d;
  d.id = fresh_dispute_id();
  d.initiator = trade_role::buyer;
  d.created_at = start;
  d.last_stamp = start;
  if (solver) {
    d.status = dispute_status::in_progress;
    d.solver = solver;
    d.taken_at = start;
  }
  return d;
}

/// `o` with its dispute, whatever its phase.
inline order with_dispute(order o, const dispute& d) {
  o.dispute = d;
  return o;
}

/// Kind sell, in dispute.
inline order order_in_dispute(const dispute& d = filed_dispute()) {
  auto o = pending_order(sell);
  return with_dispute(in_phase(o, disputed{trade_of_take(o, true), held_escrow(), next_key()}), d);
}

/// An event that may open a dispute.
inline order_event dispute_event(order_fact what, int64_t late = 0) {
  auto e = event_of(std::move(what), late);
  e.fresh_dispute = fresh_dispute_id();
  return e;
}

inline order_event dispute_by(const party& who, int64_t late = 0) {
  return dispute_event(dispute_requested{who, 7}, late);
}

inline order_event take_by(const solver_caller& by, solver_standing holder = solver_standing::none,
                           int64_t late = 0) {
  return event_of(dispute_take_requested{by, holder, {4.5, 6, 70}, {3.25, 2, 30}}, late);
}

inline order_event settle_by(const solver_caller& by, payload p = {}) {
  return event_of(admin_settle_requested{by, std::move(p)}, 10);
}

inline order_event cancel_by(const solver_caller& by, payload p = {}) {
  return event_of(admin_cancel_requested{by, std::move(p)}, 10);
}

/// What the node decides: its own key is known to the policy.
inline std::string verdict(const order& o, const order_event& e) {
  return outcome(o, e, policy_of_node());
}

} // namespace mostro::order_fixture
