// SPDX-License-Identifier: MIT
//
// Public effects as events: exact tags in their order, retention, stamps.
#include "actors/publisher/publication_mapper.hpp"

#include <catch2/catch.hpp>

using namespace mostro;
using tags = std::vector<nostr::tag>;

namespace {

constexpr unix_time at{1'700'000'000};
const std::string after_90_days = std::to_string(at.seconds + 90 * 86'400);

publication_settings settings() {
  publication_settings out;
  out.instance_name = " My node ";
  return out;
}

dispute_id some_dispute() {
  return dispute_id::parse("308e1272-d5f4-47e6-bd97-3504baea9c23").value();
}

nostr::event_draft draft_of(const order_effect& effect) {
  return public_draft(effect, settings(), {"regtest"}, std::nullopt, at);
}

} // namespace

TEST_CASE("publications: a dispute has the tags of spec 03 §2.3 in their order") {
  publish_dispute dispute;
  dispute.id = some_dispute();
  dispute.status = dispute_status::in_progress;
  dispute.initiator = trade_role::seller;
  dispute.opened_at = at - seconds{500};
  dispute.created_at = at;
  auto draft = draft_of(dispute);
  CHECK(draft.kind == 38386);
  CHECK(draft.content.empty());
  CHECK(draft.created_at == at);
  CHECK(draft.tags == tags{{"d", "308e1272-d5f4-47e6-bd97-3504baea9c23"},
                           {"expiration", after_90_days},
                           {"s", "in-progress"},
                           {"initiator", "seller"},
                           {"created_at", "1699999500"},
                           {"y", "mostro", "My node"},
                           {"z", "dispute"}});
  dispute.initiator = std::nullopt;
  CHECK(nostr::first_tag_value(draft_of(dispute).tags, "initiator") == "unknown");
}

TEST_CASE("publications: a rating has the tags of spec 03 §5 in their order and no y") {
  publish_rating rating;
  rating.subject.data.fill(0xab);
  rating.totals = {6, 25.0 / 6, 5, 5, 3};
  rating.days = 41;
  auto draft = draft_of(rating);
  CHECK(draft.kind == 38384);
  CHECK(draft.tags == tags{{"d", rating.subject.hex()},
                           {"expiration", after_90_days},
                           {"total_reviews", "6"},
                           {"total_rating", "4.166666666666667"},
                           {"last_rating", "5"},
                           {"max_rate", "5"},
                           {"min_rate", "3"},
                           {"z", "rating"},
                           {"days", "41"}});
  rating.totals.total = 2;
  CHECK(nostr::first_tag_value(draft_of(rating).tags, "total_rating") == "2");
  rating.totals.total = 2.5;
  CHECK(nostr::first_tag_value(draft_of(rating).tags, "total_rating") == "2.5");
}

TEST_CASE("publications: a development fee is a regular event with the tags of spec 02 §7.3") {
  publish_dev_fee fee;
  fee.order = order_id::parse("308e1272-d5f4-47e6-bd97-3504baea9c23").value();
  fee.amount = {30};
  fee.hash.data.fill(0x11);
  fee.destination = "dev@example.com";
  auto draft = draft_of(fee);
  CHECK(draft.kind == 8383);
  CHECK(draft.tags == tags{{"order-id", "308e1272-d5f4-47e6-bd97-3504baea9c23"},
                           {"amount", "30"},
                           {"hash", fee.hash.hex()},
                           {"destination", "dev@example.com"},
                           {"network", "regtest"},
                           {"y", "mostro", "My node"},
                           {"z", "dev-fee-payment"},
                           {"expiration", std::to_string(at.seconds + 365 * 86'400)}});
}

TEST_CASE("publications: an order that is not pending expires after its retention") {
  publish_order order;
  order.status = order_status::canceled;
  order.expires_at = at + seconds{60};
  auto short_lived = settings();
  short_lived.order_retention = {86'400};
  auto draft = public_draft(order, short_lived, {}, std::nullopt, at);
  CHECK(nostr::first_tag_value(draft.tags, "expiration") == std::to_string(at.seconds + 86'400));
  order.status = order_status::pending;
  draft = public_draft(order, short_lived, {}, std::nullopt, at);
  CHECK(nostr::first_tag_value(draft.tags, "expiration") == std::to_string(at.seconds + 60));
}

TEST_CASE("publications: stamps rise per d, and per recipient of messages beside it") {
  publish_rating rating;
  rating.subject.data.fill(0xab);
  send_message message;
  message.to = rating.subject;
  publish_dispute dispute;
  dispute.id = some_dispute();
  dispute.created_at = at;
  publish_order order;
  order.id = order_id::parse(dispute.id.text()).value();
  order.created_at = at;
  CHECK(stamp_key_of(dispute) == dispute.id.text());
  CHECK(stamp_key_of(order) == order.id.text());
  CHECK(stamp_key_of(message) == message.to.hex());
  CHECK(stamp_key_of(rating) != stamp_key_of(message));
  CHECK_FALSE(stamp_key_of(publish_dev_fee{}).empty());
  CHECK(stamp_key_of(raise_alarm{}).empty());
  CHECK(decided_stamp(dispute) == at);
  CHECK(decided_stamp(order) == at);
  CHECK_FALSE(decided_stamp(rating));
}
