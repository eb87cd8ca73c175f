// SPDX-License-Identifier: MIT
#include "actors/relay/relay_session.hpp"

#include "tests/actors/relay/relay_frames.hpp"

#include <catch2/catch.hpp>

using namespace mostro;
using namespace mostro::test;

namespace {

constexpr unix_time now{1'700'000'000};

relay_session::settings settings() {
  relay_session::settings out;
  out.url = "wss://relay.example";
  out.inbox = {public_key{}, {nostr::kind::gift_wrap}, now, 20};
  return out;
}

std::string text_of(nostr::relay_frame frame) { return nostr::to_json(frame); }

nostr::event proof_of(const nostr::event_draft& draft) {
  nostr::event out;
  out.created_at = draft.created_at;
  out.kind = draft.kind;
  out.tags = draft.tags;
  out.id = nostr::compute_id(out);
  return out;
}

} // namespace

TEST_CASE("relay: a session subscribes and sends what is kept") {
  relay_session session{settings()};
  CHECK(session.publish(event_for({}, 1, 1), now).empty());
  auto out = session.opened(1, now);
  CHECK(frames_of<nostr::request_frame>(out).size() == 1);
  CHECK(frames_of<nostr::publish_frame>(out).size() == 1);
}

TEST_CASE("relay: subscription ids differ from session to session") {
  relay_session session{settings()};
  auto first = frames_of<nostr::request_frame>(session.opened(1, now))[0].subscription;
  auto second = frames_of<nostr::request_frame>(session.opened(2, now))[0].subscription;
  CHECK(first != second);
}

TEST_CASE("relay: authentication is answered and what was refused is asked for again") {
  relay_session session{settings()};
  auto id = frames_of<nostr::request_frame>(session.opened(1, now))[0].subscription;
  session.publish(event_for({}, 1, 1), now);
  session.received(text_of(nostr::closed_frame{id, "auth-required: gift wraps"}), now);
  session.received(text_of(nostr::ok_frame{event_for({}, 1, 1).id, false, "auth-required: x"}),
                   now);
  auto out = session.received(text_of(nostr::challenge_frame{"abc"}), now);
  auto asked = all_of<ask_signature>(out);
  REQUIRE(asked.size() == 1);
  CHECK(asked[0].draft.kind == nostr::kind::authentication);
  CHECK(nostr::first_tag_value(asked[0].draft.tags, "relay") == "wss://relay.example");

  auto proof = proof_of(asked[0].draft);
  out = session.authenticate(proof);
  REQUIRE(frames_of<nostr::authenticate_frame>(out).size() == 1);
  out = session.received(text_of(nostr::ok_frame{proof.id, true, ""}), now);
  CHECK(frames_of<nostr::request_frame>(out).size() == 1);
  CHECK(frames_of<nostr::publish_frame>(out).size() == 1);
  CHECK(all_of<report_answer>(out).empty());
}

TEST_CASE("relay: a signature for another challenge or session is not sent") {
  relay_session session{settings()};
  session.opened(1, now);
  auto first =
      all_of<ask_signature>(session.received(text_of(nostr::challenge_frame{"first"}), now))[0];
  session.received(text_of(nostr::challenge_frame{"second"}), now);
  CHECK(session.authenticate(proof_of(first.draft)).empty());
  session.closed();
  session.opened(2, now);
  CHECK(session.authenticate(proof_of(first.draft)).empty());
}

TEST_CASE("relay: endless challenges are not signed for") {
  relay_session session{settings()};
  session.opened(1, now);
  size_t asked = 0;
  for (int i = 0; i < 50; ++i) {
    nostr::challenge_frame next{"c" + std::to_string(i)};
    asked += all_of<ask_signature>(session.received(text_of(next), now)).size();
  }
  CHECK(asked == 5);
}

TEST_CASE("relay: a refused authentication changes nothing") {
  relay_session session{settings()};
  session.opened(1, now);
  auto asked =
      all_of<ask_signature>(session.received(text_of(nostr::challenge_frame{"c"}), now))[0];
  auto proof = proof_of(asked.draft);
  session.authenticate(proof);
  auto out = session.received(text_of(nostr::ok_frame{proof.id, false, "no"}), now);
  CHECK(all_of<send_text>(out).empty());
}

TEST_CASE("relay: long and malformed frames are dropped") {
  relay_session session{settings()};
  auto id = frames_of<nostr::request_frame>(session.opened(1, now))[0].subscription;
  auto fitting = event_for(public_key{}, nostr::kind::gift_wrap, 1, std::string(5000, 'a'));
  auto large = event_for(public_key{}, nostr::kind::gift_wrap, 1, std::string(6000, 'a'));
  CHECK(all_of<take_in>(session.received(text_of(nostr::event_frame{id, fitting}), now)).size() ==
        1);
  CHECK(all_of<take_in>(session.received(text_of(nostr::event_frame{id, large}), now)).empty());
  CHECK(all_of<tell_log>(session.received("[\"EVENT\"", now)).size() == 1);
}

TEST_CASE("relay: nothing is taken in between sessions") {
  relay_session session{settings()};
  auto id = frames_of<nostr::request_frame>(session.opened(1, now))[0].subscription;
  session.closed();
  auto event = event_for(public_key{}, nostr::kind::gift_wrap, 1);
  CHECK(session.received(text_of(nostr::event_frame{id, event}), now).empty());
  CHECK(session.tick(now).empty());
}

TEST_CASE("relay: a flood of notices fills neither the log nor a line") {
  relay_session session{settings()};
  session.opened(1, now);
  size_t lines = 0;
  for (int i = 0; i < 1000; ++i)
    for (auto& line : all_of<tell_log>(
             session.received(text_of(nostr::notice_frame{std::string(5000, 'n') + "\n"}), now))) {
      ++lines;
      CHECK(line.text.size() < 300);
    }
  CHECK(lines == 10);
  CHECK(all_of<tell_log>(session.tick(now + seconds{59})).empty());
  auto told = all_of<tell_log>(session.tick(now + seconds{60}));
  REQUIRE(told.size() == 1);
  CHECK(told[0].event == "relay-chatter-left-out");
  CHECK(told[0].text == "990");
  CHECK(all_of<tell_log>(session.tick(now + seconds{120})).empty());
  CHECK(all_of<tell_log>(
            session.received(text_of(nostr::notice_frame{"hello\nworld"}), now + seconds{120}))
            .at(0)
            .text == "hello world");
}
