// SPDX-License-Identifier: MIT
//
// Conversions between the simulated network's records and LND's messages. The
// deprecated fields are filled too: clients read them.
#include "tests/harness/lightning_to_proto.hpp"

#include "messages/hash.hpp"

#include <array>

namespace mostro::devnet {

namespace {

constexpr int64_t nanoseconds = 1'000'000'000;
constexpr uint32_t router_cltv_delta = 40;

std::string to_string(byte_view data) { return {data.begin(), data.end()}; }
bytes to_bytes(std::string_view text) { return {text.begin(), text.end()}; }

/// LND's names of the features that we speak of.
const char* name_of(uint32_t bit) {
  static constexpr std::array<std::pair<uint32_t, const char*>, 8> names{{
      {0, "data-loss-protect"},
      {5, "upfront-shutdown-script"},
      {7, "gossip-queries"},
      {8, "tlv-onion"},
      {12, "static-remote-key"},
      {14, "payment-addr"},
      {16, "multi-path-payments"},
      {22, "anchors-zero-fee-htlc-tx"},
  }};
  for (const auto& [known, name] : names) {
    if (known / 2 == bit / 2)
      return name;
  }
  return "unknown";
}

template <class Map>
void add_feature(Map& features, uint32_t bit) {
  auto& feature = features[bit];
  feature.set_name(name_of(bit));
  feature.set_is_required(bit % 2 == 0);
  feature.set_is_known(true);
}

void fill(lnrpc::RouteHint& into, const std::vector<bolt11::route_hop>& hops) {
  for (const auto& hop : hops) {
    auto& out = *into.add_hop_hints();
    out.set_node_id(to_hex(hop.node));
    out.set_chan_id(hop.short_channel_id);
    out.set_fee_base_msat(hop.fee_base_msat);
    out.set_fee_proportional_millionths(hop.fee_proportional_millionths);
    out.set_cltv_expiry_delta(hop.cltv_expiry_delta);
  }
}

void fill(lnrpc::InvoiceHTLC& into, const invoice_htlc& htlc) {
  into.set_chan_id(htlc.channel_id);
  into.set_htlc_index(htlc.index);
  into.set_amt_msat(static_cast<uint64_t>(htlc.amount.value));
  into.set_accept_height(static_cast<int32_t>(htlc.accept_height));
  into.set_accept_time(htlc.accepted_at.seconds);
  into.set_resolve_time(htlc.resolved_at.seconds);
  into.set_expiry_height(static_cast<int32_t>(htlc.expiry_height));
  into.set_state(static_cast<lnrpc::InvoiceHTLCState>(htlc.state));
  into.set_mpp_total_amt_msat(static_cast<uint64_t>(htlc.amount.value));
}

void fill_hop(lnrpc::Hop& into, const bolt11::node_id& node, uint64_t channel, msats forwarded,
              msats fee, uint32_t expiry) {
  into.set_chan_id(channel);
  into.set_chan_capacity(max_money_sats);
  into.set_amt_to_forward(forwarded.value / 1000);
  into.set_amt_to_forward_msat(forwarded.value);
  into.set_fee(fee.value / 1000);
  into.set_fee_msat(fee.value);
  into.set_expiry(expiry);
  into.set_pub_key(to_hex(node));
  into.set_tlv_payload(true);
}

void fill_route(lnrpc::Route& into, const payment_attempt& sent, const payment_intent& intent,
                const bolt11::node_id& router) {
  const msats whole = sent.amount + sent.fee;
  into.set_total_time_lock(sent.expiry_height + (sent.by_router ? router_cltv_delta : 0));
  into.set_total_fees(sent.fee.value / 1000);
  into.set_total_fees_msat(sent.fee.value);
  into.set_total_amt(whole.value / 1000);
  into.set_total_amt_msat(whole.value);
  if (sent.by_router)
    fill_hop(*into.add_hops(), router, 1, sent.amount, sent.fee, sent.expiry_height);
  auto& last = *into.add_hops();
  fill_hop(last, intent.destination, 2, sent.amount, msats{}, sent.expiry_height);
  if (intent.payment_secret) {
    last.mutable_mpp_record()->set_payment_addr(to_string(*intent.payment_secret));
    last.mutable_mpp_record()->set_total_amt_msat(intent.amount.value);
  }
}

void fill(lnrpc::HTLCAttempt& into, const payment_attempt& sent, const payment_record& record,
          const bolt11::node_id& router) {
  into.set_attempt_id(sent.id);
  into.set_status(static_cast<lnrpc::HTLCAttempt::HTLCStatus>(sent.status));
  into.set_attempt_time_ns(sent.sent_at.seconds * nanoseconds);
  into.set_resolve_time_ns(sent.resolved_at.seconds * nanoseconds);
  fill_route(*into.mutable_route(), sent, record.intent, router);
  if (sent.status == attempt_status::succeeded)
    into.set_preimage(to_string(*record.preimage));
  if (sent.status == attempt_status::failed) {
    const bool by_payee = record.reason == failure_reason::incorrect_payment_details;
    auto& failure = *into.mutable_failure();
    failure.set_code(by_payee ? lnrpc::Failure::INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS
                              : lnrpc::Failure::TEMPORARY_CHANNEL_FAILURE);
    failure.set_failure_source_index(by_payee && sent.by_router ? 2 : 1);
  }
}

rpc_answer<bolt11::route_hop> read_hop(const lnrpc::HopHint& hint) {
  const auto id = bytes_from_hex(hint.node_id());
  bolt11::route_hop out;
  if (!id || id->size() != out.node.size())
    return refuse("invalid public key in route hint");
  std::copy(id->begin(), id->end(), out.node.begin());
  out.short_channel_id = hint.chan_id();
  out.fee_base_msat = hint.fee_base_msat();
  out.fee_proportional_millionths = hint.fee_proportional_millionths();
  out.cltv_expiry_delta = static_cast<uint16_t>(hint.cltv_expiry_delta());
  return out;
}

/// The fields that AddInvoice and AddHoldInvoice share.
template <class Message>
rpc_answer<invoice_request> read_request(const Message& asked) {
  invoice_request out;
  out.memo = asked.memo();
  out.description_hash = to_bytes(asked.description_hash());
  out.value_sat = asked.value();
  out.value_msat = asked.value_msat();
  out.expiry_seconds = asked.expiry();
  out.cltv_expiry = asked.cltv_expiry();
  out.is_private = asked.private_();
  out.fallback_address = asked.fallback_addr();
  for (const auto& hint : asked.route_hints()) {
    auto& hops = out.routes.emplace_back();
    for (const auto& hop : hint.hop_hints()) {
      auto read = read_hop(hop);
      if (!read)
        return read.why();
      hops.push_back(*read);
    }
  }
  return out;
}

} // namespace

grpc::Status to_status(const rpc_refusal& why) {
  return {static_cast<grpc::StatusCode>(why.code), why.text};
}

lnrpc::Invoice to_proto(const invoice_record& record) {
  lnrpc::Invoice out;
  out.set_memo(record.request.memo);
  if (record.preimage)
    out.set_r_preimage(to_string(*record.preimage));
  out.set_r_hash(to_string(record.hash.data));
  out.set_value(record.value.value / 1000);
  out.set_value_msat(record.value.value);
  out.set_settled(record.state == devnet::invoice_state::settled);
  out.set_creation_date(record.created_at.seconds);
  out.set_settle_date(record.settled_at.seconds);
  out.set_payment_request(record.payment_request);
  out.set_description_hash(to_string(record.request.description_hash));
  out.set_expiry(record.expiry.count);
  out.set_fallback_addr(record.request.fallback_address);
  out.set_cltv_expiry(record.cltv_expiry);
  for (const auto& hops : record.request.routes)
    fill(*out.add_route_hints(), hops);
  out.set_private_(record.request.is_private);
  out.set_add_index(record.add_index);
  out.set_settle_index(record.settle_index);
  out.set_amt_paid(record.amount_paid.value);
  out.set_amt_paid_sat(record.amount_paid.value / 1000);
  out.set_amt_paid_msat(record.amount_paid.value);
  out.set_state(static_cast<lnrpc::Invoice::InvoiceState>(record.state));
  for (const auto& htlc : record.htlcs)
    fill(*out.add_htlcs(), htlc);
  for (const uint32_t bit : feature_bits(invoice_features()))
    add_feature(*out.mutable_features(), bit);
  out.set_payment_addr(to_string(record.payment_secret));
  return out;
}

lnrpc::Payment to_proto(const payment_record& record, const bolt11::node_id& router) {
  lnrpc::Payment out;
  const int64_t amount = record.intent.amount.value;
  out.set_payment_hash(record.intent.hash.hex());
  out.set_value(amount / 1000);
  out.set_value_sat(amount / 1000);
  out.set_value_msat(amount);
  out.set_creation_date(record.created_at.seconds);
  out.set_creation_time_ns(record.created_at.seconds * nanoseconds);
  out.set_fee(record.fee.value / 1000);
  out.set_fee_sat(record.fee.value / 1000);
  out.set_fee_msat(record.fee.value);
  out.set_payment_preimage(to_hex(record.preimage.value_or(bytes32{})));
  out.set_payment_request(record.intent.payment_request);
  // routerrpc.usestatusinitiated is off by default: INITIATED reads IN_FLIGHT.
  out.set_status(record.status == payment_status::initiated
                     ? lnrpc::Payment::IN_FLIGHT
                     : static_cast<lnrpc::Payment::PaymentStatus>(record.status));
  for (const auto& sent : record.attempts)
    fill(*out.add_htlcs(), sent, record, router);
  out.set_payment_index(record.index);
  out.set_failure_reason(static_cast<lnrpc::PaymentFailureReason>(record.reason));
  return out;
}

lnrpc::PayReq to_proto(const bolt11::invoice& decoded) {
  lnrpc::PayReq out;
  out.set_destination(to_hex(decoded.payee));
  out.set_payment_hash(decoded.payment_hash.hex());
  const int64_t amount = decoded.amount.value_or(msats{}).value;
  out.set_num_satoshis(amount / 1000);
  out.set_num_msat(amount);
  out.set_timestamp(decoded.timestamp.seconds);
  out.set_expiry(decoded.expiry.count);
  out.set_description(decoded.description);
  if (decoded.description_hash)
    out.set_description_hash(to_hex(*decoded.description_hash));
  out.set_cltv_expiry(static_cast<int64_t>(final_cltv_delta_of(decoded)));
  for (const auto& hops : decoded.routes)
    fill(*out.add_route_hints(), hops);
  if (decoded.payment_secret)
    out.set_payment_addr(to_string(*decoded.payment_secret));
  for (const uint32_t bit : feature_bits(decoded.features))
    add_feature(*out.mutable_features(), bit);
  return out;
}

lnrpc::GetInfoResponse to_info(const node_view& view) {
  lnrpc::GetInfoResponse out;
  const std::string identity = to_hex(view.identity);
  out.set_identity_pubkey(identity);
  out.set_alias(view.name);
  out.set_num_active_channels(static_cast<uint32_t>(view.peers));
  out.set_num_peers(static_cast<uint32_t>(view.peers));
  out.set_block_height(view.height);
  out.set_block_hash(to_hex(sha256(as_bytes("block " + std::to_string(view.height)))));
  out.set_synced_to_chain(view.synced_to_chain);
  out.set_wallet_synced(view.synced_to_chain);
  out.set_synced_to_graph(true);
  out.set_graph_cache_status(lnrpc::GRAPH_CACHE_STATUS_LOADED);
  out.add_uris(identity + "@127.0.0.1:9735");
  out.set_best_header_timestamp(view.best_header_at.seconds);
  out.set_version("0.21.2-beta commit=v0.21.2-beta");
  out.set_commit_hash(std::string(40, '0'));
  auto& chain = *out.add_chains();
  chain.set_chain("bitcoin");
  chain.set_network(std::string{bolt11::to_string(view.network)});
  out.set_testnet(view.network == bolt11::network::testnet);
  out.set_color("#3399ff");
  for (const uint32_t bit : {0U, 5U, 7U, 8U, 12U, 14U, 17U, 23U})
    add_feature(*out.mutable_features(), bit);
  return out;
}

lnrpc::ChannelBalanceResponse to_balance(const node_view& view) {
  const auto fill_amount = [](lnrpc::Amount& into, msats amount) {
    into.set_sat(static_cast<uint64_t>(amount.value / 1000));
    into.set_msat(static_cast<uint64_t>(amount.value));
  };
  lnrpc::ChannelBalanceResponse out;
  out.set_balance(view.balance.value / 1000);
  fill_amount(*out.mutable_local_balance(), view.balance);
  fill_amount(*out.mutable_remote_balance(),
              view.total - view.balance - view.outgoing - view.incoming);
  fill_amount(*out.mutable_unsettled_local_balance(), view.outgoing);
  fill_amount(*out.mutable_unsettled_remote_balance(), view.incoming);
  fill_amount(*out.mutable_pending_open_local_balance(), {});
  fill_amount(*out.mutable_pending_open_remote_balance(), {});
  return out;
}

rpc_answer<invoice_request> from_proto(const invoicesrpc::AddHoldInvoiceRequest& asked) {
  return read_request(asked);
}

rpc_answer<invoice_request> from_proto(const lnrpc::Invoice& asked) { return read_request(asked); }

send_request from_proto(const routerrpc::SendPaymentRequest& asked) {
  send_request out;
  out.payment_request = asked.payment_request();
  out.destination = to_bytes(asked.dest());
  out.payment_hash = to_bytes(asked.payment_hash());
  out.payment_secret = to_bytes(asked.payment_addr());
  out.amount_sat = asked.amt();
  out.amount_msat = asked.amt_msat();
  out.fee_limit_sat = asked.fee_limit_sat();
  out.fee_limit_msat = asked.fee_limit_msat();
  out.final_cltv_delta = asked.final_cltv_delta();
  out.cltv_limit = asked.cltv_limit();
  out.timeout_seconds = asked.timeout_seconds();
  out.time_preference = asked.time_pref();
  out.amp = asked.amp();
  out.allow_self_payment = asked.allow_self_payment();
  out.cancelable = asked.cancelable();
  return out;
}

} // namespace mostro::devnet
