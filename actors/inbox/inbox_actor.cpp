// SPDX-License-Identifier: MIT
//
// The door: what arrives, what is shed, cursors, and what an earlier life left.
#include "actors/inbox/inbox_actor.hpp"

#include "actors/inbox/intake_steps.hpp"
#include "actors/log.hpp"
#include "actors/supervision.hpp"

namespace mostro {
namespace intake {
namespace {

constexpr auto tick_interval = std::chrono::seconds(60);
constexpr uint64_t ticks_per_pruning = 60;
/// Longer than any message is accepted (intake_settings::fresh_other).
constexpr seconds inbound_retention{2 * 86'400};
/// Recovered messages in work at the same time.
constexpr size_t most_recovering = 500;

void on_arrived(self_pointer self, event_arrived& arrived) {
  auto& state = self->state;
  if (state.stopped || !state.book)
    return;
  auto it = std::make_shared<item>();
  it->json = nostr::to_json(arrived.what);
  auto verdict = state.session->screen(arrived.what, it->json.size(), arrived.received_at);
  if (verdict == intake_verdict::shed) {
    ++state.shed;
    state.session->note_shed(arrived.what, arrived.received_at);
    return;
  }
  if (verdict != intake_verdict::open) {
    log::debug("event-dropped", "event={} why=\"{}\"", arrived.what.id, to_string(verdict));
    return;
  }
  it->id = arrived.what.id;
  it->event = std::move(arrived.what);
  it->received_at = arrived.received_at;
  start(self, std::move(it));
}

void on_caught_up(self_pointer self, const relay_caught_up& what) {
  auto& state = self->state;
  if (state.stopped || !state.book)
    return;
  auto now = state.setup.environment.now();
  if (auto cursor = state.session->cursor_for(what.relay_url, what.up_to, now))
    caf::anon_send(state.setup.store, write_change{storage::keep_cursor{what.relay_url, *cursor}});
}

void on_begin(self_pointer self, const begin_intake& what) {
  auto& state = self->state;
  state.book = what.book;
  state.desk = what.desk;
  for (auto& row : state.setup.unfinished) {
    state.session->remember(row.id);
    state.unfinished.push_back(std::move(row));
  }
  state.setup.unfinished.clear();
  if (!state.unfinished.empty())
    log::info("inbox-recovered", "messages={}", state.unfinished.size());
  feed_unfinished(self);
}

void on_tick(self_pointer self) {
  auto& state = self->state;
  self->delayed_send(wired_inbox_actor{self}, tick_interval, inbox_tick{});
  if (auto shed = std::exchange(state.shed, 0); shed > 0)
    log::warn("inbox-shed", "events={} in_work={}", shed, state.session->in_work());
  if (state.ticks++ % ticks_per_pruning != 0)
    return;
  auto before = state.setup.environment.now() - inbound_retention;
  caf::anon_send(state.setup.store, write_change{storage::prune_inbound{before}});
}

} // namespace

void feed_unfinished(self_pointer self) {
  auto& state = self->state;
  while (!state.unfinished.empty() && state.recovering < most_recovering) {
    auto row = std::move(state.unfinished.front());
    state.unfinished.pop_front();
    auto parsed = nostr::parse_event(row.event_json);
    if (!parsed) {
      log::error("kept-message-illegible", "event={} why=\"{}\"", row.id, parsed.why());
      finish(self, row.id);
      continue;
    }
    auto it = std::make_shared<item>();
    it->id = row.id;
    it->event = std::move(*parsed);
    it->received_at = row.received_at;
    it->is_kept = true;
    ++state.recovering;
    start(self, std::move(it));
  }
}

} // namespace intake

wired_inbox_actor::behavior_type inbox_behavior(intake::self_pointer self, inbox_setup setup) {
  using namespace intake;
  supervise(self);
  auto& state = self->state;
  state.session.emplace(setup.settings);
  for (const auto& cursor : setup.cursors)
    state.session->resume(cursor.relay_url, cursor.up_to);
  state.setup = std::move(setup);
  self->delayed_send(wired_inbox_actor{self}, tick_interval, inbox_tick{});
  return {
      [self](event_arrived& what) { on_arrived(self, what); },
      [self](const relay_caught_up& what) { on_caught_up(self, what); },
      [self](const know_keys& what) {
        for (const auto& key : what.keys)
          self->state.session->know(key);
      },
      [self](const forget_keys& what) {
        for (const auto& key : what.keys)
          self->state.session->forget(key);
      },
      [self](stop_intake) { self->state.stopped = true; },
      [self](const begin_intake& what) { on_begin(self, what); },
      [self](inbox_tick) { on_tick(self); },
  };
}

} // namespace mostro
