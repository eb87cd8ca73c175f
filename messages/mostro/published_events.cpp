// SPDX-License-Identifier: MIT
//
// Orders, disputes, ratings, development fees and relay lists as public events.
// Clients index by tag name, some by position: the order is part of the contract.
#include "messages/mostro/published_events.hpp"

#include "messages/expects.hpp"
#include "messages/mostro/canonical_writer.hpp"
#include "messages/mostro/event_tags.hpp"

namespace mostro {
namespace {

/// Payment methods: split at commas, empty pieces removed, not trimmed.
nostr::tag payment_method_tag(std::string_view methods) {
  nostr::tag out{"pm"};
  while (!methods.empty()) {
    const auto comma = methods.find(',');
    if (const auto piece = methods.substr(0, comma); !piece.empty())
      out.emplace_back(piece);
    methods.remove_prefix(comma == std::string_view::npos ? methods.size() : comma + 1);
  }
  return out;
}

nostr::tag fiat_amount_tag(const published_order& order) {
  if (order.status == order_status::pending && order.min_amount && order.max_amount)
    return {"fa", std::to_string(*order.min_amount), std::to_string(*order.max_amount)};
  return {"fa", std::to_string(order.fiat_amount)};
}

nostr::tag rating_tag(const maker_rating& rating) {
  std::string json = "[\"rating\",";
  canonical::object_writer(json)
      .member("days", rating.days)
      .member("total_rating", rating.total_rating)
      .member("total_reviews", rating.total_reviews);
  return {"rating", json + "]"};
}

nostr::tag source_tag(const published_order& order) {
  return {"source", "mostro:" + order.id.text() + "?relays=" + comma_separated(order.relays) +
                        "&mostro=" + order.node.hex()};
}

std::string network_of(const std::vector<std::string>& networks) {
  return networks.empty() ? "unknown" : comma_separated(networks);
}

std::string text_of(unix_time time) { return std::to_string(time.seconds); }

std::string text_of(dispute_opener opener) {
  switch (opener) {
  case dispute_opener::buyer:
    return "buyer";
  case dispute_opener::seller:
    return "seller";
  case dispute_opener::unknown:
    return "unknown";
  }
  expects(false, "a dispute opener outside its enum");
  return {};
}

nostr::event_draft draft_of(uint16_t kind, std::vector<nostr::tag> tags) {
  nostr::event_draft out;
  out.kind = kind;
  out.tags = std::move(tags);
  return out;
}

} // namespace

std::string comma_separated(const std::vector<std::string>& pieces) {
  std::string out;
  for (const auto& piece : pieces) {
    if (&piece != &pieces.front())
      out += ',';
    out += piece;
  }
  return out;
}

nostr::tag platform_tag(std::string_view instance_name) {
  constexpr std::string_view blanks = " \t\r\n\v\f";
  const auto first = instance_name.find_first_not_of(blanks);
  if (first == std::string_view::npos)
    return {"y", "mostro"};
  const auto last = instance_name.find_last_not_of(blanks);
  return {"y", "mostro", std::string(instance_name.substr(first, last - first + 1))};
}

std::optional<order_status> published_status(order_status stored, order_kind) {
  switch (stored) {
  case order_status::pending:
  case order_status::waiting_taker_bond:
    return order_status::pending;
  case order_status::waiting_buyer_invoice:
  case order_status::waiting_payment:
    return order_status::in_progress;
  case order_status::success:
    return order_status::success;
  case order_status::canceled:
  case order_status::canceled_by_admin:
  case order_status::cooperatively_canceled:
  case order_status::expired:
    return order_status::canceled;
  case order_status::completed_by_admin:
    return order_status::completed_by_admin;
  case order_status::active:
  case order_status::fiat_sent:
  case order_status::dispute:
  case order_status::settled_hold_invoice:
  case order_status::settled_by_admin:
  case order_status::in_progress:
  case order_status::waiting_maker_bond:
    return std::nullopt;
  }
  expects(false, "an order status outside its enum");
  return std::nullopt;
}

nostr::event_draft public_order_event(const published_order& order) {
  const bool is_pending = order.status == order_status::pending;
  const bool ends_with_take_window = is_pending && order.expires_at.seconds > 0;
  std::vector<nostr::tag> tags{
      {"d", order.id.text()},
      {"k", std::string(to_string(order.kind))},
      {"f", order.fiat_code},
      {"s", std::string(to_string(order.status))},
      {"amt", std::to_string(order.amount)},
      fiat_amount_tag(order),
      payment_method_tag(order.payment_method),
      {"premium", std::to_string(order.premium)},
  };
  if (is_pending) {
    tags.push_back(rating_tag(order.rating.value_or(maker_rating{})));
    tags.push_back(source_tag(order));
  }
  tags.push_back({"network", network_of(order.networks)});
  tags.push_back({"layer", "lightning"});
  tags.push_back({"expires_at", text_of(order.expires_at)});
  tags.push_back(
      {"expiration", text_of(ends_with_take_window ? order.expires_at : order.expiration)});
  tags.push_back(platform_tag(order.instance_name));
  tags.push_back({"z", "order"});
  return draft_of(nostr::kind::order, std::move(tags));
}

nostr::event_draft rating_event(const published_rating& rating) {
  return draft_of(nostr::kind::rating,
                  {{"d", rating.subject.hex()},
                   {"expiration", text_of(rating.expiration)},
                   {"total_reviews", std::to_string(rating.total_reviews)},
                   {"total_rating", canonical::plain_decimal(rating.total_rating)},
                   {"last_rating", std::to_string(rating.last_rating)},
                   {"max_rate", std::to_string(rating.max_rating)},
                   {"min_rate", std::to_string(rating.min_rating)},
                   {"z", "rating"},
                   {"days", std::to_string(rating.days)}});
}

nostr::event_draft dispute_event(const published_dispute& dispute) {
  return draft_of(nostr::kind::dispute, {{"d", dispute.id.text()},
                                         {"expiration", text_of(dispute.expiration)},
                                         {"s", std::string(to_string(dispute.status))},
                                         {"initiator", text_of(dispute.initiator)},
                                         {"created_at", text_of(dispute.opened_at)},
                                         platform_tag(dispute.instance_name),
                                         {"z", "dispute"}});
}

nostr::event_draft dev_fee_event(const published_dev_fee& fee) {
  return draft_of(nostr::kind::dev_fee, {{"order-id", fee.order.text()},
                                         {"amount", std::to_string(fee.amount)},
                                         {"hash", fee.hash.hex()},
                                         {"destination", fee.destination},
                                         {"network", network_of(fee.networks)},
                                         platform_tag(fee.instance_name),
                                         {"z", "dev-fee-payment"},
                                         {"expiration", text_of(fee.expiration)}});
}

nostr::event_draft relay_list_event(const std::vector<std::string>& connected) {
  std::vector<nostr::tag> tags;
  for (const auto& url : connected)
    tags.push_back({"r", url});
  return draft_of(nostr::kind::relay_list, std::move(tags));
}

} // namespace mostro
