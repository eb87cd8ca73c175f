// SPDX-License-Identifier: MIT
//
// The rows in memory are bounded: what does not fit stays in the database and
// is read back when there is room. Ids tell what was left behind.
#include "actors/log.hpp"
#include "actors/publisher/publisher_steps.hpp"
#include "actors/supervision.hpp"

#include <algorithm>

namespace mostro::publishing {
namespace {

void leave_behind(self_pointer self, outbox_id row) {
  auto& left = self->state.left_behind;
  if (!left) {
    log::error("publisher-backlog", "first={} kept={}", row, self->state.rows.size());
    left.emplace().after = row - 1;
  }
  left->after = std::min(left->after, row - 1);
  ++left->rows;
}

/// The row's event when it was signed in an earlier life and is still legible.
std::optional<nostr::event> kept_event(const storage::outbox_row& row) {
  if (row.signed_event.empty())
    return std::nullopt;
  auto parsed = nostr::parse_event(row.signed_event);
  if (parsed)
    return std::move(*parsed);
  log::error("kept-event-illegible", "row={} why=\"{}\"", row.id, parsed.why());
  return std::nullopt;
}

void keep_in_memory(self_pointer self, const storage::outbox_row& row) {
  auto& state = self->state;
  auto [entry, is_new] = state.rows.try_emplace(row.id);
  if (!is_new || state.retiring.contains(row.id)) {
    if (is_new)
      state.rows.erase(entry);
    return;
  }
  entry->second.row = row;
  if (auto event = kept_event(row)) {
    entry->second.event = *event;
    state.session->file_signed(row.id, event->id, steady_now(self));
    note_kept(self, row.order, *event);
    send_to_relays(self, *event);
  } else {
    state.session->file(row.id, stamp_key_of(row.effect));
  }
}

void take_page(self_pointer self, const outbox_read& page, size_t left_before, size_t limit) {
  auto& left = self->state.left_behind;
  for (const auto& row : page.rows)
    keep_in_memory(self, row);
  left->reading = false;
  if (!page.rows.empty())
    left->after = std::max(left->after, page.rows.back().id);
  // Rows that arrived while the page was read may be behind it.
  if (page.rows.size() < limit && left->rows == left_before)
    left.reset();
  else
    left->rows -= std::min(left->rows, page.rows.size());
  prepare_ready_rows(self);
}

} // namespace

void take(self_pointer self, const storage::outbox_row& row) {
  auto& state = self->state;
  if (!is_delivery(row.effect)) {
    log::error("not-a-delivery", "row={} effect={}", row.id, name_of(row.effect));
    return;
  }
  auto is_full = state.setup.outbox && state.rows.size() >= state.setup.most_rows;
  if (state.left_behind || is_full)
    leave_behind(self, row.id);
  else
    keep_in_memory(self, row);
}

void catch_up(self_pointer self) {
  auto& state = self->state;
  auto& left = state.left_behind;
  if (!left || left->reading || state.rows.size() > state.setup.most_rows / 2)
    return;
  left->reading = true;
  auto limit = state.setup.most_rows - state.rows.size();
  self->request(state.setup.outbox, request_timeout, read_outbox{left->after, limit})
      .then([self, before = left->rows,
             limit](const outbox_read& page) { take_page(self, page, before, limit); },
            [self](const caf::error& why) {
              log::warn("outbox-not-read", "why=\"{}\"", text_of(why));
              self->state.left_behind->reading = false;
            });
}

} // namespace mostro::publishing
