// SPDX-License-Identifier: MIT
#include "actors/reconciler/book_reconciler_actor.hpp"

#include "actors/log.hpp"
#include "actors/reconciler/book_reconciler_steps.hpp"
#include "actors/supervision.hpp"

namespace mostro {
namespace reconciling {
namespace {

using relay_standing = book_reconciler_state::relay_standing;

constexpr auto question_timeout = std::chrono::seconds(60);
/// A relay that answers no questions must not keep lost revisions from being made anew.
constexpr unsigned failures_that_count = 3;
/// How many revisions one look makes anew.
constexpr size_t most_revivals = 100;

void schedule(self_pointer self, const std::string& url, const relay_standing& r,
              std::chrono::milliseconds wait) {
  self->delayed_send(book_reconciler_actor{self}, wait, reconciler_tick{url, r.generation});
}

std::chrono::milliseconds after_connect(self_pointer self) {
  return self->state.setup.interval / 12;
}

/// Relays that are connected and answer.
std::set<std::string> readable_relays(const book_reconciler_state& state) {
  std::set<std::string> out;
  for (const auto& [url, r] : state.relays)
    if (r.connected && r.failures < failures_that_count)
      out.insert(url);
  return out;
}

void report(const std::string& url, const relay_view& view, const book_difference& found) {
  if (!found.send.empty() || found.adopted > 0)
    log::info("book-repaired", "url={} shown={} sent={} recognized={}", url, view.events.size(),
              found.send.size(), found.adopted);
  if (found.strangers > 0 && !view.since)
    log::warn("book-strangers-at-relay",
              "url={} events={} mend=\"signed with this node's key and unknown to this database: "
              "was another daemon run with the key, or an older database restored?\"",
              url, found.strangers);
  for (const auto& newer : found.newer)
    log::error("book-newer-at-relay",
               "url={} d={} stamp={} mend=\"published again from the database; if no backup was "
               "restored, look for a second daemon with this key\"",
               url, newer.d, newer.stamp);
  if (!view.complete)
    log::warn("book-not-seen-whole", "url={} shown={}", url, view.events.size());
}

void on_view(self_pointer self, const std::string& url, uint64_t generation, relay_view view) {
  auto& state = self->state;
  auto& r = state.relays[url];
  if (r.generation != generation)
    return; // Of an earlier session.
  r.failures = 0;
  const auto now = state.setup.environment.now();
  if (!view.since && view.complete)
    r.whole_at = now;
  auto found = state.session->compare(view, now, [](const auto& e) { return nostr::verify(e); });
  report(url, view, found);
  for (auto& event : found.send)
    caf::anon_send(r.relay, publish_event{std::move(event)});
  auto lost = state.session->lost(readable_relays(state), now, most_revivals);
  if (!lost.empty())
    log::warn("book-revisions-lost", "count={} mend=\"none needed, they are made anew\"",
              lost.size());
  found.newer.insert(found.newer.end(), lost.begin(), lost.end());
  make_anew(self, std::move(found.newer));
  schedule(self, url, r, state.setup.interval);
}

void look_at(self_pointer self, const std::string& url) {
  auto& state = self->state;
  auto& r = state.relays[url];
  relay_view view;
  view.relay = url;
  view.asked_at = state.setup.environment.now();
  const bool is_large = state.session->known() > state.setup.large_book;
  if (is_large && state.session->has_seen_whole(url) &&
      r.whole_at + state.setup.whole_every > view.asked_at)
    view.since = view.asked_at - state.setup.recent;
  query_relay question;
  question.what.authors = {{state.setup.node.hex()}};
  question.what.kinds = {{nostr::kind::order, nostr::kind::dispute}};
  question.what.since = view.since;
  question.most = state.setup.most_events;
  self->request(r.relay, question_timeout, std::move(question))
      .then(
          [self, url, generation = r.generation, view](relay_queried& got) {
            auto seen = view;
            seen.events = std::move(got.events);
            seen.complete = got.complete;
            on_view(self, url, generation, std::move(seen));
          },
          [self, url, generation = r.generation](const caf::error& why) {
            auto& standing = self->state.relays[url];
            if (standing.generation != generation)
              return;
            ++standing.failures;
            log::info("book-not-compared", "url={} failures={} why=\"{}\"", url, standing.failures,
                      text_of(why));
            schedule(self, url, standing, self->state.setup.interval);
          });
}

void on_relay_changed(self_pointer self, const relay_changed& what) {
  auto& state = self->state;
  auto& r = state.relays[what.relay_url];
  ++r.generation;
  r.connected = what.connected;
  r.failures = 0;
  state.session->relay_left(what.relay_url);
  if (r.connected)
    schedule(self, what.relay_url, r, after_connect(self));
}

void on_tick(self_pointer self, const reconciler_tick& tick) {
  auto& r = self->state.relays[tick.relay_url];
  if (r.generation != tick.generation || !r.connected)
    return;
  if (r.relay)
    look_at(self, tick.relay_url);
  else
    schedule(self, tick.relay_url, r, after_connect(self));
}

} // namespace
} // namespace reconciling

book_reconciler_actor::behavior_type book_reconciler_behavior(reconciling::self_pointer self,
                                                              book_reconciler_setup setup) {
  using namespace reconciling;
  supervise(self);
  const auto whole = std::chrono::duration_cast<std::chrono::seconds>(setup.interval).count();
  setup.limits.settling = {whole / 6};
  setup.limits.first_repeat = {whole - whole / 6};
  setup.limits.longest_life = std::max(setup.order_retention, setup.dispute_retention);
  self->state.session.emplace(setup.limits, setup.stamps, setup.environment.now());
  setup.stamps.clear();
  self->state.setup = std::move(setup);
  return {
      [self](const event_published& what) {
        self->state.session->published(what.what, self->state.setup.environment.now());
      },
      [self](const relay_changed& what) { on_relay_changed(self, what); },
      [self](const use_relays& what) {
        for (const auto& route : what.routes)
          self->state.relays[route.url].relay = route.relay;
      },
      [self](const reconciler_tick& tick) { on_tick(self, tick); },
  };
}

} // namespace mostro
