// SPDX-License-Identifier: MIT
//
// Known keys, the replay guard, shedding, and cursors that never run ahead.
#include "actors/inbox/intake_session.hpp"

#include <catch2/catch.hpp>

using namespace mostro;

namespace {

constexpr unix_time now{1'700'000'000};
const public_key stranger{{1}};
const public_key trader{{2}};

nostr::event event_by(const public_key& author, uint8_t number = 1, unix_time at = now) {
  nostr::event e;
  e.id.data = {0xff, number};
  e.pubkey = author;
  e.kind = nostr::kind::direct;
  e.created_at = at;
  return e;
}

intake_session small_session() {
  intake_settings settings;
  settings.most_in_work = 2;
  settings.remembered_ids = 3;
  return intake_session{settings};
}

} // namespace

TEST_CASE("intake: a key stays known until its last order has closed") {
  auto s = small_session();
  s.know(trader);
  s.know(trader);
  s.forget(trader);
  CHECK(s.is_known(trader));
  s.forget(trader);
  CHECK_FALSE(s.is_known(trader));
  s.forget(trader);
  CHECK_FALSE(s.is_known(trader));
}

TEST_CASE("intake: a remembered id is a replay, and memory is bounded") {
  auto s = small_session();
  CHECK(s.remember({{1}}));
  CHECK_FALSE(s.remember({{1}}));
  s.remember({{2}});
  s.remember({{3}});
  s.remember({{4}});
  CHECK(s.remember({{1}}));
  auto e = event_by(stranger);
  CHECK(s.screen(e, 10, now) == intake_verdict::open);
  s.remember(e.id);
  CHECK(s.screen(e, 10, now) == intake_verdict::replayed);
}

TEST_CASE("intake: under load first contacts are shed first and traders go on") {
  auto s = small_session();
  s.know(trader);
  s.begin(event_by(stranger, 1), now);
  auto ticket = s.begin(event_by(stranger, 2), now);
  CHECK(s.screen(event_by(stranger, 3), 10, now) == intake_verdict::shed);
  CHECK(s.screen(event_by(trader, 4), 10, now) == intake_verdict::open);
  s.begin(event_by(trader, 4), now);
  s.begin(event_by(trader, 5), now);
  CHECK(s.screen(event_by(trader, 6), 10, now) == intake_verdict::shed);
  s.end(ticket);
  CHECK(s.screen(event_by(trader, 6), 10, now) == intake_verdict::open);
}

TEST_CASE("intake: a shed event is not marked as seen") {
  auto s = small_session();
  auto one = s.begin(event_by(stranger, 1), now);
  s.begin(event_by(stranger, 2), now);
  auto e = event_by(stranger, 3);
  REQUIRE(s.screen(e, 10, now) == intake_verdict::shed);
  s.note_shed(e, now);
  s.end(one);
  CHECK(s.screen(e, 10, now) == intake_verdict::open);
}

TEST_CASE("intake: a cursor never passes an event that is still in work") {
  auto s = small_session();
  auto ticket = s.begin(event_by(stranger, 1, now - seconds{5}), now);
  CHECK(s.cursor_for("r", now + seconds{60}, now) == now - seconds{5});
  CHECK_FALSE(s.cursor_for("r", now + seconds{60}, now));
  s.end(ticket);
  CHECK(s.cursor_for("r", now + seconds{60}, now) == now + seconds{60});
}

TEST_CASE("intake: a cursor waits for shed events until these are too old to matter") {
  auto s = small_session();
  s.note_shed(event_by(stranger), now);
  CHECK(s.cursor_for("r", now + seconds{60}, now + seconds{60}) == now);
  auto next_day = now + seconds{86'400 + 10};
  CHECK(s.cursor_for("r", next_day, next_day) == next_day);
}

TEST_CASE("intake: a stranger's dates cannot pin a cursor in the far past") {
  auto s = small_session();
  s.begin(event_by(stranger, 1, unix_time{0}), now);
  CHECK(s.cursor_for("r", now, now) == now - seconds{86'400});
}

TEST_CASE("intake: a cursor of an earlier life is never lowered") {
  auto s = small_session();
  s.resume("r", now);
  CHECK_FALSE(s.cursor_for("r", now - seconds{10}, now));
  CHECK(s.cursor_for("other", now - seconds{10}, now) == now - seconds{10});
}
