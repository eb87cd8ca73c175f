// SPDX-License-Identifier: MIT
#include "actors/mostroctl/grpc_views.hpp"

namespace mostro::ctl {

namespace v1 = admin::v1;

namespace {

admin::chain_kind kind_of(v1::ChainEntry::Kind k) {
  switch (k) {
  case v1::ChainEntry::DECISION:
    return admin::chain_kind::decision;
  case v1::ChainEntry::WAITING:
    return admin::chain_kind::waiting;
  default:
    return admin::chain_kind::trace;
  }
}

admin::chain_line view_of(const v1::ChainEntry& from) {
  admin::chain_line out;
  out.kind = kind_of(from.kind());
  out.at = from.at();
  out.number = from.number();
  out.what = from.what();
  out.text = from.text();
  out.status_before = from.status_before();
  out.status_after = from.status_after();
  out.inbound_event = from.inbound_event();
  out.effects.assign(from.effects().begin(), from.effects().end());
  return out;
}

admin::escrow_view view_of(const v1::Escrow& from) {
  return {from.hash(), from.state(), from.held_at(), from.amount_paid_msats(),
          from.expires_at_height()};
}

admin::payout_view view_of(const v1::Payout& from) {
  return {from.hash(), from.state(), from.attempts(), from.retry_at(), from.routing_fee_msats()};
}

} // namespace

admin::order_view view_of(const v1::Order& from) {
  admin::order_view out;
  out.id = from.id();
  out.status = from.status();
  out.phase = from.phase();
  out.kind = from.kind();
  out.fiat_code = from.fiat_code();
  out.fiat_amount = from.fiat_amount();
  if (from.has_min_amount())
    out.min_amount = from.min_amount();
  if (from.has_max_amount())
    out.max_amount = from.max_amount();
  out.amount_sats = from.amount_sats();
  out.fee_sats = from.fee_sats();
  out.payment_method = from.payment_method();
  out.premium = from.premium();
  out.created_at = from.created_at();
  out.expires_at = from.expires_at();
  out.duty_since = from.duty_since();
  out.seq = from.seq();
  out.dispute_status = from.dispute_status();
  return out;
}

admin::dispute_view view_of(const v1::Dispute& from) {
  admin::dispute_view out;
  out.id = from.id();
  out.order_id = from.order_id();
  out.status = from.status();
  out.order_status = from.order_status();
  out.previous_order_status = from.previous_order_status();
  out.initiator = from.initiator();
  out.solver = from.solver();
  out.created_at = from.created_at();
  out.taken_at = from.taken_at();
  return out;
}

admin::order_details view_of(const v1::GetOrderResponse& from) {
  admin::order_details out;
  out.order = view_of(from.order());
  out.buyer_key = from.buyer_key();
  out.seller_key = from.seller_key();
  out.range_parent = from.range_parent();
  out.cancel_asked_by = from.cancel_asked_by();
  if (from.has_escrow())
    out.escrow = view_of(from.escrow());
  if (from.has_payout())
    out.payout = view_of(from.payout());
  if (from.has_dispute())
    out.dispute = view_of(from.dispute());
  for (auto& line : from.chain())
    out.chain.push_back(view_of(line));
  return out;
}

node_status view_of(const v1::GetStatusResponse& from) {
  node_status out;
  out.version = from.version();
  out.commit = from.commit();
  out.npub = from.npub();
  out.started_at = from.started_at();
  out.now = from.now();
  for (auto& one : from.orders())
    out.orders[one.status()] = one.orders();
  out.halted = from.halted();
  out.open_disputes = from.open_disputes();
  out.undelivered = from.undelivered();
  for (auto& one : from.relays())
    out.relays.push_back({one.url(), one.connected()});
  auto& node = from.lightning();
  out.lightning = {node.usable(),  node.alias(),        node.pubkey(),
                   node.network(), node.block_height(), node.synced()};
  if (from.has_oldest_price_at())
    out.oldest_price_at = from.oldest_price_at();
  out.prices = from.prices();
  if (from.has_maintenance())
    out.maintenance = from.maintenance();
  return out;
}

admin::order_change view_of(const v1::OrderChange& from) {
  return {from.order_id(), from.seq(), from.status(), from.at(), from.cause()};
}

} // namespace mostro::ctl
