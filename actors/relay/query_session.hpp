// SPDX-License-Identifier: MIT
//
// Questions to one relay for stored events: one REQ per page, newest first, until
// everything that matches was seen, the bound is reached or time is up. Results are
// untrusted: a relay can withhold or invent, so whoever asks checks signatures.
#pragma once

#include "actors/relay/relay_output.hpp"

#include <map>
#include <optional>
#include <unordered_set>

namespace mostro {

/// The questions of one relay session. They are answered with `report_query`.
class query_session {
public:
  /// Bounds and rhythm.
  struct limits {
    size_t most_at_once = 2;     ///< Relays bound the subscriptions of a client.
    size_t most_waiting = 16;    ///< Further questions are refused at once.
    size_t most_events = 20'000; ///< Whatever the question says.
    uint32_t page = 500;         ///< What a REQ asks for; relays may give less.
    /// A page of at least so many events may have been cut short by the relay.
    size_t full_page = 20;
    seconds patience{45}; ///< From the question to its answer.
    seconds pause_after_rate_limit{5};
  };

  explicit query_session(limits bounds) : bounds_(bounds) {}
  query_session() : query_session(limits{}) {}

  /// Asks; `number` comes back with the answer. Refused at once while no session is open.
  void ask(uint64_t number, nostr::filter what, size_t most, unix_time now, relay_outputs& out);
  /// A session began; `session` makes the subscription ids unique.
  void open(uint64_t session);
  /// The session ended: every open question fails.
  void close(relay_outputs& out);
  void received(const nostr::event_frame& frame, unix_time now, relay_outputs& out);
  void received(const nostr::end_of_stored_frame& frame, unix_time now, relay_outputs& out);
  void received(const nostr::closed_frame& frame, unix_time now, relay_outputs& out);
  /// Asks again what was refused for want of authentication.
  void authenticated(unix_time now, relay_outputs& out);
  /// Gives up what took too long, begins what is due.
  void tick(unix_time now, relay_outputs& out);

private:
  struct question {
    nostr::filter what;
    size_t most = 0;
    unix_time gives_up;
    std::string subscription;            ///< Of the page under way; empty while waiting.
    std::optional<unix_time> not_before; ///< Waits until then (rate limit).
    bool needs_authentication = false;   ///< Waits for it.
    std::optional<unix_time> until;      ///< Of the page under way.
    std::vector<nostr::event> events;
    std::unordered_set<event_id> known;
    size_t page_events = 0;
    std::optional<unix_time> oldest; ///< Of the page under way.
  };
  using open_question = std::map<uint64_t, question>::iterator;

  open_question of(const std::string& subscription);
  void begin_waiting(unix_time now, relay_outputs& out);
  void request_page(uint64_t number, question& q, relay_outputs& out);
  void end(open_question which, bool complete, std::string why, relay_outputs& out);

  limits bounds_;
  bool is_open_ = false;
  std::string prefix_;
  uint64_t pages_ = 0;
  std::map<uint64_t, question> questions_; ///< In the order of asking.
};

} // namespace mostro
