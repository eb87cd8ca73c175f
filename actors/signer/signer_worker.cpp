// SPDX-License-Identifier: MIT
#include "actors/signer/signer_worker.hpp"

#include "actors/actor_error.hpp"
#include "actors/log.hpp"
#include "actors/supervision.hpp"

namespace mostro {
namespace {

/// Two days: how far a gift wrap and its seal are dated back at most (NIP-59).
constexpr uint64_t back_dating_limit = 172'800;

opened_event open(const signer_setup& setup, conversation_keys& keys, const nostr::event& e) {
  opened_event out;
  if (!nostr::verify(e)) {
    out.outcome = fail(errc::bad_signature, "the event's id or signature is wrong");
    return out;
  }
  // A gift wrap's author is used once: caching its key would only evict others.
  const auto* known =
      e.kind == nostr::kind::direct ? keys.find(setup.node.secret, e.pubkey) : nullptr;
  out.outcome = open_message(e, setup.node.secret, known);
  return out;
}

/// A random secret key: nearly every 32-byte string is one, the rest is drawn again.
secret_key random_key(const environment& world) {
  for (;;) {
    secret_key out{world.random32()};
    if (nostr::key_pair_from(out))
      return out;
  }
}

nostr::gift_wrap_randomness random_wrap(const environment& world) {
  nostr::gift_wrap_randomness out;
  out.ephemeral = random_key(world);
  out.seal_nonce = world.random32();
  out.wrap_nonce = world.random32();
  out.seal_aux = world.random32();
  out.wrap_aux = world.random32();
  out.seal_back_dating = {static_cast<int64_t>(world.random_below(back_dating_limit))};
  out.wrap_back_dating = {static_cast<int64_t>(world.random_below(back_dating_limit))};
  return out;
}

caf::result<signed_event> wrap(const signer_setup& setup, conversation_keys& keys,
                               wrap_message& request) {
  const auto& world = setup.environment;
  sending_context context;
  context.created_at = request.created_at;
  if (request.via == transport::gift_wrap) {
    context.wrap = random_wrap(world);
  } else {
    context.expiration = request.expiration;
    context.nonce = world.random32();
    context.aux = world.random32();
    if (const auto* known = keys.find(setup.node.secret, request.to))
      context.conversation = *known;
  }
  auto made =
      wrap_for_trader(std::move(request.what), request.via, setup.node, request.to, context);
  if (made)
    return signed_event{std::move(*made)};
  log::error("message-not-wrapped", "to={} why=\"{}\"", request.to, made.why());
  return actor_error::bad_input;
}

} // namespace

signer_actor::behavior_type
signer_worker_behavior(signer_actor::stateful_pointer<signer_worker_state> self,
                       const signer_setup& setup) {
  supervise(self);
  self->state.keys.emplace(setup.cached_keys);
  return {
      [self, setup](const open_event& request) {
        return open(setup, *self->state.keys, request.what);
      },
      [self, setup](wrap_message& request) { return wrap(setup, *self->state.keys, request); },
      [setup](const sign_event& request) {
        return signed_event{
            nostr::sign(request.draft, setup.node.secret, setup.environment.random32())};
      },
  };
}

} // namespace mostro
