// SPDX-License-Identifier: MIT
//
// What relays said of events about an order, for the order's trace. Best effort: the
// trace helps to explain, nothing depends on it.
#include "actors/log.hpp"
#include "actors/publisher/publisher_steps.hpp"
#include "actors/supervision.hpp"

namespace mostro::publishing {
namespace {

constexpr size_t most_remembered = 20'000;
constexpr size_t most_collected = 1'000;

bool is_of_the_book(uint16_t kind) {
  return kind == nostr::kind::order || kind == nostr::kind::dispute;
}

} // namespace

void note_kept(self_pointer self, order_id about, const nostr::event& what) {
  auto& state = self->state;
  if (state.reconciler && is_of_the_book(what.kind))
    caf::anon_send(state.reconciler, event_published{what});
  if (about == order_id{} || !state.sent.try_emplace(what.id, about, what.kind).second)
    return;
  state.sent_order.push_back(what.id);
  if (state.sent_order.size() > most_remembered) {
    state.sent.erase(state.sent_order.front());
    state.sent_order.pop_front();
  }
}

void trace_answer(self_pointer self, const relay_answered& what, bool accepted) {
  auto& state = self->state;
  auto found = state.sent.find(what.id);
  if (found == state.sent.end() || state.trace.size() >= most_collected)
    return;
  storage::trace_entry entry;
  entry.order = found->second.order;
  entry.at = state.setup.environment.now();
  entry.what = accepted ? "relay-accepted" : "relay-rejected";
  entry.text = "relay=" + what.relay_url + " kind=" + std::to_string(found->second.kind) +
               " event=" + what.id.hex();
  if (!what.text.empty())
    entry.text += " text=\"" + what.text.substr(0, 200) + "\"";
  state.trace.push_back(std::move(entry));
}

void flush_trace(self_pointer self) {
  auto& state = self->state;
  if (state.trace.empty() || state.trace_under_way)
    return;
  state.trace_under_way = true;
  storage::note_trace batch{std::exchange(state.trace, {})};
  self->request(state.setup.store, request_timeout, write_change{std::move(batch)})
      .then([self](const storage::written&) { self->state.trace_under_way = false; },
            [self](const caf::error& why) {
              log::warn("trace-not-noted", "why=\"{}\"", text_of(why));
              self->state.trace_under_way = false;
            });
}

} // namespace mostro::publishing
