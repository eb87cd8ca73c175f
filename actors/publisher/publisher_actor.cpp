// SPDX-License-Identifier: MIT
#include "actors/publisher/publisher_actor.hpp"

#include "actors/log.hpp"
#include "actors/publisher/publisher_steps.hpp"
#include "actors/supervision.hpp"

namespace mostro {
namespace publishing {
namespace {

constexpr auto tick_interval = std::chrono::seconds(1);
constexpr size_t retire_batch = 100;
/// A stamp this old is below any new one unless the clock is set back further.
constexpr seconds stamps_matter{2 * 86400};

void schedule_tick(self_pointer self) {
  self->delayed_send(wired_publisher_actor{self}, tick_interval, publisher_tick{});
}

void on_tick(self_pointer self) {
  auto& state = self->state;
  for (const auto& offer : state.session->due(steady_now(self)))
    send_to_relays(self, *state.rows.at(offer.row).event, offer.answered_by);
  const bool crowded = state.rows.size() > state.setup.most_rows / 2;
  for (auto row : state.session->accepted_long_ago(steady_now(self), crowded))
    retire(self, row);
  prepare_ready_rows(self);
  flush_retired(self);
  flush_trace(self);
  catch_up(self);
  state.session->prune_stamps(state.setup.environment.now() - stamps_matter);
  schedule_tick(self);
}

void on_answer(self_pointer self, const relay_answered& what) {
  auto verdict = verdict_of(what.accepted, what.text);
  trace_answer(self, what, verdict == relay_verdict::accepted);
  self->state.setup.measured->event_answered(what.relay_url, verdict == relay_verdict::accepted);
  if (verdict != relay_verdict::accepted)
    log::warn("publish-refused", "event={} relay={} text=\"{}\"", what.id, what.relay_url,
              what.text);
  outbox_id row = 0;
  switch (self->state.session->answered(what.relay_url, what.id, verdict, steady_now(self),
                                        any_number(self), row)) {
  case delivery_outcome::delivered:
    retire(self, row);
    break;
  case delivery_outcome::refused_by_all:
    log::error("publish-refused-by-all", "row={} event={}", row, what.id);
    break;
  case delivery_outcome::accepted:
  case delivery_outcome::refused:
  case delivery_outcome::unknown:
    break;
  }
}

void on_relay_changed(self_pointer self, const relay_changed& what) {
  auto& state = self->state;
  state.session->relay_changed(what.relay_url, what.connected);
  if (!what.connected)
    return;
  for (const auto& route : state.routes)
    if (route.url == what.relay_url)
      for (const auto& [key, event] : state.announcements)
        caf::anon_send(route.relay, publish_event{event});
}

/// Relays that appear late get everything that is still on its way.
void on_relays(self_pointer self, const use_relays& what) {
  auto& state = self->state;
  state.routes = what.routes;
  std::set<std::string> urls;
  for (const auto& route : what.routes)
    urls.insert(route.url);
  state.session->use_relays(std::move(urls));
  std::map<outbox_id, const nostr::event*> on_their_way;
  for (const auto& [id, row] : state.rows)
    if (row.event)
      on_their_way.emplace(id, &*row.event);
  for (const auto& [id, event] : on_their_way)
    send_to_relays(self, *event);
  for (const auto& [key, event] : state.announcements)
    send_to_relays(self, event);
}

} // namespace

seconds steady_now(self_pointer self) {
  auto since = self->clock().now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::seconds>(since).count()};
}

uint64_t any_number(self_pointer self) {
  return self->state.setup.environment.random_below(uint64_t{1} << 32);
}

void send_to_relays(self_pointer self, const nostr::event& what,
                    const std::set<std::string>& except) {
  for (const auto& route : self->state.routes)
    if (!except.contains(route.url))
      caf::anon_send(route.relay, publish_event{what});
}

void retire(self_pointer self, outbox_id row) {
  auto& state = self->state;
  state.rows.erase(row);
  state.retiring.insert(row);
  if (state.retiring.size() >= retire_batch)
    flush_retired(self);
}

void flush_retired(self_pointer self) {
  auto& state = self->state;
  if (state.retiring.empty() || state.retire_under_way)
    return;
  state.retire_under_way = true;
  storage::retire_outbox batch{{state.retiring.begin(), state.retiring.end()}};
  self->request(state.setup.store, request_timeout, write_change{batch})
      .then(
          [self, ids = batch.ids](const storage::written&) {
            self->state.retire_under_way = false;
            for (auto id : ids)
              self->state.retiring.erase(id);
          },
          [self](const caf::error& why) {
            // Not lost: the next tick asks again, and a restart sends the same events.
            log::warn("outbox-not-retired", "why=\"{}\"", text_of(why));
            self->state.retire_under_way = false;
          });
}

} // namespace publishing

wired_publisher_actor::behavior_type publisher_behavior(publishing::self_pointer self,
                                                        publisher_setup setup) {
  using namespace publishing;
  supervise(self);
  self->state.session.emplace(setup.patience, setup.stamps);
  self->state.networks = setup.networks;
  self->state.setup = std::move(setup);
  schedule_tick(self);
  return {
      [self](const deliver& what) {
        for (const auto& row : what.rows)
          take(self, row);
        prepare_ready_rows(self);
      },
      [self](announce& what) { announce_now(self, std::move(what.draft)); },
      [self](const relay_answered& what) { on_answer(self, what); },
      [self](const relay_changed& what) { on_relay_changed(self, what); },
      [self](publisher_tick) { on_tick(self); },
      [self](count_undelivered) {
        const auto& state = self->state;
        auto left = state.left_behind ? state.left_behind->rows : 0;
        return undelivered{state.rows.size() - state.session->accepted_rows() +
                           state.retiring.size() + left};
      },
      [self](const use_relays& what) { on_relays(self, what); },
      [self](const use_reconciler& what) { self->state.reconciler = what.reconciler; },
      [self](const republish& what) { publish_again(self, what); },
      [self](const node_changed& what) {
        if (!what.info.network.empty())
          self->state.networks = {what.info.network};
      },
  };
}

} // namespace mostro
