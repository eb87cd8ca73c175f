// SPDX-License-Identifier: MIT
#include "actors/admin/grpc_messages.hpp"

namespace mostro::admin {

namespace {

v1::ChainEntry::Kind kind_of(chain_kind k) {
  switch (k) {
  case chain_kind::decision:
    return v1::ChainEntry::DECISION;
  case chain_kind::trace:
    return v1::ChainEntry::TRACE;
  case chain_kind::waiting:
    break;
  }
  return v1::ChainEntry::WAITING;
}

void put(const escrow_view& from, v1::Escrow& to) {
  to.set_hash(from.hash);
  to.set_state(from.state);
  to.set_held_at(from.held_at);
  to.set_amount_paid_msats(from.amount_paid_msats);
  to.set_expires_at_height(from.expires_at_height);
}

void put(const payout_view& from, v1::Payout& to) {
  to.set_hash(from.hash);
  to.set_state(from.state);
  to.set_attempts(from.attempts);
  to.set_retry_at(from.retry_at);
  to.set_routing_fee_msats(from.routing_fee_msats);
}

void put(const chain_line& from, v1::ChainEntry& to) {
  to.set_kind(kind_of(from.kind));
  to.set_at(from.at);
  to.set_number(from.number);
  to.set_what(from.what);
  to.set_text(from.text);
  to.set_status_before(from.status_before);
  to.set_status_after(from.status_after);
  to.set_inbound_event(from.inbound_event);
  for (auto& effect : from.effects)
    to.add_effects(effect);
}

} // namespace

void put(const order_view& from, v1::Order& to) {
  to.set_id(from.id);
  to.set_status(from.status);
  to.set_phase(from.phase);
  to.set_kind(from.kind);
  to.set_fiat_code(from.fiat_code);
  to.set_fiat_amount(from.fiat_amount);
  if (from.min_amount)
    to.set_min_amount(*from.min_amount);
  if (from.max_amount)
    to.set_max_amount(*from.max_amount);
  to.set_amount_sats(from.amount_sats);
  to.set_fee_sats(from.fee_sats);
  to.set_payment_method(from.payment_method);
  to.set_premium(from.premium);
  to.set_created_at(from.created_at);
  to.set_expires_at(from.expires_at);
  to.set_duty_since(from.duty_since);
  to.set_seq(from.seq);
  to.set_dispute_status(from.dispute_status);
}

void put(const dispute_view& from, v1::Dispute& to) {
  to.set_id(from.id);
  to.set_order_id(from.order_id);
  to.set_status(from.status);
  to.set_order_status(from.order_status);
  to.set_previous_order_status(from.previous_order_status);
  to.set_initiator(from.initiator);
  to.set_solver(from.solver);
  to.set_created_at(from.created_at);
  to.set_taken_at(from.taken_at);
}

void put(const order_details& from, v1::GetOrderResponse& to) {
  put(from.order, *to.mutable_order());
  to.set_buyer_key(from.buyer_key);
  to.set_seller_key(from.seller_key);
  to.set_range_parent(from.range_parent);
  to.set_cancel_asked_by(from.cancel_asked_by);
  if (from.escrow)
    put(*from.escrow, *to.mutable_escrow());
  if (from.payout)
    put(*from.payout, *to.mutable_payout());
  if (from.dispute)
    put(*from.dispute, *to.mutable_dispute());
  for (auto& line : from.chain)
    put(line, *to.add_chain());
}

void put(const node_status& from, v1::GetStatusResponse& to) {
  to.set_version(from.version);
  to.set_commit(from.commit);
  to.set_npub(from.npub);
  to.set_started_at(from.started_at);
  to.set_now(from.now);
  for (auto& [name, count] : from.orders) {
    auto& one = *to.add_orders();
    one.set_status(name);
    one.set_orders(count);
  }
  to.set_halted(from.halted);
  to.set_open_disputes(from.open_disputes);
  to.set_undelivered(from.undelivered);
  for (auto& relay : from.relays) {
    auto& one = *to.add_relays();
    one.set_url(relay.url);
    one.set_connected(relay.connected);
  }
  auto& node = *to.mutable_lightning();
  node.set_usable(from.lightning.usable);
  node.set_alias(from.lightning.alias);
  node.set_pubkey(from.lightning.pubkey);
  node.set_network(from.lightning.network);
  node.set_block_height(from.lightning.block_height);
  node.set_synced(from.lightning.synced);
  if (from.oldest_price_at)
    to.set_oldest_price_at(*from.oldest_price_at);
  to.set_prices(from.prices);
  if (from.maintenance)
    to.set_maintenance(*from.maintenance);
}

void put(const order_change& from, v1::OrderChange& to) {
  to.set_order_id(from.order_id);
  to.set_seq(from.seq);
  to.set_status(from.status);
  to.set_at(from.at);
  to.set_cause(from.cause);
}

void put(const backup_view& from, v1::BackupResponse& to) {
  to.set_success(from.result.success);
  if (!from.result.success)
    to.set_error_message(from.result.error_text);
  to.set_directory(from.directory);
  to.set_bytes(from.bytes);
  to.set_layout(from.layout);
  to.set_orders(from.orders);
  to.set_open_orders(from.open_orders);
  to.set_last_effect(from.last_effect);
}

} // namespace mostro::admin
