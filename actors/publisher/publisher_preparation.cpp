// SPDX-License-Identifier: MIT
//
// From a row to a kept event: stamp, (rating,) sign, keep. Nothing is sent
// before the store has answered, so that a crash can only repeat the same event.
#include "actors/actor_error.hpp"
#include "actors/log.hpp"
#include "actors/publisher/publisher_steps.hpp"
#include "actors/supervision.hpp"

namespace mostro::publishing {
namespace {

void try_again_later(self_pointer self, outbox_id row, const char* doing, const caf::error& why) {
  log::warn("delivery-delayed", "row={} doing={} why=\"{}\"", row, doing, text_of(why));
  self->state.session->preparation_failed(row, steady_now(self), any_number(self));
}

/// A row that can never be signed: repeating is useless, keeping it blocks its followers.
void give_up(self_pointer self, outbox_id row) {
  log::error("delivery-impossible", "row={} order={}", row, self->state.rows.at(row).row.order);
  self->state.session->forget(row);
  retire(self, row);
  prepare_ready_rows(self);
}

void signing_failed(self_pointer self, outbox_id row, const caf::error& why) {
  if (why == make_error(actor_error::bad_input))
    give_up(self, row);
  else
    try_again_later(self, row, "sign", why);
}

void send_kept(self_pointer self, outbox_id row, const nostr::event& event, unix_time stamp) {
  auto& state = self->state;
  state.session->prepared(row, event.id, stamp, steady_now(self));
  auto& kept = state.rows.at(row);
  kept.event = event;
  kept.row.effect = raise_alarm{}; // From here on only the event counts: free the rest.
  note_kept(self, kept.row.order, event);
  send_to_relays(self, event);
  prepare_ready_rows(self);
}

void keep(self_pointer self, outbox_id row, const nostr::event& event, unix_time stamp) {
  auto& state = self->state;
  storage::keep_signed_event what;
  what.id = row;
  what.event_json = nostr::to_json(event);
  what.stamp_key = stamp_key_of(state.rows.at(row).row.effect);
  what.stamp = stamp;
  self->request(state.setup.store, request_timeout, write_change{std::move(what)})
      .then([self, row, event,
             stamp](const storage::written&) { send_kept(self, row, event, stamp); },
            [self, row](const caf::error& why) { try_again_later(self, row, "keep", why); });
}

void prepare_message(self_pointer self, outbox_id row, const send_message& message) {
  auto& state = self->state;
  auto now = state.setup.environment.now();
  wrap_message request;
  request.what = message.message;
  request.via = message.via;
  request.to = message.to;
  request.created_at = state.session->stamp_for(message.to.hex(), now);
  request.expiration = now + state.setup.publication.message_retention;
  auto stamp = request.created_at;
  self->request(state.setup.signer, request_timeout, std::move(request))
      .then([self, row, stamp](const signed_event& done) { keep(self, row, done.what, stamp); },
            [self, row](const caf::error& why) { signing_failed(self, row, why); });
}

/// Signs and keeps the event of a row; `rating` is shown by pending orders.
void sign_public(self_pointer self, outbox_id row, const std::optional<maker_rating>& rating) {
  auto& state = self->state;
  const auto& effect = state.rows.at(row).row.effect;
  auto now = state.setup.environment.now();
  auto stamp = state.session->stamp_for(stamp_key_of(effect), decided_stamp(effect).value_or(now));
  auto draft = public_draft(effect, state.setup.publication, state.networks, rating, stamp);
  self->request(state.setup.signer, request_timeout, sign_event{std::move(draft)})
      .then([self, row, stamp](const signed_event& done) { keep(self, row, done.what, stamp); },
            [self, row](const caf::error& why) { signing_failed(self, row, why); });
}

void prepare_public(self_pointer self, outbox_id row, const order_effect& effect) {
  auto maker = shown_maker(effect);
  if (!maker) {
    sign_public(self, row, std::nullopt);
    return;
  }
  self->request(self->state.setup.reputation, request_timeout, ask_reputation{*maker})
      .then([self, row](const reputation_told& told) { sign_public(self, row, rating_from(told)); },
            [self, row](const caf::error& why) { try_again_later(self, row, "rate", why); });
}

} // namespace

maker_rating rating_from(const reputation_told& told) {
  maker_rating out;
  out.days = static_cast<int64_t>(told.info.operating_days);
  out.total_rating = told.info.rating;
  out.total_reviews = told.info.reviews;
  return out;
}

void prepare_ready_rows(self_pointer self) {
  auto& state = self->state;
  for (auto row : state.session->start_preparing(steady_now(self))) {
    const auto& effect = state.rows.at(row).row.effect;
    if (const auto* message = std::get_if<send_message>(&effect))
      prepare_message(self, row, *message);
    else
      prepare_public(self, row, effect);
  }
}

void announce_now(self_pointer self, nostr::event_draft draft) {
  auto& state = self->state;
  auto key = "kind:" + std::to_string(draft.kind);
  if (auto d = nostr::first_tag_value(draft.tags, "d"))
    key += ":" + *d;
  // The draft may ask for a later stamp: what a run before this one has published is not known
  // here.
  draft.created_at =
      state.session->stamp_for(key, std::max(draft.created_at, state.setup.environment.now()));
  state.session->use_stamp(key, draft.created_at);
  self->request(state.setup.signer, request_timeout, sign_event{std::move(draft)})
      .then(
          [self, key](const signed_event& done) {
            auto& newest = self->state.announcements[key];
            if (newest.created_at >= done.what.created_at)
              return; // Workers may finish in another order than they began.
            newest = done.what;
            send_to_relays(self, newest);
          },
          [key](const caf::error& why) {
            log::error("announcement-not-signed", "key={} why=\"{}\"", key, text_of(why));
          });
}

} // namespace mostro::publishing
