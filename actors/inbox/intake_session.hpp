// SPDX-License-Identifier: MIT
//
// What intake remembers between events: keys of open orders, ids that were worked
// on, what is in work, and how far each relay may be called read. Everything is
// bounded. Invariant: a cursor never passes an event that is not durable yet.
#pragma once

#include "actors/inbox/intake_rules.hpp"

#include <deque>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace mostro {

/// The memory of the inbox.
class intake_session {
public:
  explicit intake_session(const intake_settings& settings) : settings_(settings) {}

  const intake_settings& settings() const { return settings_; }

  /// Counts a key of an open order; a key may take part in several.
  void know(const public_key& key);
  /// Takes one count back.
  void forget(const public_key& key);
  bool is_known(const public_key& key) const { return known_.contains(key); }

  /// Judges an event that just arrived: the rules, the replay guard, the load.
  intake_verdict screen(const nostr::event& e, size_t json_bytes, unix_time now);
  /// Notes a genuine id; false when it was noted before.
  bool remember(const event_id& id);
  /// Takes a note back: the event could not be made durable and may come again.
  void forget(const event_id& id) { seen_.erase(id); }

  /// An event is in work until it is durable or dropped; the answer is handed to `end`.
  uint64_t begin(const nostr::event& e, unix_time received_at);
  /// Ends the work on an event.
  void end(uint64_t ticket);
  /// An event was let go without being judged; its relay has to deliver it again.
  void note_shed(const nostr::event& e, unix_time received_at);
  size_t in_work() const { return work_.size(); }

  /// A cursor of an earlier life: it is never lowered.
  void resume(const std::string& relay, unix_time up_to) { cursors_[relay] = up_to; }
  /// How far a relay may be called read, nothing when that is no progress.
  std::optional<unix_time> cursor_for(const std::string& relay, unix_time up_to, unix_time now);

private:
  intake_settings settings_;
  std::unordered_map<public_key, size_t> known_;
  std::unordered_set<event_id> seen_;
  std::deque<event_id> seen_order_;
  std::map<uint64_t, unix_time> work_; ///< Ticket to the time a cursor may not pass.
  std::multiset<unix_time> work_times_;
  uint64_t last_ticket_ = 0;
  std::optional<unix_time> oldest_shed_;
  unix_time newest_shed_;
  std::map<std::string, unix_time> cursors_;
};

} // namespace mostro
