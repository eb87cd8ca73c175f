// SPDX-License-Identifier: MIT
//
// Every word of the protocol, spelled here a second time from spec 01 §1.6, §1.7.
#include "messages/mostro/vocabulary.hpp"

#include <catch2/catch.hpp>

#include <sstream>
#include <string>
#include <vector>

using namespace mostro;

namespace {

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> out;
  for (std::string word; in >> word;)
    out.push_back(word);
  return out;
}

/// Checks that the words are the enumerators in their order, both ways.
template <class Enum>
void check_words(const std::string& text, std::optional<Enum> (*parse)(std::string_view),
                 Enum last) {
  const auto words = words_of(text);
  REQUIRE(words.size() == static_cast<size_t>(last) + 1);
  for (size_t i = 0; i < words.size(); ++i) {
    INFO(words[i]);
    const auto value = static_cast<Enum>(i);
    CHECK(to_string(value) == words[i]);
    CHECK(parse(words[i]) == value);
  }
}

} // namespace

TEST_CASE("vocabulary: every action has its wire spelling") {
  check_words("new-order take-sell take-buy pay-invoice pay-bond-invoice fiat-sent fiat-sent-ok "
              "release released cancel canceled cooperative-cancel-initiated-by-you "
              "cooperative-cancel-initiated-by-peer dispute-initiated-by-you "
              "dispute-initiated-by-peer cooperative-cancel-accepted buyer-invoice-accepted "
              "bond-invoice-accepted purchase-completed bond-payout-completed bond-slashed "
              "hold-invoice-payment-accepted hold-invoice-payment-settled "
              "hold-invoice-payment-canceled waiting-seller-to-pay waiting-buyer-invoice "
              "add-invoice add-bond-invoice buyer-took-order rate rate-user rate-received cant-do "
              "dispute admin-cancel admin-canceled admin-settle admin-settled admin-add-solver "
              "admin-take-dispute admin-took-dispute payment-failed invoice-updated send-dm "
              "trade-pubkey restore-session last-trade-index orders add-cashu-escrow "
              "cashu-escrow-locked cashu-pm-signature",
              parse_action, action::cashu_pm_signature);
}

TEST_CASE("vocabulary: every order status has its wire spelling") {
  check_words("active canceled canceled-by-admin settled-by-admin completed-by-admin dispute "
              "expired fiat-sent settled-hold-invoice pending success waiting-buyer-invoice "
              "waiting-payment waiting-taker-bond cooperatively-canceled in-progress "
              "waiting-maker-bond",
              parse_order_status, order_status::waiting_maker_bond);
}

TEST_CASE("vocabulary: every reason to refuse is snake_case on the wire") {
  check_words(
      "invalid_signature invalid_trade_index invalid_amount invalid_invoice "
      "invalid_payment_request invalid_peer invalid_rating invalid_text_message "
      "invalid_order_kind invalid_order_status invalid_pubkey invalid_parameters "
      "invalid_payload order_already_canceled cant_create_user is_not_your_order "
      "not_allowed_by_status out_of_range_fiat_amount out_of_range_sats_amount price_too_stale "
      "is_not_your_dispute dispute_taken_by_admin not_authorized dispute_creation_error "
      "not_found invalid_dispute_status invalid_action pending_order_exists "
      "invalid_fiat_currency too_many_requests invalid_cashu_token cashu_mint_unavailable "
      "invalid_mint_url cashu_escrow_not_locked cashu_signature_missing",
      parse_refusal, refusal::cashu_signature_missing);
}

TEST_CASE("vocabulary: kinds, dispute statuses and wrappers have their wire spelling") {
  check_words("buy sell", parse_order_kind, order_kind::sell);
  check_words("initiated in-progress seller-refunded settled released", parse_dispute_status,
              dispute_status::released);
  check_words("order dispute cant-do restore rate dm", parse_envelope, envelope::dm);
}

TEST_CASE("vocabulary: words are case-sensitive and closed") {
  CHECK_FALSE(parse_action("New-Order"));
  CHECK_FALSE(parse_action("new_order"));
  CHECK_FALSE(parse_action(""));
  CHECK_FALSE(parse_refusal("invalid-signature"));
  CHECK_FALSE(parse_order_status("in_progress"));
  CHECK_FALSE(parse_envelope("cant_do"));
  CHECK_FALSE(parse_order_kind("BUY"));
}
