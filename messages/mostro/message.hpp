// SPDX-License-Identifier: MIT
//
// Mostro messages (spec 01 §1): envelope, payloads, strict reading and the
// canonical serialization that signatures cover.
#pragma once

#include "messages/ids.hpp"
#include "messages/mostro/vocabulary.hpp"
#include "messages/time.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace mostro {

/// An order as clients see it (spec 01 §1.4). Amounts are the bare wire
/// integers: they are judged and converted by whoever uses them.
struct small_order {
  std::optional<order_id> id;
  std::optional<order_kind> kind;
  std::optional<order_status> status;
  int64_t amount = 0; ///< Satoshis; 0 = market price.
  std::string fiat_code;
  std::optional<int64_t> min_amount;
  std::optional<int64_t> max_amount;
  int64_t fiat_amount = 0;
  std::string payment_method;
  int64_t premium = 0;
  std::optional<std::string> buyer_trade_pubkey;
  std::optional<std::string> seller_trade_pubkey;
  std::optional<std::string> buyer_invoice;
  std::optional<int64_t> created_at;
  std::optional<int64_t> expires_at;
  friend bool operator==(const small_order&, const small_order&) = default;
};

/// A trader's public reputation.
struct user_info {
  double rating = 0;
  int64_t reviews = 0;
  uint64_t operating_days = 0;
  friend bool operator==(const user_info&, const user_info&) = default;
};

// Payloads, one struct per key of spec 01 §1.4.
struct payment_request_payload {
  std::optional<small_order> order;
  std::string invoice;
  std::optional<int64_t> amount;
  friend bool operator==(const payment_request_payload&, const payment_request_payload&) = default;
};
struct text_payload {
  std::string text;
  friend bool operator==(const text_payload&, const text_payload&) = default;
};
struct peer_payload {
  std::string pubkey; ///< Hex, or empty in the reputation notice.
  std::optional<user_info> reputation;
  friend bool operator==(const peer_payload&, const peer_payload&) = default;
};
struct rating_payload {
  uint8_t rating = 0;
  friend bool operator==(const rating_payload&, const rating_payload&) = default;
};
struct amount_payload {
  int64_t amount = 0; ///< Fiat amount of a range take.
  friend bool operator==(const amount_payload&, const amount_payload&) = default;
};
/// What a solver is told of a dispute; order normative (spec 01 §1.4).
struct solver_dispute_info {
  order_id id;
  std::string kind;
  std::string status;
  std::optional<std::string> hash;
  std::optional<std::string> preimage;
  std::string order_previous_status;
  std::string initiator_pubkey;
  std::optional<std::string> buyer_pubkey;
  std::optional<std::string> seller_pubkey;
  bool initiator_full_privacy = false;
  bool counterpart_full_privacy = false;
  std::optional<user_info> initiator_info;
  std::optional<user_info> counterpart_info;
  int64_t premium = 0;
  std::string payment_method;
  int64_t amount = 0;
  int64_t fiat_amount = 0;
  int64_t fee = 0;
  int64_t routing_fee = 0;
  std::optional<std::string> buyer_invoice;
  int64_t invoice_held_at = 0;
  int64_t taken_at = 0;
  int64_t created_at = 0;
  friend bool operator==(const solver_dispute_info&, const solver_dispute_info&) = default;
};
struct dispute_payload {
  dispute_id id;
  std::optional<solver_dispute_info> info;
  friend bool operator==(const dispute_payload&, const dispute_payload&) = default;
};
struct cant_do_payload {
  std::optional<refusal> reason;
  friend bool operator==(const cant_do_payload&, const cant_do_payload&) = default;
};
struct next_trade_payload {
  std::string pubkey;
  uint32_t index = 0;
  friend bool operator==(const next_trade_payload&, const next_trade_payload&) = default;
};
struct payment_failed_payload {
  uint32_t payment_attempts = 0;
  uint32_t payment_retries_interval = 0; ///< Seconds.
  friend bool operator==(const payment_failed_payload&, const payment_failed_payload&) = default;
};
struct restored_order {
  order_id id;
  int64_t trade_index = 0;
  order_status status = order_status::pending;
  friend bool operator==(const restored_order&, const restored_order&) = default;
};
struct restored_dispute {
  dispute_id id;
  order_id order;
  int64_t trade_index = 0;
  dispute_status status = dispute_status::initiated;
  std::optional<std::string> initiator; ///< "buyer" or "seller".
  std::optional<std::string> solver_pubkey;
  friend bool operator==(const restored_dispute&, const restored_dispute&) = default;
};
struct restore_payload {
  std::vector<restored_order> orders;
  std::vector<restored_dispute> disputes;
  friend bool operator==(const restore_payload&, const restore_payload&) = default;
};
struct ids_payload {
  std::vector<order_id> ids;
  friend bool operator==(const ids_payload&, const ids_payload&) = default;
};
struct order_payload {
  small_order order;
  friend bool operator==(const order_payload&, const order_payload&) = default;
};
struct orders_payload {
  std::vector<small_order> orders;
  friend bool operator==(const orders_payload&, const orders_payload&) = default;
};
struct bond_resolution_payload {
  bool slash_seller = false;
  bool slash_buyer = false;
  friend bool operator==(const bond_resolution_payload&, const bond_resolution_payload&) = default;
};
struct bond_payout_request_payload {
  small_order order;
  int64_t slashed_at = 0;
  friend bool operator==(const bond_payout_request_payload&,
                         const bond_payout_request_payload&) = default;
};
struct cashu_lock_proof_payload {
  std::string token, mint_url, buyer_pubkey, seller_pubkey, mostro_pubkey;
  std::optional<std::string> fee_token;
  friend bool operator==(const cashu_lock_proof_payload&,
                         const cashu_lock_proof_payload&) = default;
};
struct cashu_signature {
  std::string secret_text, signature;
  friend bool operator==(const cashu_signature&, const cashu_signature&) = default;
};
struct cashu_signatures_payload {
  std::vector<cashu_signature> signatures;
  friend bool operator==(const cashu_signatures_payload&,
                         const cashu_signatures_payload&) = default;
};

