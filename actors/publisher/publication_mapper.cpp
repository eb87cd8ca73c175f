// SPDX-License-Identifier: MIT
#include "actors/publisher/publication_mapper.hpp"

#include "messages/expects.hpp"

namespace mostro {

namespace {

dispute_opener opener_of(const std::optional<trade_role>& initiator) {
  if (!initiator)
    return dispute_opener::unknown;
  return *initiator == trade_role::buyer ? dispute_opener::buyer : dispute_opener::seller;
}

nostr::event_draft stamped(nostr::event_draft draft, unix_time at) {
  draft.created_at = at;
  return draft;
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
  return public_order_event(out);
}

nostr::event_draft dispute_draft(const publish_dispute& dispute,
                                 const publication_settings& settings, unix_time at) {
  published_dispute out;
  out.id = dispute.id;
  out.status = dispute.status;
  out.initiator = opener_of(dispute.initiator);
  out.opened_at = dispute.opened_at;
  out.expiration = at + settings.dispute_retention;
  out.instance_name = settings.instance_name;
  return dispute_event(out);
}

nostr::event_draft rating_draft(const publish_rating& rating, const publication_settings& settings,
                                unix_time at) {
  published_rating out;
  out.subject = rating.subject;
  out.expiration = at + settings.rating_retention;
  out.total_reviews = rating.totals.reviews;
  out.total_rating = rating.totals.total;
  out.last_rating = rating.totals.last;
  out.max_rating = rating.totals.max;
  out.min_rating = rating.totals.min;
  out.days = rating.days;
  return rating_event(out);
}

nostr::event_draft dev_fee_draft(const publish_dev_fee& fee, const publication_settings& settings,
                                 const std::vector<std::string>& networks, unix_time at) {
  published_dev_fee out;
  out.order = fee.order;
  out.amount = fee.amount.value;
  out.hash = fee.hash;
  out.destination = fee.destination;
  out.networks = networks;
  out.expiration = at + settings.dev_fee_retention;
  out.instance_name = settings.instance_name;
  return dev_fee_event(out);
}

} // namespace

std::string stamp_key_of(const order_effect& effect) {
  if (const auto* message = std::get_if<send_message>(&effect))
    return message->to.hex();
  if (const auto* order = std::get_if<publish_order>(&effect))
    return order->id.text();
  if (const auto* dispute = std::get_if<publish_dispute>(&effect))
    return dispute->id.text();
  if (const auto* rating = std::get_if<publish_rating>(&effect))
    return "38384:" + rating->subject.hex();
  if (const auto* fee = std::get_if<publish_dev_fee>(&effect))
    return "8383:" + fee->hash.hex();
  return {};
}

std::optional<unix_time> decided_stamp(const order_effect& effect) {
  if (const auto* order = std::get_if<publish_order>(&effect))
    return order->created_at;
  if (const auto* dispute = std::get_if<publish_dispute>(&effect))
    return dispute->created_at;
  return std::nullopt;
}

std::optional<public_key> shown_maker(const order_effect& effect) {
  const auto* order = std::get_if<publish_order>(&effect);
  if (!order || order->status != order_status::pending)
    return std::nullopt;
  return order->maker_identity;
}

nostr::event_draft public_draft(const order_effect& effect, const publication_settings& settings,
                                const std::vector<std::string>& networks,
                                const std::optional<maker_rating>& rating, unix_time at) {
  if (const auto* order = std::get_if<publish_order>(&effect))
    return stamped(order_draft(*order, settings, networks, rating, at), at);
  if (const auto* dispute = std::get_if<publish_dispute>(&effect))
    return stamped(dispute_draft(*dispute, settings, at), at);
  if (const auto* told = std::get_if<publish_rating>(&effect))
    return stamped(rating_draft(*told, settings, at), at);
  const auto* fee = std::get_if<publish_dev_fee>(&effect);
  expects(fee != nullptr, "an effect without a public event is published");
  return stamped(dev_fee_draft(*fee, settings, networks, at), at);
}

} // namespace mostro
