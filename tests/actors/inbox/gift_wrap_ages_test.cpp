// SPDX-License-Identifier: MIT
//
// The age of a gift-wrapped message is that of its rumor; the wrap is back-dated at will.
#include "tests/actors/inbox/inbox_fixture.hpp"

using namespace mostro;
using namespace mostro::test;

namespace {

intake_settings gift_wraps() {
  intake_settings out;
  out.accepts_gift_wrap = true;
  return out;
}

/// A wrap whose rumor and whose outside have ages of their own, in seconds.
nostr::event wrap_of(inbox_fixture& f, message m, int64_t rumor_age, int64_t wrap_age) {
  auto world = f.world.environment();
  sending_context context;
  context.created_at = *f.world.now - seconds{rumor_age};
  context.wrap.ephemeral = key_of(99).secret;
  context.wrap.seal_nonce = world.random32();
  context.wrap.wrap_nonce = world.random32();
  auto made = wrap_for_node(std::move(m), transport::gift_wrap, {trade_key, identity_key},
                            node_key.pub, context);
  REQUIRE(made.has_value());
  // The throw-away key dates the outside anew.
  nostr::event_draft outside{*f.world.now - seconds{wrap_age}, made->kind, made->tags,
                             made->content};
  return nostr::sign(outside, key_of(99).secret, world.random32());
}

} // namespace

TEST_CASE(
    "conformance/01-40: an old rumor in a fresh wrap is silent, a fresh one in an old wrap is "
    "read",
    "[01-40]") {
  // The limits are those of decision 2: 60 s for what opens a trade, a day for the rest.
  inbox_fixture f{std::make_shared<memory_database>(), gift_wraps()};
  f.begin();
  f.arrive(wrap_of(f, new_order(1), 61, 0));
  f.arrive(wrap_of(f, request_of(action::release), 86'401, 0));
  CHECK(f.silent());
  f.arrive(wrap_of(f, new_order(1), 0, 2 * 86'400));
  f.arrive(wrap_of(f, request_of(action::release), 3'600, 2 * 86'400));
  CHECK(f.requests->size() == 2);
}