/// A payload; monostate is JSON null.
using payload =
    std::variant<std::monostate, order_payload, payment_request_payload, text_payload, peer_payload,
                 rating_payload, amount_payload, dispute_payload, cant_do_payload,
                 next_trade_payload, payment_failed_payload, restore_payload, ids_payload,
                 orders_payload, bond_resolution_payload, bond_payout_request_payload,
                 cashu_lock_proof_payload, cashu_signatures_payload>;

/// One Mostro message.
struct message {
  envelope wrapper = envelope::order;
  uint8_t version = 1; ///< Outbound: 1 on gift wrap, 2 on nip44; inbound: never judged.
  std::optional<uint64_t> request_id;
  std::optional<int64_t> trade_index;
  std::optional<order_id> id; ///< The order (or dispute) that it is about.
  mostro::action action = mostro::action::new_order;
  mostro::payload payload;
  friend bool operator==(const message&, const message&) = default;
};

/// Canonical serialization (spec 01 §1.3): what signatures cover and what we send.
std::string to_canonical_json(const message& m);

/// Canonical JSON of a payload alone (`null` for monostate), for logs and tests.
std::string to_canonical_json(const payload& p);

/// Parses one message by the rules of spec 01 §1; `malformed` when a client
/// would be dropped. Decision 11 applies: a two-element payment_request and an
/// `admin-add-solver` without id are accepted.
result<message> parse_message(std::string_view json);

/// The shape rules of spec 01 §1.9: which actions need an id and which payloads
/// they allow. False means drop.
bool has_allowed_shape(const message& m);

/// SHA-256 of the canonical bytes: what a trade signature signs.
bytes32 digest_of(const message& m);

/// Makes the cant-do reply to a request (spec 01 §1.8); the version is set later.
message make_cant_do(const message& request, refusal why);

} // namespace mostro
