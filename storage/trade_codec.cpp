// SPDX-License-Identifier: MIT
#include "storage/trade_codec.hpp"

namespace mostro::storage {

void write(const party& in, records::Party& out) {
  out.set_trade_key(to_stored(in.trade_key));
  out.set_identity(to_stored(in.identity));
  if (in.trade_index)
    out.set_trade_index(*in.trade_index);
  out.set_via(to_stored(in.via));
}

party read(record_reader& r, const records::Party& in) {
  party out;
  out.trade_key = r.id<public_key>(in.trade_key(), "trade_key");
  out.identity = r.id<public_key>(in.identity(), "identity");
  if (in.has_trade_index())
    out.trade_index = in.trade_index();
  out.via = r.via(in.via(), "via");
  return out;
}

void write(const next_trade& in, records::NextTrade& out) {
  out.set_key(to_stored(in.key));
  out.set_index(in.index);
}

next_trade read(record_reader& r, const records::NextTrade& in) {
  return {r.id<public_key>(in.key(), "next_trade.key"), in.index()};
}

void write(const order_terms& in, records::Terms& out) {
  out.set_kind(std::string(to_string(in.kind)));
  out.set_fiat_code(in.fiat_code);
  out.set_fiat_amount(in.fiat_amount);
  if (in.min_amount)
    out.set_min_amount(*in.min_amount);
  if (in.max_amount)
    out.set_max_amount(*in.max_amount);
  out.set_payment_method(in.payment_method);
  out.set_premium(in.premium);
  out.set_amount_sats(in.amount.value);
  if (in.maker_invoice)
    out.set_maker_invoice(*in.maker_invoice);
  out.set_created_at(in.created_at.seconds);
  out.set_expires_at(in.expires_at.seconds);
  if (in.range_parent)
    out.set_range_parent(to_stored(*in.range_parent));
}

order_terms read(record_reader& r, const records::Terms& in) {
  order_terms out;
  out.kind = r.kind(in.kind(), "terms.kind");
  out.fiat_code = in.fiat_code();
  out.fiat_amount = in.fiat_amount();
  if (in.has_min_amount())
    out.min_amount = in.min_amount();
  if (in.has_max_amount())
    out.max_amount = in.max_amount();
  out.payment_method = in.payment_method();
  out.premium = in.premium();
  out.amount = sats{in.amount_sats()};
  if (in.has_maker_invoice())
    out.maker_invoice = in.maker_invoice();
  out.created_at = {in.created_at()};
  out.expires_at = {in.expires_at()};
  if (in.has_range_parent())
    out.range_parent = r.id<order_id>(in.range_parent(), "terms.range_parent");
  return out;
}

void write(const trade& in, records::Trade& out) {
  write(in.taker, *out.mutable_taker());
  out.set_fiat_amount(in.fiat_amount);
  out.set_amount_sats(in.amount.value);
  out.set_fee_sats(in.fee.value);
  out.set_dev_fee_sats(in.dev_fee.value);
  if (in.buyer_invoice)
    out.set_buyer_invoice(*in.buyer_invoice);
  if (in.request_id)
    out.set_request_id(*in.request_id);
  out.set_duty_since(in.duty_since.seconds);
  out.mutable_taker_reputation()->set_rating(in.taker_reputation.rating);
  out.mutable_taker_reputation()->set_reviews(in.taker_reputation.reviews);
  out.mutable_taker_reputation()->set_operating_days(in.taker_reputation.operating_days);
  out.set_cancel_initiator(to_stored(in.cancel_initiator));
  if (in.ln_node)
    out.set_ln_node(std::string(in.ln_node->begin(), in.ln_node->end()));
}

trade read(record_reader& r, const records::Trade& in) {
  trade out;
  r.require(in.has_taker(), "trade.taker");
  out.taker = read(r, in.taker());
  out.fiat_amount = in.fiat_amount();
  out.amount = sats{in.amount_sats()};
  out.fee = sats{in.fee_sats()};
  out.dev_fee = sats{in.dev_fee_sats()};
  if (in.has_buyer_invoice())
    out.buyer_invoice = in.buyer_invoice();
  if (in.has_request_id())
    out.request_id = in.request_id();
  out.duty_since = {in.duty_since()};
  const auto& reputation = in.taker_reputation();
  out.taker_reputation = {reputation.rating(), reputation.reviews(), reputation.operating_days()};
  out.cancel_initiator = r.role(in.cancel_initiator(), "trade.cancel_initiator");
  if (in.has_ln_node())
    out.ln_node = r.node_id(in.ln_node(), "trade.ln_node");
  return out;
}

void write(const escrow_key& in, records::EscrowKey& out) {
  out.set_hash(to_stored(in.hash));
  const bytes32& preimage = in.preimage.reveal();
  out.set_preimage(std::string(preimage.begin(), preimage.end()));
}

escrow_key read(record_reader& r, const records::EscrowKey& in) {
  return {r.id<payment_hash>(in.hash(), "escrow.hash"),
          r.preimage(in.preimage(), "escrow.preimage")};
}

void write(const escrow& in, records::Escrow& out) {
  write(in.key, *out.mutable_key());
  out.set_bolt11(in.bolt11);
  out.set_held_at(in.held_at.seconds);
  out.set_amount_paid_msats(in.amount_paid.value);
  out.set_vanished(in.vanished);
  out.set_expires_at_height(in.expires_at_height);
}

escrow read(record_reader& r, const records::Escrow& in) {
  r.require(in.has_key(), "escrow.key");
  return {read(r, in.key()),        in.bolt11(),   {in.held_at()},
          {in.amount_paid_msats()}, in.vanished(), in.expires_at_height()};
}

void write(const payout& in, records::Payout& out) {
  out.set_destination(in.destination);
  out.set_attempts(in.attempts);
  out.set_failed(in.failed);
  out.set_claims(in.claims);
  out.set_resolving(in.resolving);
  if (in.claim) {
    out.mutable_claim()->set_hash(to_stored(in.claim->hash));
    out.mutable_claim()->set_bolt11(in.claim->bolt11);
    out.mutable_claim()->set_number(in.claim->number);
    out.mutable_claim()->set_claimed_at(in.claim->claimed_at.seconds);
  }
  if (in.retry_at)
    out.set_retry_at(in.retry_at->seconds);
  if (in.request_id)
    out.set_request_id(*in.request_id);
}

payout read(record_reader& r, const records::Payout& in) {
  payout out;
  out.destination = in.destination();
  out.attempts = in.attempts();
  out.failed = in.failed();
  out.claims = in.claims();
  out.resolving = in.resolving();
  if (in.has_claim()) {
    const auto& claim = in.claim();
    out.claim = payout_claim{r.id<payment_hash>(claim.hash(), "payout.claim.hash"),
                             claim.bolt11(),
                             claim.number(),
                             {claim.claimed_at()}};
  }
  if (in.has_retry_at())
    out.retry_at = unix_time{in.retry_at()};
  if (in.has_request_id())
    out.request_id = in.request_id();
  return out;
}

void write(const solver_caller& in, records::SolverCaller& out) {
  out.set_identity(to_stored(in.identity));
  out.set_sender(to_stored(in.sender));
  out.set_via(to_stored(in.via));
  if (in.request_id)
    out.set_request_id(*in.request_id);
  if (in.trade_index)
    out.set_trade_index(*in.trade_index);
  out.set_standing(to_stored(in.standing));
}

solver_caller read(record_reader& r, const records::SolverCaller& in) {
  solver_caller out;
  out.identity = r.id<public_key>(in.identity(), "by_admin.identity");
  out.sender = r.id<public_key>(in.sender(), "by_admin.sender");
  out.via = r.via(in.via(), "by_admin.via");
  if (in.has_request_id())
    out.request_id = in.request_id();
  if (in.has_trade_index())
    out.trade_index = in.trade_index();
  out.standing = r.standing(in.standing(), "by_admin.standing");
  return out;
}

void write(const dispute& in, records::Dispute& out) {
  out.set_id(to_stored(in.id));
  out.set_status(std::string(to_string(in.status)));
  out.set_previous(std::string(to_string(in.previous)));
  out.set_initiator(to_stored(in.initiator));
  if (in.solver)
    out.set_solver(to_stored(*in.solver));
  out.set_created_at(in.created_at.seconds);
  out.set_taken_at(in.taken_at.seconds);
  out.set_last_stamp(in.last_stamp.seconds);
}

dispute read(record_reader& r, const records::Dispute& in) {
  dispute out;
  out.id = r.id<dispute_id>(in.id(), "dispute.id");
  out.status = r.dispute_status(in.status(), "dispute.status");
  out.previous = r.status(in.previous(), "dispute.previous");
  out.initiator = r.role(in.initiator(), "dispute.initiator");
  if (in.has_solver())
    out.solver = r.id<public_key>(in.solver(), "dispute.solver");
  out.created_at = {in.created_at()};
  out.taken_at = {in.taken_at()};
  out.last_stamp = {in.last_stamp()};
  return out;
}

void write(const ratings_given& in, records::Ratings& out) {
  out.set_by_buyer(in.by_buyer);
  out.set_by_seller(in.by_seller);
}

ratings_given read(record_reader&, const records::Ratings& in) {
  return {in.by_buyer(), in.by_seller()};
}

} // namespace mostro::storage
