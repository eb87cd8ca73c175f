// SPDX-License-Identifier: MIT
//
// Subscriptions and NIP-42 of one client, without sockets.
#include "tests/harness/relay_session.hpp"
#include "tests/support/signed_events.hpp"

#include <catch2/catch.hpp>

using namespace mostro;
using namespace mostro::devnet;
using test_support::numbered_key;
using test_support::signed_event;

namespace {

constexpr unix_time now{1'700'000'000};
constexpr const char* authority = "127.0.0.1:7000";

relay_options with_authentication(relay_authentication::when when) {
  relay_options out;
  out.authentication.challenge = when;
  return out;
}

nostr::request_frame request(const std::string& name, std::vector<uint16_t> kinds) {
  nostr::filter wanted;
  wanted.kinds = std::move(kinds);
  return {name, {wanted}};
}

nostr::event wrap_for(uint8_t reader) {
  return signed_event(numbered_key(9), nostr::kind::gift_wrap, now.seconds - 5, "wrap",
                      {{"p", numbered_key(reader).pub.hex()}});
}

nostr::event answer(uint8_t who, const std::string& challenge,
                    const std::string& url = "ws://127.0.0.1:7000") {
  return nostr::sign(nostr::authentication_draft(url, challenge, now), numbered_key(who).secret,
                     bytes32{});
}

/// The names of frames in order: E event, O end of stored, C closed, A challenge.
std::string shape(const std::vector<nostr::relay_frame>& frames) {
  std::string out;
  for (const auto& frame : frames)
    out += "EKOCNA"[frame.index()];
  return out;
}

std::string closed_reason(const std::vector<nostr::relay_frame>& frames) {
  REQUIRE_FALSE(frames.empty());
  const auto* closed = std::get_if<nostr::closed_frame>(&frames.back());
  REQUIRE(closed != nullptr);
  return closed->message;
}

} // namespace

TEST_CASE("relay session: stored events come before the end of stored, new ones after") {
  const relay_options options;
  relay_store store;
  store.put(signed_event(numbered_key(1), 1, 500), now);
  relay_session session{options, "c", authority};
  CHECK(session.greet().empty());
  CHECK(shape(session.request(request("s", {1}), store, now)) == "EO");
  const auto delivered = session.deliver(signed_event(numbered_key(1), 1, 501));
  REQUIRE(delivered.size() == 1);
  CHECK(delivered[0].subscription == "s");
  CHECK(session.deliver(signed_event(numbered_key(1), 7, 501)).empty());
  session.close("s");
  CHECK(session.deliver(signed_event(numbered_key(1), 1, 502)).empty());
}

TEST_CASE("relay session: a limit of zero serves nothing stored but what is new") {
  const relay_options options;
  relay_store store;
  store.put(signed_event(numbered_key(1), 1, 500), now);
  relay_session session{options, "c", authority};
  auto wanted = request("s", {1});
  wanted.filters[0].limit = 0;
  CHECK(shape(session.request(wanted, store, now)) == "O");
  CHECK(session.deliver(signed_event(numbered_key(1), 1, 501)).size() == 1);
}

TEST_CASE("relay session: a REQ with a known name replaces the subscription") {
  const relay_options options;
  const relay_store store;
  relay_session session{options, "c", authority};
  CHECK(shape(session.request(request("s", {1}), store, now)) == "O");
  CHECK(shape(session.request(request("s", {7}), store, now)) == "O");
  CHECK(session.subscriptions() == 1);
  CHECK(session.deliver(signed_event(numbered_key(1), 1, 501)).empty());
  CHECK(session.deliver(signed_event(numbered_key(1), 7, 501)).size() == 1);
}

TEST_CASE("relay session: each subscription gets its own copy, each filter does not") {
  const relay_options options;
  const relay_store store;
  relay_session session{options, "c", authority};
  auto twice = request("a", {1});
  twice.filters.push_back(twice.filters[0]);
  CHECK(shape(session.request(twice, store, now)) == "O");
  CHECK(shape(session.request(request("b", {1}), store, now)) == "O");
  CHECK(session.deliver(signed_event(numbered_key(1), 1, 501)).size() == 2);
}

TEST_CASE("relay session: requests beyond the limits are closed") {
  relay_options options;
  options.limits.max_subscriptions = 1;
  options.limits.max_filters = 2;
  const relay_store store;
  relay_session session{options, "c", authority};
  CHECK(closed_reason(session.request(request("", {1}), store, now)).starts_with("invalid:"));
  CHECK(closed_reason(session.request(request(std::string(65, 'x'), {1}), store, now))
            .starts_with("invalid:"));
  auto wide = request("s", {1});
  wide.filters.resize(3);
  CHECK(closed_reason(session.request(wide, store, now)) == "error: too many filters");
  CHECK(shape(session.request(request(std::string(64, 'x'), {1}), store, now)) == "O");
  CHECK(closed_reason(session.request(request("t", {1}), store, now)) ==
        "error: too many subscriptions");
}

TEST_CASE("relay session: on demand the challenge comes with the refusal of private kinds") {
  const auto options = with_authentication(relay_authentication::when::on_demand);
  relay_store store;
  store.put(wrap_for(1), now);
  relay_session session{options, "challenge", authority};
  CHECK(session.greet().empty());
  const auto wraps = request("s", {nostr::kind::gift_wrap});
  const auto refused = session.request(wraps, store, now);
  CHECK(shape(refused) == "AC");
  CHECK(closed_reason(refused).starts_with("auth-required: "));
  CHECK(session.subscriptions() == 0);
  CHECK(session.deliver(wrap_for(1)).empty());

  const auto ok = session.authenticate(answer(1, "challenge"), now);
  CHECK(ok.accepted);
  CHECK(session.deliver(wrap_for(1)).empty()); // the REQ must be sent again
  CHECK(shape(session.request(wraps, store, now)) == "EO");
  CHECK(session.deliver(wrap_for(1)).size() == 1);
  CHECK(session.deliver(wrap_for(2)).empty());
}

TEST_CASE("relay session: at connect the challenge greets and is not repeated") {
  const auto options = with_authentication(relay_authentication::when::at_connect);
  const relay_store store;
  relay_session session{options, "challenge", authority};
  CHECK(shape(session.greet()) == "A");
  CHECK(shape(session.request(request("s", {nostr::kind::direct}), store, now)) == "C");
}

TEST_CASE("relay session: the refusal can carry the prefix that some relays write") {
  auto options = with_authentication(relay_authentication::when::on_demand);
  options.authentication.error_prefix = true;
  const relay_store store;
  relay_session session{options, "challenge", authority};
  CHECK(closed_reason(session.request(request("s", {4}), store, now))
            .starts_with("ERROR: auth-required: "));
}

TEST_CASE("relay session: a mixed request is served without the private kinds, silently") {
  auto options = with_authentication(relay_authentication::when::on_demand);
  relay_store store;
  store.put(wrap_for(1), now);
  store.put(signed_event(numbered_key(1), 1, 500), now);
  const auto mixed = request("s", {1, nostr::kind::gift_wrap});
  relay_session session{options, "challenge", authority};
  const auto served = session.request(mixed, store, now);
  CHECK(shape(served) == "EO");
  CHECK(std::get<nostr::event_frame>(served[0]).what.kind == 1);
  CHECK(session.deliver(wrap_for(1)).empty());

  options.authentication.withhold_in_mixed_requests = false;
  relay_session strict{options, "challenge", authority};
  CHECK(shape(strict.request(mixed, store, now)) == "AC");
}

TEST_CASE("relay session: a request without kinds never shows private messages to strangers") {
  const auto options = with_authentication(relay_authentication::when::on_demand);
  relay_store store;
  store.put(wrap_for(1), now);
  relay_session session{options, "challenge", authority};
  CHECK(shape(session.request({"s", {nostr::filter{}}}, store, now)) == "O");
}

TEST_CASE("relay session: a wrong answer to the challenge is refused") {
  const auto options = with_authentication(relay_authentication::when::on_demand);
  relay_session session{options, "challenge", authority};
  CHECK_FALSE(session.authenticate(answer(1, "other"), now).accepted);
  CHECK_FALSE(session.authenticate(answer(1, "challenge", "ws://127.0.0.1:7001"), now).accepted);
  CHECK_FALSE(session.authenticate(answer(1, "challenge"), now + seconds{601}).accepted);
  CHECK_FALSE(session.authenticate(answer(1, "challenge"), now - seconds{601}).accepted);
  auto forged = answer(1, "challenge");
  forged.sig[10] ^= 1;
  CHECK_FALSE(session.authenticate(forged, now).accepted);
  const auto other_kind =
      signed_event(numbered_key(1), 1, now.seconds, "",
                   {{"relay", "ws://127.0.0.1:7000"}, {"challenge", "challenge"}});
  CHECK_FALSE(session.authenticate(other_kind, now).accepted);
  CHECK(session.authenticate(answer(1, "challenge", "ws://localhost:7000/"), now).accepted);
}

TEST_CASE("relay session: without authentication there is nothing to answer") {
  const relay_options options;
  relay_session session{options, "challenge", authority};
  CHECK_FALSE(session.authenticate(answer(1, "challenge"), now).accepted);
}

TEST_CASE("relay session: a relay may show private messages to all who authenticated") {
  auto options = with_authentication(relay_authentication::when::on_demand);
  options.authentication.only_participants = false;
  relay_store store;
  store.put(wrap_for(2), now);
  relay_session session{options, "challenge", authority};
  REQUIRE(session.authenticate(answer(1, "challenge"), now).accepted);
  CHECK(shape(session.request(request("s", {nostr::kind::gift_wrap}), store, now)) == "EO");
}
