// SPDX-License-Identifier: MIT
//
// Values of every kind that storage keeps, with all optional parts and without.
#pragma once

#include "storage/changes.hpp"
#include "storage/database.hpp"

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

/// Every phase, bare or with every optional part.
inline std::vector<order_phase> phases(bool full) {
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

/// Every effect, bare and full, and every payload that is sent.
inline std::vector<order_effect> effects() {
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

inline journal_entry some_entry(const order& of, bool full = false) {
  journal_entry out{of.id, of.seq, {1700000002}, "take-requested", "", {}, {}};
  if (full) {
    out.details = "a detail";
    out.inbound = id_of<event_id>(0x81);
    out.effects = {"send-message", "", "publish-order"};
  }
  return out;
}

inline user_record some_user() {
  return {id_of<public_key>(0x12), 9, {1700000000}, 3, 4.25, 5, 5, 3};
}

/// A decision that makes `next` the stored order, with these effects.
inline decision decide(order next, std::vector<order_effect> effects = {}) {
  decision out;
  out.write.journal = some_entry(next);
  out.write.next = std::move(next);
  out.write.effects = std::move(effects);
  return out;
}

} // namespace mostro::storage::samples
