// SPDX-License-Identifier: MIT
//
// Effects of every kind, with all optional parts and without, and as layout 1
// knew them.
#pragma once

#include "messages/order_effect.hpp"
#include "tests/storage/order_samples.hpp"

namespace mostro::storage::samples {

inline small_order some_small_order(bool full) {
  small_order out;
  out.kind = order_kind::sell;
  out.status = order_status::active;
  out.amount = 5000;
  out.fiat_code = "VES";
  out.fiat_amount = 100;
  out.payment_method = "bank \"A\"\n\xc3\xa9";
  out.premium = -3;
  if (full) {
    out.id = id_of<order_id>(0x61);
    out.min_amount = 0;
    out.max_amount = 20;
    out.buyer_trade_pubkey = id_of<public_key>(0x21).hex();
    out.seller_trade_pubkey = id_of<public_key>(0x11).hex();
    out.buyer_invoice = "lnbcrt1buyer";
    out.created_at = 0;
    out.expires_at = 1700086400;
  }
  return out;
}

/// The payloads that the order machine sends, bare and full.
inline std::vector<std::pair<action, payload>> sent_payloads() {
  user_info rating{4.75, 12, 300};
  payment_request_payload pay{some_small_order(true), "lnbcrt1hold", 5030};
  return {
      {action::waiting_seller_to_pay, std::monostate{}},
      {action::new_order, order_payload{some_small_order(true)}},
      {action::new_order, order_payload{some_small_order(false)}},
      {action::pay_invoice, pay},
      {action::pay_invoice, payment_request_payload{{}, "lnbcrt1hold", {}}},
      {action::fiat_sent_ok, peer_payload{id_of<public_key>(0x21).hex(), rating}},
      {action::fiat_sent_ok, peer_payload{"", {}}},
      {action::fiat_sent, next_trade_payload{id_of<public_key>(0x41).hex(), 7}},
      {action::payment_failed, payment_failed_payload{3, 60}},
      {action::dispute_initiated_by_you, dispute_payload{id_of<dispute_id>(0x71), {}}},
      {action::cant_do, cant_do_payload{refusal::not_allowed_by_status}},
  };
}

inline send_message some_send(const action what, const payload& with, bool full) {
  send_message out{id_of<public_key>(0x21), transport::nip44, {}};
  out.message.wrapper = what == action::cant_do ? envelope::cant_do : envelope::order;
  out.message.version = 2;
  out.message.action = what;
  out.message.payload = with;
  if (full) {
    out.via = transport::gift_wrap;
    out.message.version = 1;
    out.message.request_id = 18446744073709551615u;
    out.message.trade_index = -1;
    out.message.id = id_of<order_id>(0x61);
  }
  return out;
}

/// Every effect of layout 1, bare and full, and every payload that is sent.
inline std::vector<order_effect> old_effects() {
  publish_order bare{id_of<order_id>(0x61),
                     order_kind::buy,
                     order_status::in_progress,
                     "USD",
                     sats{5000},
                     100,
                     {},
                     {},
                     "bank",
                     -1,
                     {2},
                     {1},
                     id_of<public_key>(0x12)};
  publish_order range = bare;
  range.min_amount = 0;
  range.max_amount = 30;
  bytes32 preimage;
  preimage.fill(0x32);
  const auto hash = id_of<payment_hash>(0x31);
  std::vector<order_effect> out{
      bare,
      range,
      open_hold_invoice{hash, sats{5030}, "memo \xff", {86400}, 144},
      settle_hold_invoice{hash, mostro::preimage{preimage}},
      cancel_hold_invoice{hash, false},
      cancel_hold_invoice{hash, true},
      resolve_destination{"trader@example.com", sats{4970}, 2},
      pay_invoice{hash, "lnbcrt1pay", sats{4970}, true, sats{9}, {1700003600}},
      raise_alarm{"payout-stuck", "text"},
  };
  for (const auto& [what, with] : sent_payloads()) {
    out.push_back(some_send(what, with, false));
    out.push_back(some_send(what, with, true));
  }
  return out;
}

/// The effects that layout 2 added.
inline std::vector<order_effect> newer_effects() {
  return {
      publish_dispute{id_of<dispute_id>(0x71), dispute_status::in_progress, {}, {1}, {2}},
      publish_dispute{
          id_of<dispute_id>(0x71), dispute_status::released, trade_role::seller, {0}, {3}},
      publish_rating{id_of<public_key>(0x21), {3, 4.25, 5, 5, 1}, 300},
      publish_rating{id_of<public_key>(0x21), {}, 0},
      publish_dev_fee{id_of<order_id>(0x61), sats{7}, id_of<payment_hash>(0x52), "dev@example.com"},
      owe_dev_fee{id_of<order_id>(0x61), sats{7}},
  };
}

/// Every effect.
inline std::vector<order_effect> effects() {
  auto out = old_effects();
  for (const auto& effect : newer_effects())
    out.push_back(effect);
  return out;
}

} // namespace mostro::storage::samples
