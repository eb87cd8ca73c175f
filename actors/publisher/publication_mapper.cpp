// SPDX-License-Identifier: MIT
#include "actors/publisher/publication_mapper.hpp"

namespace mostro {

std::string stamp_key_of(const order_effect& effect) {
  if (const auto* message = std::get_if<send_message>(&effect))
    return message->to.hex();
  if (const auto* order = std::get_if<publish_order>(&effect))
    return order->id.text();
  return {};
}

nostr::event_draft order_draft(const publish_order& order, const publication_settings& settings,
                               const std::vector<std::string>& networks,
                               const std::optional<maker_rating>& rating, unix_time at) {
  published_order out;
  out.id = order.id;
  out.kind = order.kind;
  out.status = order.status;
  out.fiat_code = order.fiat_code;
  out.amount = order.amount.value;
  out.fiat_amount = order.fiat_amount;
  out.min_amount = order.min_amount;
  out.max_amount = order.max_amount;
  out.payment_method = order.payment_method;
  out.premium = order.premium;
  out.rating = rating;
  out.relays = settings.relays;
  out.node = settings.node;
  out.networks = networks;
  out.expires_at = order.expires_at;
  out.expiration = at + settings.order_retention;
  out.instance_name = settings.instance_name;
  auto draft = public_order_event(out);
  draft.created_at = at;
  return draft;
}

} // namespace mostro
