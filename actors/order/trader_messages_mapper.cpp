// SPDX-License-Identifier: MIT
#include "actors/order/trader_messages_mapper.hpp"

#include "messages/public_revision.hpp"

#include <algorithm>

namespace mostro {

small_order as_offered(const order& o) {
  small_order out;
  out.id = o.id;
  out.kind = o.terms.kind;
  out.status = order_status::pending;
  out.amount = o.terms.amount.value;
  out.fiat_code = o.terms.fiat_code;
  out.min_amount = o.terms.min_amount;
  out.max_amount = o.terms.max_amount;
  out.fiat_amount = o.terms.fiat_amount;
  out.payment_method = o.terms.payment_method;
  out.premium = o.terms.premium;
  out.buyer_invoice = o.terms.maker_invoice;
  out.created_at = o.terms.created_at.seconds;
  out.expires_at = o.terms.expires_at.seconds;
  return out;
}

small_order as_taken(const order& o, const trade& t, order_status shown, sats amount) {
  auto out = as_offered(o);
  out.status = shown;
  out.amount = amount.value;
  out.fiat_amount = t.fiat_amount;
  out.buyer_invoice.reset();
  out.created_at.reset();
  out.expires_at.reset();
  return out;
}

message plain_message(const order& o, action what, std::optional<uint64_t> request_id,
                      std::optional<int64_t> trade_index) {
  message out;
  out.request_id = request_id;
  out.trade_index = trade_index;
  out.id = o.id;
  out.action = what;
  return out;
}

message order_message(const order& o, action what, small_order content,
                      std::optional<uint64_t> request_id, std::optional<int64_t> trade_index) {
  auto out = plain_message(o, what, request_id, trade_index);
  out.payload = order_payload{std::move(content)};
  return out;
}

message pay_invoice_message(const order& o, const trade& t, const std::string& bolt11,
                            std::optional<int64_t> trade_index) {
  auto content = as_taken(o, t, order_status::waiting_payment, t.hold_amount());
  content.created_at = o.terms.created_at.seconds;
  content.expires_at = o.terms.expires_at.seconds;
  auto out = plain_message(o, action::pay_invoice, t.request_id, trade_index);
  out.payload = payment_request_payload{std::move(content), bolt11, std::nullopt};
  return out;
}

message reputation_notice(const order& o, action what, const user_info& reputation) {
  auto out = plain_message(o, what, std::nullopt);
  out.payload = peer_payload{"", reputation};
  return out;
}

small_order with_trade_keys(small_order content, const order& o, const trade& t) {
  bool maker_sells = maker_role(o) == trade_role::seller;
  auto& buyer = maker_sells ? t.taker : o.maker;
  auto& seller = maker_sells ? o.maker : t.taker;
  content.buyer_trade_pubkey = buyer.trade_key.hex();
  content.seller_trade_pubkey = seller.trade_key.hex();
  content.created_at = o.terms.created_at.seconds;
  content.expires_at = o.terms.expires_at.seconds;
  return content;
}

message fiat_sent_ok_message(const order& o, const party& counterparty,
                             std::optional<uint64_t> request_id) {
  auto out = plain_message(o, action::fiat_sent_ok, request_id);
  out.payload = peer_payload{counterparty.trade_key.hex(), std::nullopt};
  return out;
}

message payment_failed_message(const order& o, uint32_t attempts_left, seconds interval,
                               std::optional<uint64_t> request_id) {
  auto out = plain_message(o, action::payment_failed, request_id);
  out.payload = payment_failed_payload{attempts_left, static_cast<uint32_t>(interval.count)};
  return out;
}

publish_order revision_of(order& o, order_status shown, unix_time now) {
  o.last_stamp = std::max(now, o.last_stamp + seconds{1});
  return public_revision(o, shown, o.last_stamp);
}

} // namespace mostro
