// SPDX-License-Identifier: MIT
//
// Payloads and the structs in them (spec 01 §1.4). Only a SmallOrder refuses
// members that it does not know; everything else ignores them.
#include "messages/mostro/message_reader.hpp"

#include <algorithm>
#include <array>

namespace mostro {

using strict::object_reader;

// Found by argument-dependent lookup from object_reader, std::optional and lists.

static bool read(const json::value& v, small_order& order) {
  return object_reader(v)
      .nullable("id", order.id)
      .nullable("kind", order.kind)
      .nullable("status", order.status)
      .required("amount", order.amount)
      .required("fiat_code", order.fiat_code)
      .nullable("min_amount", order.min_amount)
      .nullable("max_amount", order.max_amount)
      .required("fiat_amount", order.fiat_amount)
      .required("payment_method", order.payment_method)
      .required("premium", order.premium)
      .nullable("buyer_trade_pubkey", order.buyer_trade_pubkey)
      .nullable("seller_trade_pubkey", order.seller_trade_pubkey)
      .nullable("buyer_invoice", order.buyer_invoice)
      .nullable("created_at", order.created_at)
      .nullable("expires_at", order.expires_at)
      .is_good_and_closed();
}

static bool read(const json::value& v, user_info& info) {
  return object_reader(v)
      .required("rating", info.rating)
      .required("reviews", info.reviews)
      .required("operating_days", info.operating_days)
      .is_good();
}

static bool read(const json::value& v, solver_dispute_info& info) {
  return object_reader(v)
      .required("id", info.id)
      .required("kind", info.kind)
      .required("status", info.status)
      .nullable("hash", info.hash)
      .nullable("preimage", info.preimage)
      .required("order_previous_status", info.order_previous_status)
      .required("initiator_pubkey", info.initiator_pubkey)
      .nullable("buyer_pubkey", info.buyer_pubkey)
      .nullable("seller_pubkey", info.seller_pubkey)
      .required("initiator_full_privacy", info.initiator_full_privacy)
      .required("counterpart_full_privacy", info.counterpart_full_privacy)
      .nullable("initiator_info", info.initiator_info)
      .nullable("counterpart_info", info.counterpart_info)
      .required("premium", info.premium)
      .required("payment_method", info.payment_method)
      .required("amount", info.amount)
      .required("fiat_amount", info.fiat_amount)
      .required("fee", info.fee)
      .required("routing_fee", info.routing_fee)
      .nullable("buyer_invoice", info.buyer_invoice)
      .required("invoice_held_at", info.invoice_held_at)
      .required("taken_at", info.taken_at)
      .required("created_at", info.created_at)
      .is_good();
}

static bool read(const json::value& v, restored_order& order) {
  return object_reader(v)
      .required("order_id", order.id)
      .required("trade_index", order.trade_index)
      .required("status", order.status)
      .is_good();
}

static bool read(const json::value& v, restored_dispute& dispute) {
  const bool good = object_reader(v)
                        .required("dispute_id", dispute.id)
                        .required("order_id", dispute.order)
                        .required("trade_index", dispute.trade_index)
                        .required("status", dispute.status)
                        .nullable("initiator", dispute.initiator)
                        .nullable("solver_pubkey", dispute.solver_pubkey)
                        .is_good();
  return good &&
         (!dispute.initiator || *dispute.initiator == "buyer" || *dispute.initiator == "seller");
}

static bool read(const json::value& v, cashu_signature& signature) {
  return object_reader(v)
      .required("secret", signature.secret_text)
      .required("signature", signature.signature)
      .is_good();
}

namespace {

using strict::read;

/// True for an array whose size lies between the bounds.
bool is_tuple(const json::value& v, size_t least, size_t most) {
  return v.is_array() && v.size() >= least && v.size() <= most;
}

bool read_body(const json::value& v, order_payload& p) { return read(v, p.order); }
bool read_body(const json::value& v, payment_request_payload& p) {
  // The public protocol book shows two elements (decision 11).
  return is_tuple(v, 2, 3) && read(v.at(0), p.order) && read(v.at(1), p.invoice) &&
         (v.size() == 2 || read(v.at(2), p.amount));
}
bool read_body(const json::value& v, text_payload& p) { return read(v, p.text); }
bool read_body(const json::value& v, peer_payload& p) {
  return object_reader(v)
      .required("pubkey", p.pubkey)
      .nullable("reputation", p.reputation)
      .is_good();
}
bool read_body(const json::value& v, rating_payload& p) { return read(v, p.rating); }
bool read_body(const json::value& v, amount_payload& p) { return read(v, p.amount); }
bool read_body(const json::value& v, dispute_payload& p) {
  return is_tuple(v, 2, 2) && read(v.at(0), p.id) && read(v.at(1), p.info);
}
bool read_body(const json::value& v, cant_do_payload& p) { return read(v, p.reason); }
bool read_body(const json::value& v, next_trade_payload& p) {
  return is_tuple(v, 2, 2) && read(v.at(0), p.pubkey) && read(v.at(1), p.index);
}
bool read_body(const json::value& v, payment_failed_payload& p) {
  return object_reader(v)
      .required("payment_attempts", p.payment_attempts)
      .required("payment_retries_interval", p.payment_retries_interval)
      .is_good();
}
bool read_body(const json::value& v, restore_payload& p) {
  return object_reader(v).required("orders", p.orders).required("disputes", p.disputes).is_good();
}
bool read_body(const json::value& v, ids_payload& p) { return read(v, p.ids); }
bool read_body(const json::value& v, orders_payload& p) { return read(v, p.orders); }
bool read_body(const json::value& v, bond_resolution_payload& p) {
  return object_reader(v)
      .required("slash_seller", p.slash_seller)
      .required("slash_buyer", p.slash_buyer)
      .is_good();
}
bool read_body(const json::value& v, bond_payout_request_payload& p) {
  return object_reader(v).required("order", p.order).required("slashed_at", p.slashed_at).is_good();
}
bool read_body(const json::value& v, cashu_lock_proof_payload& p) {
  return object_reader(v)
      .required("token", p.token)
      .required("mint_url", p.mint_url)
      .required("buyer_pubkey", p.buyer_pubkey)
      .required("seller_pubkey", p.seller_pubkey)
      .required("mostro_pubkey", p.mostro_pubkey)
      .nullable("fee_token", p.fee_token)
      .is_good();
}
bool read_body(const json::value& v, cashu_signatures_payload& p) { return read(v, p.signatures); }

/// Reads the value under a payload key into that kind of payload.
template <class Kind>
bool read_as(const json::value& v, payload& into) {
  Kind kind;
  if (!read_body(v, kind))
    return false;
  into = std::move(kind);
  return true;
}

struct payload_key {
  std::string_view name;
  bool (*read)(const json::value&, payload&);
};

constexpr auto payload_keys = std::to_array<payload_key>({
    {"order", read_as<order_payload>},
    {"payment_request", read_as<payment_request_payload>},
    {"text_message", read_as<text_payload>},
    {"peer", read_as<peer_payload>},
    {"rating_user", read_as<rating_payload>},
    {"amount", read_as<amount_payload>},
    {"dispute", read_as<dispute_payload>},
    {"cant_do", read_as<cant_do_payload>},
    {"next_trade", read_as<next_trade_payload>},
    {"payment_failed", read_as<payment_failed_payload>},
    {"restore_data", read_as<restore_payload>},
    {"ids", read_as<ids_payload>},
    {"orders", read_as<orders_payload>},
    {"bond_resolution", read_as<bond_resolution_payload>},
    {"bond_payout_request", read_as<bond_payout_request_payload>},
    {"cashu_lock_proof", read_as<cashu_lock_proof_payload>},
    {"cashu_signatures", read_as<cashu_signatures_payload>},
});
static_assert(payload_keys.size() + 1 == std::variant_size_v<payload>);

} // namespace

bool read(const json::value& v, payload& into) {
  if (v.is_null()) {
    into = std::monostate{};
    return true;
  }
  if (!v.is_object() || v.size() != 1)
    return false;
  const auto name = v.name_at(0);
  const auto found = std::find_if(payload_keys.begin(), payload_keys.end(),
                                  [&](const payload_key& key) { return key.name == name; });
  return found != payload_keys.end() && found->read(v.member_at(0), into);
}

} // namespace mostro
