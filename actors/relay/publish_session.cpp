// SPDX-License-Identifier: MIT
#include "actors/relay/publish_session.hpp"

#include <algorithm>

namespace mostro {

void publish_session::publish(nostr::event what, unix_time now, relay_outputs& out) {
  if (numbers_.contains(what.id))
    return;
  if (entries_.size() >= bounds_.max_kept) {
    out.push_back(report_answer{what.id, false, "rate-limited: the queue of this relay is full"});
    return;
  }
  const auto number = ++last_number_;
  numbers_.emplace(what.id, number);
  entries_.emplace(number, entry{std::move(what), 0, false, now});
  send_due(now, out);
}

void publish_session::open(unix_time now, relay_outputs& out) {
  is_open_ = true;
  in_flight_ = 0;
  silent_until_ = {};
  for (auto& [number, e] : entries_) {
    e.tries = 0;
    e.in_flight = false;
    e.due = now;
  }
  send_due(now, out);
}

void publish_session::answered(const nostr::ok_frame& ok, unix_time now, relay_outputs& out) {
  auto found = numbers_.find(ok.id);
  if (found == numbers_.end())
    return;
  auto it = entries_.find(found->second);
  if (!ok.accepted && ok.message.starts_with("rate-limited:")) {
    be_silent(it->second, now);
  } else if (!ok.accepted && ok.message.find("auth-required:") != std::string::npos) {
    rest(it->second, now);
  } else {
    limited_ = 0;
    in_flight_ -= it->second.in_flight ? 1 : 0;
    // Some relays call an event that they already have, or a newer one, `false`.
    const bool accepted =
        ok.accepted || ok.message.starts_with("duplicate:") || ok.message.starts_with("replaced:");
    out.push_back(report_answer{ok.id, accepted, ok.message});
    entries_.erase(it);
    numbers_.erase(found);
  }
  send_due(now, out);
}

void publish_session::authenticated(unix_time now, relay_outputs& out) {
  for (auto& [number, e] : entries_)
    if (!e.in_flight)
      e.due = now;
  send_due(now, out);
}

void publish_session::tick(unix_time now, relay_outputs& out) {
  for (auto& [number, e] : entries_)
    if (e.in_flight && e.due <= now)
      rest(e, now);
  send_due(now, out);
}

/// Takes an event out of flight; the pauses before further tries grow.
void publish_session::rest(entry& e, unix_time now) {
  in_flight_ -= e.in_flight ? 1 : 0;
  e.in_flight = false;
  const auto pause = bounds_.answer_timeout.count << std::min(e.tries, 10u);
  e.due = now + seconds{std::min(pause, bounds_.longest_pause.count)};
}

/// The relay wants less: nothing is sent for a while, then this event first.
void publish_session::be_silent(entry& e, unix_time now) {
  in_flight_ -= e.in_flight ? 1 : 0;
  e.in_flight = false;
  e.due = now;
  if (now < silent_until_)
    return; // The answer to something that left before the silence began.
  const auto silence = bounds_.first_silence.count << std::min(limited_++, 10u);
  silent_until_ = now + seconds{std::min(silence, bounds_.longest_silence.count)};
}

void publish_session::send_due(unix_time now, relay_outputs& out) {
  if (!is_open_ || now < silent_until_)
    return;
  for (auto& [number, e] : entries_) {
    if (in_flight_ >= bounds_.max_in_flight)
      return;
    if (e.in_flight || e.due > now)
      continue;
    e.in_flight = true;
    ++e.tries;
    ++in_flight_;
    e.due = now + bounds_.answer_timeout;
    out.push_back(send_text{nostr::to_json(nostr::client_frame{nostr::publish_frame{e.what}})});
  }
}

} // namespace mostro
