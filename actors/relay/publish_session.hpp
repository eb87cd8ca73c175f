// SPDX-License-Identifier: MIT
//
// The events that one relay has not answered yet: sent in order, sent again when
// no OK came within ten seconds or the session ended, bounded.
#pragma once

#include "actors/relay/relay_output.hpp"

#include <map>
#include <unordered_map>

namespace mostro {

/// The publishing half of a relay session.
class publish_session {
public:
  /// Bounds and rhythm.
  struct limits {
    size_t max_kept = 10'000;   ///< Further events are answered `false` at once.
    size_t max_in_flight = 64;  ///< Sent and not yet answered or timed out.
    seconds answer_timeout{10}; ///< Without OK until then it counts as lost.
    seconds longest_pause{300}; ///< Between two tries of one event in a session.
    /// `rate-limited:` silences everything for this long, doubling up to a minute as
    /// long as nothing is accepted.
    seconds first_silence{2};
    seconds longest_silence{60};
  };

  explicit publish_session(limits bounds) : bounds_(bounds) {}
  publish_session() : publish_session(limits{}) {}

  /// Keeps an event until the relay answers; one that is already kept is not
  /// kept twice.
  void publish(nostr::event what, unix_time now, relay_outputs& out);
  /// The session began: everything kept is sent again, oldest first.
  void open(unix_time now, relay_outputs& out);
  /// The session ended.
  void close() { is_open_ = false; }
  /// The relay's OK. `rate-limited:` and `auth-required:` mean later, not never.
  void answered(const nostr::ok_frame& ok, unix_time now, relay_outputs& out);
  /// Authentication succeeded: what waited for it goes out.
  void authenticated(unix_time now, relay_outputs& out);
  /// Sends what is due.
  void tick(unix_time now, relay_outputs& out);

  /// How many events are kept.
  size_t kept() const { return entries_.size(); }

private:
  struct entry {
    nostr::event what;
    unsigned tries = 0; ///< In this session.
    bool in_flight = false;
    unix_time due; ///< In flight: when it counts as lost; else: when to send.
  };

  void send_due(unix_time now, relay_outputs& out);
  void rest(entry& e, unix_time now);
  void be_silent(entry& e, unix_time now);

  limits bounds_;
  bool is_open_ = false;
  size_t in_flight_ = 0;
  unix_time silent_until_; ///< Asked for by the relay.
  unsigned limited_ = 0;   ///< Times in a row that it asked.
  uint64_t last_number_ = 0;
  std::map<uint64_t, entry> entries_; ///< In the order of arrival.
  std::unordered_map<event_id, uint64_t> numbers_;
};

} // namespace mostro
