// SPDX-License-Identifier: MIT
//
// The rules at the door: proof of work, kinds, freshness, routes.
#include "actors/inbox/intake_rules.hpp"

#include <catch2/catch.hpp>

using namespace mostro;

namespace {

constexpr unix_time now{1'700'000'000};

/// An event whose id begins with `bits` zero bits and no more.
nostr::event event_with(unsigned bits, uint16_t kind = nostr::kind::direct) {
  nostr::event e;
  e.kind = kind;
  e.created_at = now;
  e.id.data[bits / 8] = static_cast<uint8_t>(0x80 >> (bits % 8));
  return e;
}

intake_verdict judge(const nostr::event& e, const intake_settings& settings, bool known = false) {
  return judge_event(e, 1000, known, now, settings);
}

opened_message message_of(action a, int64_t age) {
  opened_message m;
  m.message.action = a;
  m.created_at = now - seconds{age};
  return m;
}

} // namespace

TEST_CASE("conformance/01-22: eight bits of work are asked and the nonce tag is not", "[01-22]") {
  intake_settings settings;
  settings.pow = 8;
  CHECK(judge(event_with(7), settings) == intake_verdict::too_easy);
  CHECK(judge(event_with(8), settings) == intake_verdict::open);
}

TEST_CASE("conformance/01-23: first contacts need their work, keys of open orders do not",
          "[01-23]") {
  intake_settings settings;
  settings.pow_first_contact = 12;
  CHECK(judge(event_with(0), settings) == intake_verdict::first_contact_too_easy);
  CHECK(judge(event_with(11), settings) == intake_verdict::first_contact_too_easy);
  CHECK(judge(event_with(12), settings) == intake_verdict::open);
  CHECK(judge(event_with(0), settings, true) == intake_verdict::open);
}

TEST_CASE("intake: a first-contact setting below pow does not lower pow") {
  intake_settings settings;
  settings.pow = 8;
  settings.pow_first_contact = 4;
  CHECK(judge(event_with(5), settings) == intake_verdict::too_easy);
  CHECK(judge(event_with(8), settings) == intake_verdict::open);
}

TEST_CASE("intake: first-contact work is not asked of gift wraps") {
  intake_settings settings;
  settings.accepts_gift_wrap = true;
  settings.pow_first_contact = 12;
  CHECK(judge(event_with(0, nostr::kind::gift_wrap), settings) == intake_verdict::open);
}

TEST_CASE("conformance/01-25: only the kinds of the configured transport are opened", "[01-25]") {
  intake_settings settings;
  CHECK(judge(event_with(0, nostr::kind::gift_wrap), settings) == intake_verdict::wrong_kind);
  CHECK(judge(event_with(0, nostr::kind::order), settings) == intake_verdict::wrong_kind);
  settings = {};
  settings.accepts_nip44 = false;
  settings.accepts_gift_wrap = true;
  CHECK(judge(event_with(0), settings) == intake_verdict::wrong_kind);
  CHECK(judge(event_with(0, nostr::kind::gift_wrap), settings) == intake_verdict::open);
  settings.accepts_nip44 = true;
  CHECK(judge(event_with(0), settings) == intake_verdict::open);
}

TEST_CASE("intake: what is too large or expired is not opened") {
  intake_settings settings;
  CHECK(judge_event(event_with(0), 65'536, false, now, settings) == intake_verdict::open);
  CHECK(judge_event(event_with(0), 65'537, false, now, settings) == intake_verdict::too_large);
  auto expired = event_with(0);
  expired.tags = {{"expiration", std::to_string(now.seconds)}};
  CHECK(judge(expired, settings) == intake_verdict::expired);
  expired.tags = {{"expiration", std::to_string(now.seconds + 1)}};
  CHECK(judge(expired, settings) == intake_verdict::open);
}

TEST_CASE("conformance/01-20: new trades are accepted for 60 seconds and everything else for a day "
          "(decision 2, unlike the reference)",
          "[01-20]") {
  intake_settings settings;
  for (auto a : {action::new_order, action::take_sell, action::take_buy}) {
    CHECK(is_fresh(message_of(a, 60), now, settings));
    CHECK_FALSE(is_fresh(message_of(a, 61), now, settings));
  }
  for (auto a : {action::release, action::fiat_sent, action::cancel, action::dispute,
                 action::add_invoice, action::rate_user, action::orders}) {
    CHECK(is_fresh(message_of(a, 86'400), now, settings));
    CHECK_FALSE(is_fresh(message_of(a, 86'401), now, settings));
  }
}

TEST_CASE("conformance/01-21: a message from the future is accepted", "[01-21]") {
  CHECK(is_fresh(message_of(action::new_order, -3600), now, {}));
}

TEST_CASE("conformance/01-33: pay-invoice is refused, what only the node sends is ignored",
          "[01-33][01-34]") {
  CHECK(route_of(action::pay_invoice) == intake_route::invalid_action);
  CHECK(route_of(action::released) == intake_route::nobody);
  CHECK(route_of(action::send_dm) == intake_route::nobody);
  CHECK(route_of(action::cant_do) == intake_route::nobody);
  CHECK(route_of(action::release) == intake_route::book);
  CHECK(route_of(action::restore_session) == intake_route::book);
  CHECK(route_of(action::orders) == intake_route::book);
  CHECK(route_of(action::admin_settle) == intake_route::book);
  CHECK(route_of(action::admin_cancel) == intake_route::book);
  CHECK(route_of(action::admin_add_solver) == intake_route::desk);
  CHECK(route_of(action::admin_take_dispute) == intake_route::desk);
}

TEST_CASE("conformance/01-36: last-trade-index tells the stored index or why there is none",
          "[01-36]") {
  message request;
  request.action = action::last_trade_index;
  request.request_id = 5;
  auto reason_of = [](const message& m) {
    return std::get<cant_do_payload>(m.payload).reason.value();
  };
  CHECK(reason_of(answer_last_trade_index(request, std::nullopt)) == refusal::not_found);
  CHECK(reason_of(answer_last_trade_index(request, 0)) == refusal::invalid_trade_index);
  auto told = answer_last_trade_index(request, 7);
  CHECK(told.wrapper == envelope::restore);
  CHECK(told.action == action::last_trade_index);
  CHECK(told.trade_index == 7);
  CHECK(told.request_id == 5u);
}
