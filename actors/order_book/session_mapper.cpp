// SPDX-License-Identifier: MIT
#include "actors/order_book/session_mapper.hpp"

#include "actors/order/trader_messages_mapper.hpp"

#include <algorithm>
#include <tuple>

namespace mostro {

namespace {

/// One entry of a list of a restore answer, with the longest values that it can have.
constexpr size_t order_length = 125;
constexpr size_t dispute_length = 275;

message reply_to(const opened_message& asked, envelope wrapper) {
  message out;
  out.wrapper = wrapper;
  out.action = asked.message.action;
  return out;
}

/// The trade index of the party with this identity; none when it has no part.
std::optional<int64_t> index_of(const order& o, const public_key& identity) {
  for (auto role : {trade_role::buyer, trade_role::seller})
    if (auto who = party_of(o, role); who && who->identity == identity)
      return who->trade_index.value_or(0);
  return std::nullopt;
}

/// True when both sides had done their part before the trade: then they know each other.
bool was_active(const order& o) {
  auto* over = std::get_if<closed>(&o.phase);
  return over && over->trade && over->trade->buyer_invoice && over->escrow &&
         over->escrow->held_at.seconds > 0;
}

bool shows_both_keys(const order& o) {
  switch (status_of(o)) {
  case order_status::active:
  case order_status::fiat_sent:
  case order_status::dispute:
  case order_status::settled_hold_invoice:
    return true;
  default:
    return was_active(o);
  }
}

/// The order as one of its own parties may see it: without invoice, and with the
/// counterparty's key only if the trade was active (spec 02 I12).
small_order as_seen_by_party(const order& o, const public_key& identity) {
  auto out = as_offered(o);
  out.status = status_of(o);
  out.buyer_invoice.reset();
  auto show = [&](trade_role role) -> std::optional<std::string> {
    auto who = party_of(o, role);
    if (who && (who->identity == identity || shows_both_keys(o)))
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

restored_dispute restored(const order& o, const dispute& d, int64_t index) {
  restored_dispute out;
  out.id = d.id;
  out.order = o.id;
  out.trade_index = index;
  out.status = d.status;
  if (d.initiator)
    out.initiator = *d.initiator == trade_role::buyer ? "buyer" : "seller";
  if (d.solver)
    out.solver_pubkey = d.solver->hex();
  return out;
}

bool is_newer(const order* a, const order* b) {
  return std::tie(a->terms.created_at, a->id) > std::tie(b->terms.created_at, b->id);
}

/// Statuses that are over are not restored; a disputed order is shown by its dispute.
bool is_listed(order_status s) {
  switch (s) {
  case order_status::expired:
  case order_status::success:
  case order_status::canceled:
  case order_status::cooperatively_canceled:
  case order_status::canceled_by_admin:
  case order_status::settled_by_admin:
  case order_status::completed_by_admin:
  case order_status::dispute:
    return false;
  default:
    return true;
  }
}

} // namespace

send_message answer_restore_session(const std::vector<const order*>& open,
                                    const opened_message& asked) {
  auto newest_first = open;
  std::sort(newest_first.begin(), newest_first.end(), is_newer);
  restore_payload found;
  size_t length = 0;
  for (auto* o : newest_first) {
    auto index = index_of(*o, asked.identity);
    if (!index)
      continue;
    bool in_dispute = o->dispute && !is_over(o->dispute->status);
    if (!in_dispute && !is_listed(status_of(*o)))
      continue;
    length += in_dispute ? dispute_length : order_length;
    if (length > longest_restore_answer)
      break;
    if (in_dispute)
      found.disputes.push_back(restored(*o, *o->dispute, *index));
    else
      found.orders.push_back({o->id, *index, status_of(*o)});
  }
  auto out = reply_to(asked, envelope::restore);
  out.payload = std::move(found);
  return send_message{asked.sender, asked.via, std::move(out)};
}

std::variant<std::vector<order_id>, refusal> orders_asked_for(const message& question,
                                                              size_t most) {
  auto* wanted = std::get_if<ids_payload>(&question.payload);
  if (!wanted || wanted->ids.empty())
    return refusal::invalid_parameters;
  if (wanted->ids.size() > most)
    return refusal::too_many_requests;
  std::vector<order_id> out;
  for (auto& id : wanted->ids)
    if (std::find(out.begin(), out.end(), id) == out.end())
      out.push_back(id);
  return out;
}

send_message answer_orders(const std::vector<order>& found, const opened_message& asked) {
  orders_payload own;
  for (auto& o : found)
    if (index_of(o, asked.identity))
      own.orders.push_back(as_seen_by_party(o, asked.identity));
  if (own.orders.empty())
    return send_message{asked.sender, asked.via, make_cant_do(asked.message, refusal::not_found)};
  auto out = reply_to(asked, envelope::order);
  out.request_id = asked.message.request_id;
  out.payload = std::move(own);
  return send_message{asked.sender, asked.via, std::move(out)};
}

} // namespace mostro
