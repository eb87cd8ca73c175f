// SPDX-License-Identifier: MIT
//
// What mostroctl is shown in the tests of its output.
#pragma once

#include "messages/admin.hpp"
#include "messages/node_status.hpp"

namespace mostro::ctl_samples {

constexpr int64_t now = 1'755'781'200; ///< 2025-08-21T13:00:00Z.

inline admin::order_view fixed_order() {
  admin::order_view o;
  o.id = "6f0c12ab-9d00-4000-8000-000000000001";
  o.status = "fiat-sent";
  o.phase = "fiat-sent";
  o.kind = "sell";
  o.fiat_code = "EUR";
  o.fiat_amount = 100;
  o.amount_sats = 150'000;
  o.fee_sats = 450;
  o.payment_method = "SEPA";
  o.premium = 3;
  o.created_at = now - 3600;
  o.expires_at = now + 82'800;
  o.duty_since = now - 1800;
  o.seq = 7;
  return o;
}

inline admin::order_view range_order() {
  admin::order_view o;
  o.id = "70000000-0000-4000-8000-000000000002";
  o.status = "pending";
  o.phase = "pending";
  o.kind = "buy";
  o.fiat_code = "ARS";
  o.min_amount = 1000;
  o.max_amount = 50'000;
  o.payment_method = "MercadoPago \x1B[2J, caf\xC3\xA9";
  o.premium = -2;
  o.created_at = now - 200'000;
  o.expires_at = now + 60;
  o.seq = 1;
  return o;
}

inline admin::dispute_view dispute() {
  admin::dispute_view d;
  d.id = "b1d20000-0000-4000-8000-000000000003";
  d.order_id = fixed_order().id;
  d.status = "in-progress";
  d.order_status = "dispute";
  d.previous_order_status = "fiat-sent";
  d.initiator = "buyer";
  d.solver = "npub1solver";
  d.created_at = now - 65;
  d.taken_at = now - 5;
  return d;
}

inline admin::order_details details() {
  admin::order_details d;
  d.order = fixed_order();
  d.buyer_key = "aa11";
  d.seller_key = "bb22";
  d.escrow = admin::escrow_view{"cc33", "held", now - 3000, 150'450'000, 812};
  d.payout = admin::payout_view{"", "waiting", 1, now + 60, 0};
  d.dispute = dispute();
  using admin::chain_kind;
  d.chain = {
      {chain_kind::decision,
       now - 3600,
       1,
       "order-created",
       "",
       "",
       "pending",
       "e1e1",
       {"publish-order", "send-message"}},
      {chain_kind::trace, now - 3599, 0, "relay-accepted", "wss://a publish-order", "", "", "", {}},
      {chain_kind::trace,
       now - 3500,
       0,
       "request-refused",
       "take-sell: invalid_parameters",
       "",
       "",
       "",
       {}},
      {chain_kind::decision, now - 3000, 2, "escrow-accepted", "", "pending", "active", "", {}},
      {chain_kind::waiting, 0, 41, "send-message", "rate to aa11\xE2\x80\xA6", "", "", "", {}},
  };
  return d;
}

inline node_status status() {
  node_status s;
  s.version = "0.1.0";
  s.commit = "abc123";
  s.npub = "npub1node";
  s.started_at = now - 90'061;
  s.now = now;
  s.orders = {{"active", 2}, {"pending", 11}};
  s.open_disputes = 1;
  s.undelivered = 3;
  s.relays = {{"wss://a", true}, {"wss://b", false}};
  s.lightning = {true, "mostro", "02aa", "regtest", 812, true};
  s.oldest_price_at = now - 42;
  s.prices = 4;
  s.maintenance = false;
  return s;
}

} // namespace mostro::ctl_samples
