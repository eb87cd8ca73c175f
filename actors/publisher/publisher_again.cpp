// SPDX-License-Identifier: MIT
//
// Present states that the reconciler wants published once more. Nothing was decided,
// so there is no outbox row; the stamp is taken from the same registry and is durable
// before the event leaves, so that later revisions always get higher ones.
#include "actors/log.hpp"
#include "actors/publisher/publisher_steps.hpp"
#include "actors/supervision.hpp"

namespace mostro::publishing {
namespace {

void failed(const std::string& key, const caf::error& why) {
  log::warn("republishing-failed", "d={} why=\"{}\"", key, text_of(why)); // Wanted again later.
}

void keep_stamp(self_pointer self, const std::string& key, const nostr::event& event) {
  storage::keep_signed_event what; // No row has this id: only the stamp is kept.
  what.event_json = nostr::to_json(event);
  what.stamp_key = key;
  what.stamp = event.created_at;
  self->request(self->state.setup.store, request_timeout, write_change{std::move(what)})
      .then(
          [self, event](const storage::written&) {
            note_kept(self, {}, event);
            send_to_relays(self, event);
          },
          [key](const caf::error& why) { failed(key, why); });
}

void sign_again(self_pointer self, const republish& what,
                const std::optional<maker_rating>& rating) {
  auto& state = self->state;
  auto key = stamp_key_of(what.what);
  if (state.session->has_unsigned(key) || state.session->last_stamp(key) > what.above)
    return; // A newer revision is on its way, or has left meanwhile.
  auto wanted = std::max(decided_stamp(what.what).value_or(state.setup.environment.now()),
                         what.above + seconds{1});
  auto stamp = state.session->stamp_for(key, wanted);
  state.session->use_stamp(key, stamp); // At once: what is decided meanwhile comes after it.
  auto draft = public_draft(what.what, state.setup.publication, state.networks, rating, stamp);
  self->request(state.setup.signer, request_timeout, sign_event{std::move(draft)})
      .then([self, key](const signed_event& done) { keep_stamp(self, key, done.what); },
            [key](const caf::error& why) { failed(key, why); });
}

} // namespace

void publish_again(self_pointer self, const republish& what) {
  auto maker = shown_maker(what.what);
  if (!maker) {
    sign_again(self, what, std::nullopt);
    return;
  }
  self->request(self->state.setup.reputation, request_timeout, ask_reputation{*maker})
      .then(
          [self, what](const reputation_told& told) { sign_again(self, what, rating_from(told)); },
          [what](const caf::error& why) { failed(stamp_key_of(what.what), why); });
}

} // namespace mostro::publishing
