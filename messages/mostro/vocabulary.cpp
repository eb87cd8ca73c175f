// SPDX-License-Identifier: MIT
//
// The wire spellings of every closed word list. Each table is indexed by its
// enum: the order of the words is the order of the enumerators.
#include "messages/mostro/vocabulary.hpp"

#include "messages/expects.hpp"

#include <array>
#include <cstddef>

namespace mostro {
namespace {

constexpr auto order_kinds = std::to_array<std::string_view>({"buy", "sell"});
static_assert(order_kinds.size() == static_cast<size_t>(order_kind::sell) + 1);

constexpr auto actions = std::to_array<std::string_view>({"new-order",
                                                          "take-sell",
                                                          "take-buy",
                                                          "pay-invoice",
                                                          "pay-bond-invoice",
                                                          "fiat-sent",
                                                          "fiat-sent-ok",
                                                          "release",
                                                          "released",
                                                          "cancel",
                                                          "canceled",
                                                          "cooperative-cancel-initiated-by-you",
                                                          "cooperative-cancel-initiated-by-peer",
                                                          "dispute-initiated-by-you",
                                                          "dispute-initiated-by-peer",
                                                          "cooperative-cancel-accepted",
                                                          "buyer-invoice-accepted",
                                                          "bond-invoice-accepted",
                                                          "purchase-completed",
                                                          "bond-payout-completed",
                                                          "bond-slashed",
                                                          "hold-invoice-payment-accepted",
                                                          "hold-invoice-payment-settled",
                                                          "hold-invoice-payment-canceled",
                                                          "waiting-seller-to-pay",
                                                          "waiting-buyer-invoice",
                                                          "add-invoice",
                                                          "add-bond-invoice",
                                                          "buyer-took-order",
                                                          "rate",
                                                          "rate-user",
                                                          "rate-received",
                                                          "cant-do",
                                                          "dispute",
                                                          "admin-cancel",
                                                          "admin-canceled",
                                                          "admin-settle",
                                                          "admin-settled",
                                                          "admin-add-solver",
                                                          "admin-take-dispute",
                                                          "admin-took-dispute",
                                                          "payment-failed",
                                                          "invoice-updated",
                                                          "send-dm",
                                                          "trade-pubkey",
                                                          "restore-session",
                                                          "last-trade-index",
                                                          "orders",
                                                          "add-cashu-escrow",
                                                          "cashu-escrow-locked",
                                                          "cashu-pm-signature"});
static_assert(actions.size() == static_cast<size_t>(action::cashu_pm_signature) + 1);

constexpr auto order_statuses = std::to_array<std::string_view>(
    {"active", "canceled", "canceled-by-admin", "settled-by-admin", "completed-by-admin", "dispute",
     "expired", "fiat-sent", "settled-hold-invoice", "pending", "success", "waiting-buyer-invoice",
     "waiting-payment", "waiting-taker-bond", "cooperatively-canceled", "in-progress",
     "waiting-maker-bond"});
static_assert(order_statuses.size() == static_cast<size_t>(order_status::waiting_maker_bond) + 1);

constexpr auto dispute_statuses = std::to_array<std::string_view>(
    {"initiated", "in-progress", "seller-refunded", "settled", "released"});
static_assert(dispute_statuses.size() == static_cast<size_t>(dispute_status::released) + 1);

constexpr auto refusals = std::to_array<std::string_view>({"invalid_signature",
                                                           "invalid_trade_index",
                                                           "invalid_amount",
                                                           "invalid_invoice",
                                                           "invalid_payment_request",
                                                           "invalid_peer",
                                                           "invalid_rating",
                                                           "invalid_text_message",
                                                           "invalid_order_kind",
                                                           "invalid_order_status",
                                                           "invalid_pubkey",
                                                           "invalid_parameters",
                                                           "invalid_payload",
                                                           "order_already_canceled",
                                                           "cant_create_user",
                                                           "is_not_your_order",
                                                           "not_allowed_by_status",
                                                           "out_of_range_fiat_amount",
                                                           "out_of_range_sats_amount",
                                                           "price_too_stale",
                                                           "is_not_your_dispute",
                                                           "dispute_taken_by_admin",
                                                           "not_authorized",
                                                           "dispute_creation_error",
                                                           "not_found",
                                                           "invalid_dispute_status",
                                                           "invalid_action",
                                                           "pending_order_exists",
                                                           "invalid_fiat_currency",
                                                           "too_many_requests",
                                                           "invalid_cashu_token",
                                                           "cashu_mint_unavailable",
                                                           "invalid_mint_url",
                                                           "cashu_escrow_not_locked",
                                                           "cashu_signature_missing"});
static_assert(refusals.size() == static_cast<size_t>(refusal::cashu_signature_missing) + 1);

constexpr auto envelopes =
    std::to_array<std::string_view>({"order", "dispute", "cant-do", "restore", "rate", "dm"});
static_assert(envelopes.size() == static_cast<size_t>(envelope::dm) + 1);

/// The word of one enumerator; a number outside the enum is a bug.
template <class Words, class Enum>
std::string_view word_of(const Words& words, Enum value) {
  const auto index = static_cast<size_t>(value);
  expects(index < words.size(), "enumerator outside its vocabulary");
  return words[index];
}

/// The enumerator of one word.
template <class Enum, class Words>
std::optional<Enum> enumerator_of(const Words& words, std::string_view text) {
  for (size_t i = 0; i < words.size(); ++i)
    if (words[i] == text)
      return static_cast<Enum>(i);
  return std::nullopt;
}

} // namespace

std::string_view to_string(order_kind value) { return word_of(order_kinds, value); }
std::string_view to_string(action value) { return word_of(actions, value); }
std::string_view to_string(order_status value) { return word_of(order_statuses, value); }
std::string_view to_string(dispute_status value) { return word_of(dispute_statuses, value); }
std::string_view to_string(refusal value) { return word_of(refusals, value); }
std::string_view to_string(envelope value) { return word_of(envelopes, value); }

std::optional<order_kind> parse_order_kind(std::string_view text) {
  return enumerator_of<order_kind>(order_kinds, text);
}
std::optional<action> parse_action(std::string_view text) {
  return enumerator_of<action>(actions, text);
}
std::optional<order_status> parse_order_status(std::string_view text) {
  return enumerator_of<order_status>(order_statuses, text);
}
std::optional<dispute_status> parse_dispute_status(std::string_view text) {
  return enumerator_of<dispute_status>(dispute_statuses, text);
}
std::optional<refusal> parse_refusal(std::string_view text) {
  return enumerator_of<refusal>(refusals, text);
}
std::optional<envelope> parse_envelope(std::string_view text) {
  return enumerator_of<envelope>(envelopes, text);
}

} // namespace mostro
