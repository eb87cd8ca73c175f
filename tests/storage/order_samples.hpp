// SPDX-License-Identifier: MIT
//
// Orders in every phase, with all optional parts and without, and as layout 1
// knew them.
#pragma once

#include "messages/order.hpp"

namespace mostro::storage::samples {

/// An identifier whose bytes are all `fill`.
template <class Id>
Id id_of(uint8_t fill) {
  Id out;
  out.data.fill(fill);
  return out;
}

inline party some_party(uint8_t fill, bool full) {
  party out{id_of<public_key>(fill), id_of<public_key>(fill + 1), {}, transport::nip44};
  if (full) {
    out.trade_index = 0;
    out.via = transport::gift_wrap;
  }
  return out;
}

inline trade some_trade(bool full) {
  trade out{some_party(0x21, full), 100, sats{5000}, sats{30}, sats{7}, {}, {}, {1700000100}, {}};
  if (full) {
    out.buyer_invoice = "";
    out.request_id = 0;
    out.taker_reputation = {4.5, 8, 90};
  }
  return out;
}

inline escrow_key some_key() {
  bytes32 preimage;
  preimage.fill(0x32);
  return {id_of<payment_hash>(0x31), mostro::preimage{preimage}};
}

inline escrow some_escrow(bool full) {
  return full ? escrow{some_key(), "lnbcrt1hold", {1700000200}, {5030000}, true}
              : escrow{some_key(), "", {}, {}, false};
}

inline next_trade some_next() { return {id_of<public_key>(0x41), 4294967295u}; }

inline payout some_payout(bool full) {
  payout out{"trader@example.com", 2, true, 3, false, {}, {}, {}};
  if (full) {
    out.claim = payout_claim{id_of<payment_hash>(0x51), "lnbcrt1pay", 3, {1700000300}};
    out.retry_at = unix_time{0};
    out.request_id = 18446744073709551615u;
    out.resolving = true;
  }
  return out;
}

/// Every phase of layout 1, bare or with every optional part of then.
inline std::vector<order_phase> old_phases(bool full) {
  closed over{order_status::expired, {}, {}, {}, {}};
  if (full)
    over = {order_status::success,
            some_trade(true),
            some_escrow(true),
            {1234},
            id_of<payment_hash>(0x51)};
  fiat_sent sent{some_trade(full), some_escrow(full), {}};
  settling_escrow settling{some_trade(full), some_escrow(full), order_status::active, {}, {}};
  waiting_buyer_invoice waiting{some_trade(full), {}};
  if (full) {
    sent.next = some_next();
    settling.next = some_next();
    settling.request_id = 0;
    waiting.held = some_escrow(true);
  }
  return {pending{},
          opening_escrow{some_trade(full), some_key(), full},
          waiting,
          waiting_payment{some_trade(full), some_escrow(full)},
          active{some_trade(full), some_escrow(full)},
          sent,
          settling,
          canceling_escrow{some_trade(full), some_escrow(full), order_status::waiting_buyer_invoice,
                           cancel_cause::waiting_timeout},
          settled{some_trade(full), some_escrow(full), some_payout(full)},
          over};
}

inline solver_caller some_caller(bool full) {
  solver_caller out{
      id_of<public_key>(0xa1),    id_of<public_key>(0xa2), transport::gift_wrap, {}, {},
      solver_standing::read_write};
  if (full) {
    out.request_id = 0;
    out.trade_index = 0;
    out.standing = solver_standing::admin;
  }
  return out;
}

inline dispute some_dispute(bool full) {
  dispute out;
  out.id = id_of<dispute_id>(0x71);
  out.created_at = {1700000400};
  if (full) {
    out.status = dispute_status::seller_refunded;
    out.previous = order_status::fiat_sent;
    out.initiator = trade_role::seller;
    out.solver = id_of<public_key>(0xa1);
    out.taken_at = {1700000500};
    out.last_stamp = {1700000501};
  }
  return out;
}

/// Sets everything that layout 2 added to a phase.
struct newer_parts {
  void add(trade& to) const {
    to.cancel_initiator = trade_role::buyer;
    to.ln_node.emplace().fill(0x03);
  }
  void add(std::optional<trade>& to) const {
    if (to)
      add(*to);
  }
  void add(escrow& to) const { to.expires_at_height = 4294967295u; }
  void add(std::optional<escrow>& to) const {
    if (to)
      add(*to);
  }
  template <class Phase>
  void operator()(Phase& to) const {
    if constexpr (requires { to.trade; })
      add(to.trade);
    if constexpr (requires { to.held; })
      add(to.held);
    if constexpr (requires { to.open; })
      add(to.open);
    if constexpr (requires { to.escrow; })
      add(to.escrow);
    if constexpr (requires { to.ratings; })
      to.ratings = {true, true};
    if constexpr (requires { to.by_admin; })
      to.by_admin = some_caller(true);
    if constexpr (requires { to.asked_by; }) {
      to.cause = cancel_cause::cooperative;
      to.asked_by = trade_role::seller;
      to.request_id = 0;
      to.next = some_next();
    }
  }
};

/// Every phase, bare or with every optional part.
inline std::vector<order_phase> phases(bool full) {
  auto out = old_phases(full);
  disputed open{some_trade(full), some_escrow(full), {}, 0};
  if (full) {
    open.next = some_next();
    open.deadline_alarms = 2;
  }
  out.insert(out.begin() + 6, open);
  if (full)
    for (order_phase& phase : out)
      std::visit(newer_parts{}, phase);
  return out;
}

inline order_terms some_terms(bool full) {
  order_terms out;
  out.kind = full ? order_kind::buy : order_kind::sell;
  out.fiat_code = "VES";
  out.fiat_amount = full ? 0 : 100;
  out.payment_method = "face to face, \xff not UTF-8";
  out.premium = -7;
  out.amount = sats{full ? 0 : 5000};
  out.created_at = {1700000000};
  out.expires_at = {1700086400};
  if (full) {
    out.min_amount = 0;
    out.max_amount = 20;
    out.maker_invoice = "maker@example.com";
    out.range_parent = id_of<order_id>(0x62);
  }
  return out;
}

inline order some_order(order_phase phase = pending{}, bool full = false, uint8_t fill = 0x61,
                        uint64_t seq = 1) {
  return {id_of<order_id>(fill), seq,          some_party(0x11, full),
          some_terms(full),      {1700000001}, std::move(phase)};
}

/// An order with a dispute.
inline order disputed_order(uint8_t fill = 0x61, uint64_t seq = 1, bool full = true) {
  order out = some_order(phases(full)[6], full, fill, seq);
  out.dispute = some_dispute(full);
  return out;
}

} // namespace mostro::storage::samples
