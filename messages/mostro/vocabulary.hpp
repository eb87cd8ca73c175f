// SPDX-License-Identifier: MIT
//
// The closed word lists of the Mostro protocol (spec 01 §1.6, §1.7). Statuses,
// actions and reasons exist as strings only in vocabulary.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace mostro {

/// Which side the maker is on.
enum class order_kind : uint8_t { buy, sell };

/// Every action of mostro-core 0.14, in the order of spec 01 §1.6.
enum class action : uint8_t {
  new_order,
  take_sell,
  take_buy,
  pay_invoice,
  pay_bond_invoice,
  fiat_sent,
  fiat_sent_ok,
  release,
  released,
  cancel,
  canceled,
  cooperative_cancel_initiated_by_you,
  cooperative_cancel_initiated_by_peer,
  dispute_initiated_by_you,
  dispute_initiated_by_peer,
  cooperative_cancel_accepted,
  buyer_invoice_accepted,
  bond_invoice_accepted,
  purchase_completed,
  bond_payout_completed,
  bond_slashed,
  hold_invoice_payment_accepted,
  hold_invoice_payment_settled,
  hold_invoice_payment_canceled,
  waiting_seller_to_pay,
  waiting_buyer_invoice,
  add_invoice,
  add_bond_invoice,
  buyer_took_order,
  rate,
  rate_user,
  rate_received,
  cant_do,
  dispute,
  admin_cancel,
  admin_canceled,
  admin_settle,
  admin_settled,
  admin_add_solver,
  admin_take_dispute,
  admin_took_dispute,
  payment_failed,
  invoice_updated,
  send_dm,
  trade_pubkey,
  restore_session,
  last_trade_index,
  orders,
  add_cashu_escrow,
  cashu_escrow_locked,
  cashu_pm_signature,
};

/// Every order status of mostro-core 0.14 (spec 01 §1.7).
enum class order_status : uint8_t {
  active,
  canceled,
  canceled_by_admin,
  settled_by_admin,
  completed_by_admin,
  dispute,
  expired,
  fiat_sent,
  settled_hold_invoice,
  pending,
  success,
  waiting_buyer_invoice,
  waiting_payment,
  waiting_taker_bond,
  cooperatively_canceled,
  in_progress,
  waiting_maker_bond,
};

/// Every dispute status.
enum class dispute_status : uint8_t { initiated, in_progress, seller_refunded, settled, released };

/// Why a request is refused: the `cant_do` reasons, snake_case on the wire.
enum class refusal : uint8_t {
  invalid_signature,
  invalid_trade_index,
  invalid_amount,
  invalid_invoice,
  invalid_payment_request,
  invalid_peer,
  invalid_rating,
  invalid_text_message,
  invalid_order_kind,
  invalid_order_status,
  invalid_pubkey,
  invalid_parameters,
  invalid_payload,
  order_already_canceled,
  cant_create_user,
  is_not_your_order,
  not_allowed_by_status,
  out_of_range_fiat_amount,
  out_of_range_sats_amount,
  price_too_stale,
  is_not_your_dispute,
  dispute_taken_by_admin,
  not_authorized,
  dispute_creation_error,
  not_found,
  invalid_dispute_status,
  invalid_action,
  pending_order_exists,
  invalid_fiat_currency,
  too_many_requests,
  invalid_cashu_token,
  cashu_mint_unavailable,
  invalid_mint_url,
  cashu_escrow_not_locked,
  cashu_signature_missing,
};

/// The six wrapper keys of an envelope (spec 01 §1.1).
enum class envelope : uint8_t { order, dispute, cant_do, restore, rate, dm };

/// The wire spelling.
std::string_view to_string(order_kind);
std::string_view to_string(action);
std::string_view to_string(order_status);
std::string_view to_string(dispute_status);
std::string_view to_string(refusal);
std::string_view to_string(envelope);

/// Parses the wire spelling; case-sensitive.
std::optional<order_kind> parse_order_kind(std::string_view);
std::optional<action> parse_action(std::string_view);
std::optional<order_status> parse_order_status(std::string_view);
std::optional<dispute_status> parse_dispute_status(std::string_view);
std::optional<refusal> parse_refusal(std::string_view);
std::optional<envelope> parse_envelope(std::string_view);

} // namespace mostro
