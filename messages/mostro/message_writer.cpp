// SPDX-License-Identifier: MIT
//
// Canonical JSON of messages and payloads (spec 01 §1.2-§1.4): member order and
// the choice between an omitted and a null member are part of the signature.
#include "messages/mostro/canonical_writer.hpp"
#include "messages/mostro/message.hpp"

#include "messages/hash.hpp"
#include "messages/overloaded.hpp"

namespace mostro {

// Found by argument-dependent lookup from canonical::object_writer.

static void write(std::string& out, const user_info& info) {
  canonical::object_writer(out)
      .member("rating", info.rating)
      .member("reviews", info.reviews)
      .member("operating_days", info.operating_days);
}

static void write(std::string& out, const small_order& order) {
  canonical::object_writer(out)
      .member_if_set("id", order.id)
      .member("kind", order.kind)
      .member("status", order.status)
      .member("amount", order.amount)
      .member("fiat_code", order.fiat_code)
      .member("min_amount", order.min_amount)
      .member("max_amount", order.max_amount)
      .member("fiat_amount", order.fiat_amount)
      .member("payment_method", order.payment_method)
      .member("premium", order.premium)
      .member_if_set("buyer_trade_pubkey", order.buyer_trade_pubkey)
      .member_if_set("seller_trade_pubkey", order.seller_trade_pubkey)
      .member_if_set("buyer_invoice", order.buyer_invoice)
      .member("created_at", order.created_at)
      .member("expires_at", order.expires_at);
}

static void write(std::string& out, const solver_dispute_info& info) {
  canonical::object_writer(out)
      .member("id", info.id)
      .member("kind", info.kind)
      .member("status", info.status)
      .member("hash", info.hash)
      .member("preimage", info.preimage)
      .member("order_previous_status", info.order_previous_status)
      .member("initiator_pubkey", info.initiator_pubkey)
      .member("buyer_pubkey", info.buyer_pubkey)
      .member("seller_pubkey", info.seller_pubkey)
      .member("initiator_full_privacy", info.initiator_full_privacy)
      .member("counterpart_full_privacy", info.counterpart_full_privacy)
      .member("initiator_info", info.initiator_info)
      .member("counterpart_info", info.counterpart_info)
      .member("premium", info.premium)
      .member("payment_method", info.payment_method)
      .member("amount", info.amount)
      .member("fiat_amount", info.fiat_amount)
      .member("fee", info.fee)
      .member("routing_fee", info.routing_fee)
      .member("buyer_invoice", info.buyer_invoice)
      .member("invoice_held_at", info.invoice_held_at)
      .member("taken_at", info.taken_at)
      .member("created_at", info.created_at);
}

static void write(std::string& out, const restored_order& order) {
  canonical::object_writer(out)
      .member("order_id", order.id)
      .member("trade_index", order.trade_index)
      .member("status", order.status);
}

static void write(std::string& out, const restored_dispute& dispute) {
  canonical::object_writer(out)
      .member("dispute_id", dispute.id)
      .member("order_id", dispute.order)
      .member("trade_index", dispute.trade_index)
      .member("status", dispute.status)
      .member("initiator", dispute.initiator)
      .member("solver_pubkey", dispute.solver_pubkey);
}

static void write(std::string& out, const cashu_signature& signature) {
  canonical::object_writer(out)
      .member("secret", signature.secret_text)
      .member("signature", signature.signature);
}

namespace {

/// Writes `[a,b,…]` out of values of different types.
template <class... Ts>
void write_tuple(std::string& out, const Ts&... values) {
  using canonical::write;
  bool first = true;
  out += '[';
  ((out += first ? "" : ",", first = false, write(out, values)), ...);
  out += ']';
}

/// Writes the one member of a payload object.
struct payload_writer {
  std::string& out;

  /// `{"<key>":<value>}`.
  template <class T>
  void single(std::string_view key, const T& value) const {
    canonical::object_writer(out).member(key, value);
  }
  /// `{"<key>":[a,b,…]}`.
  template <class... Ts>
  void tuple(std::string_view key, const Ts&... values) const {
    canonical::object_writer object(out);
    object.start(key);
    write_tuple(out, values...);
  }

  void operator()(std::monostate) const { out += "null"; }
  void operator()(const order_payload& p) const { single("order", p.order); }
  void operator()(const payment_request_payload& p) const {
    tuple("payment_request", p.order, p.invoice, p.amount);
  }
  void operator()(const text_payload& p) const { single("text_message", p.text); }
  void operator()(const peer_payload& p) const {
    canonical::object_writer object(out);
    object.start("peer");
    canonical::object_writer(out).member("pubkey", p.pubkey).member("reputation", p.reputation);
  }
  void operator()(const rating_payload& p) const { single("rating_user", p.rating); }
  void operator()(const amount_payload& p) const { single("amount", p.amount); }
  void operator()(const dispute_payload& p) const { tuple("dispute", p.id, p.info); }
  void operator()(const cant_do_payload& p) const { single("cant_do", p.reason); }
  void operator()(const next_trade_payload& p) const { tuple("next_trade", p.pubkey, p.index); }
  void operator()(const payment_failed_payload& p) const {
    canonical::object_writer object(out);
    object.start("payment_failed");
    canonical::object_writer(out)
        .member("payment_attempts", p.payment_attempts)
        .member("payment_retries_interval", p.payment_retries_interval);
  }
  void operator()(const restore_payload& p) const {
    canonical::object_writer object(out);
    object.start("restore_data");
    canonical::object_writer(out).member("orders", p.orders).member("disputes", p.disputes);
  }
  void operator()(const ids_payload& p) const { single("ids", p.ids); }
  void operator()(const orders_payload& p) const { single("orders", p.orders); }
  void operator()(const bond_resolution_payload& p) const {
    canonical::object_writer object(out);
    object.start("bond_resolution");
    canonical::object_writer(out)
        .member("slash_seller", p.slash_seller)
        .member("slash_buyer", p.slash_buyer);
  }
  void operator()(const bond_payout_request_payload& p) const {
    canonical::object_writer object(out);
    object.start("bond_payout_request");
    canonical::object_writer(out).member("order", p.order).member("slashed_at", p.slashed_at);
  }
  void operator()(const cashu_lock_proof_payload& p) const {
    canonical::object_writer object(out);
    object.start("cashu_lock_proof");
    canonical::object_writer(out)
        .member("token", p.token)
        .member("mint_url", p.mint_url)
        .member("buyer_pubkey", p.buyer_pubkey)
        .member("seller_pubkey", p.seller_pubkey)
        .member("mostro_pubkey", p.mostro_pubkey)
        .member_if_set("fee_token", p.fee_token);
  }
  void operator()(const cashu_signatures_payload& p) const {
    single("cashu_signatures", p.signatures);
  }
};

} // namespace

std::string to_canonical_json(const payload& p) {
  std::string out;
  std::visit(payload_writer{out}, p);
  return out;
}

std::string to_canonical_json(const message& m) {
  std::string out;
  {
    canonical::object_writer wrapper(out);
    wrapper.start(to_string(m.wrapper));
    canonical::object_writer kind(out);
    kind.member("version", m.version)
        .member("request_id", m.request_id)
        .member("trade_index", m.trade_index)
        .member_if_set("id", m.id)
        .member("action", m.action)
        .start("payload");
    std::visit(payload_writer{out}, m.payload);
  }
  return out;
}

bytes32 digest_of(const message& m) { return sha256(as_bytes(to_canonical_json(m))); }

} // namespace mostro
