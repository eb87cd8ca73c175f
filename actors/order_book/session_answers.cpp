// SPDX-License-Identifier: MIT
#include "actors/order_book/session_answers.hpp"

#include "actors/order/trader_messages_mapper.hpp"

namespace mostro {

namespace {

message reply_to(const opened_message& asked, envelope wrapper) {
  message out;
  out.wrapper = wrapper;
  out.action = asked.message.action;
  return out;
}

/// The trade index of the party with this identity; none when it has no part.
std::optional<int64_t> index_of(const order& o, const public_key& identity) {
  if (o.maker.identity == identity)
    return o.maker.trade_index.value_or(0);
  if (auto* t = trade_of(o); t && t->taker.identity == identity)
    return t->taker.trade_index.value_or(0);
  return std::nullopt;
}

/// The order as one of its own parties may see it: without invoice, and with the
/// counterparty's key only once the trade is active (spec 02 I12).
small_order as_seen_by_party(const order& o, const public_key& identity) {
  auto out = as_offered(o);
  out.status = status_of(o);
  out.buyer_invoice.reset();
  auto show = [&](trade_role role) -> std::optional<std::string> {
    auto who = party_of(o, role);
    bool disclosed = out.status != order_status::pending &&
                     out.status != order_status::waiting_payment &&
                     out.status != order_status::waiting_buyer_invoice;
    if (who && (disclosed || who->identity == identity))
      return who->trade_key.hex();
    return std::nullopt;
  };
  out.buyer_trade_pubkey = show(trade_role::buyer);
  out.seller_trade_pubkey = show(trade_role::seller);
  if (auto* t = trade_of(o)) {
    out.amount = t->amount.value;
    out.fiat_amount = t->fiat_amount;
  }
  return out;
}

} // namespace

send_message answer_restore_session(const std::map<order_id, book_entry>& entries,
                                    const opened_message& asked) {
  restore_payload found;
  for (auto& [id, entry] : entries) {
    if (!entry.state)
      continue;
    auto status_now = status_of(*entry.state);
    if (status_now == order_status::dispute)
      continue;
    if (auto index = index_of(*entry.state, asked.identity))
      found.orders.push_back({id, *index, status_now});
  }
  auto out = reply_to(asked, envelope::restore);
  out.payload = std::move(found);
  return send_message{asked.sender, asked.via, std::move(out)};
}

send_message answer_orders(const std::map<order_id, book_entry>& entries,
                           const opened_message& asked, size_t most) {
  auto refuse = [&](refusal why) {
    return send_message{asked.sender, asked.via, make_cant_do(asked.message, why)};
  };
  auto* wanted = std::get_if<ids_payload>(&asked.message.payload);
  if (!wanted || wanted->ids.empty())
    return refuse(refusal::invalid_parameters);
  if (wanted->ids.size() > most)
    return refuse(refusal::too_many_requests);
  orders_payload found;
  for (auto& id : wanted->ids) {
    auto it = entries.find(id);
    if (it != entries.end() && it->second.state && index_of(*it->second.state, asked.identity))
      found.orders.push_back(as_seen_by_party(*it->second.state, asked.identity));
  }
  if (found.orders.empty())
    return refuse(refusal::not_found);
  auto out = reply_to(asked, envelope::order);
  out.request_id = asked.message.request_id;
  out.payload = std::move(found);
  return send_message{asked.sender, asked.via, std::move(out)};
}

} // namespace mostro
