// SPDX-License-Identifier: MIT
//
// The signer: what it opens, wraps and signs, and its cache.
#include "actors/signer/signer_actor.hpp"

#include "actors/actor_error.hpp"
#include "actors/signer/conversation_keys.hpp"
#include "tests/support/deterministic_system.hpp"
#include "tests/support/recorders.hpp"

using namespace mostro;
using namespace mostro::test;

namespace {

const nostr::key_pair node = key_of(1);
const nostr::key_pair alice = key_of(2);

struct fixture {
  test_world world;
  deterministic_system system;
  signer_actor signer = system.spawn(signer_behavior, signer_setup{node, world.environment(), 3});

  wrap_message request(transport via) {
    wrap_message out;
    out.what.action = action::canceled;
    out.via = via;
    out.to = alice.pub;
    out.created_at = *world.now;
    out.expiration = *world.now + seconds{60};
    return out;
  }
};

} // namespace

TEST_CASE("signer: what it wraps is opened by its recipient, on both transports") {
  fixture f;
  for (auto via : {transport::nip44, transport::gift_wrap}) {
    auto wrapped = f.system.ask<signed_event>(f.signer, f.request(via));
    REQUIRE(wrapped);
    CHECK(nostr::verify(wrapped->what));
    auto opened = open_reply(wrapped->what, alice.secret, node.pub);
    REQUIRE(opened);
    CHECK(opened->action == action::canceled);
    CHECK(opened->version == static_cast<uint8_t>(via));
  }
}

TEST_CASE("signer: two wraps of one message differ, since every nonce is fresh") {
  fixture f;
  auto one = f.system.ask<signed_event>(f.signer, f.request(transport::nip44));
  auto two = f.system.ask<signed_event>(f.signer, f.request(transport::nip44));
  REQUIRE(one);
  REQUIRE(two);
  CHECK(one->what.content != two->what.content);
}

TEST_CASE("signer: a message beyond what NIP-44 carries is answered as bad input") {
  fixture f;
  auto request = f.request(transport::nip44);
  request.what.payload = text_payload{std::string(70'000, 'x')};
  auto answer = f.system.ask<signed_event>(f.signer, request);
  REQUIRE_FALSE(answer);
  CHECK(answer.error() == make_error(actor_error::bad_input));
}

TEST_CASE("signer: an event with a wrong signature stays closed") {
  fixture f;
  sending_context context;
  context.created_at = *f.world.now;
  message m;
  m.action = action::restore_session;
  auto e = wrap_for_node(m, transport::nip44, {alice, std::nullopt}, node.pub, context);
  REQUIRE(e);
  auto good = f.system.ask<opened_event>(f.signer, open_event{*e});
  REQUIRE(good);
  REQUIRE(good->outcome);
  CHECK(good->outcome->sender == alice.pub);
  e->sig[0] ^= 1;
  auto bad = f.system.ask<opened_event>(f.signer, open_event{*e});
  REQUIRE(bad);
  REQUIRE_FALSE(bad->outcome);
  CHECK(bad->outcome.why().code == errc::bad_signature);
}

TEST_CASE("signer: drafts are signed with the node's key") {
  fixture f;
  nostr::event_draft draft;
  draft.kind = nostr::kind::info;
  draft.created_at = *f.world.now;
  auto done = f.system.ask<signed_event>(f.signer, sign_event{draft});
  REQUIRE(done);
  CHECK(done->what.pubkey == node.pub);
  CHECK(nostr::verify(done->what));
}

TEST_CASE("conversation keys: the cache is bounded and gives what would be computed") {
  conversation_keys keys{2};
  for (uint8_t byte = 2; byte <= 5; ++byte) {
    auto peer = key_of(byte).pub;
    const auto* cached = keys.find(node.secret, peer);
    REQUIRE(cached != nullptr);
    auto computed = nostr::make_conversation_key(node.secret, peer);
    REQUIRE(computed);
    CHECK(*cached == *computed);
    CHECK(keys.size() <= 2);
  }
  bytes32 no_point{};
  no_point.fill(0xff);
  CHECK(keys.find(node.secret, public_key{no_point}) == nullptr);
}
