// SPDX-License-Identifier: MIT
#include "actors/relay/query_session.hpp"

#include <algorithm>

namespace mostro {
namespace {

void send(const nostr::client_frame& frame, relay_outputs& out) {
  out.push_back(send_text{nostr::to_json(frame)});
}

} // namespace

void query_session::open(uint64_t session) {
  is_open_ = true;
  prefix_ = "ask" + std::to_string(session) + "-";
}

void query_session::close(relay_outputs& out) {
  is_open_ = false;
  for (auto& [number, q] : questions_)
    out.push_back(report_query{number, {}, false, "the connection ended"});
  questions_.clear();
}

void query_session::ask(uint64_t number, nostr::filter what, size_t most, unix_time now,
                        relay_outputs& out) {
  if (!is_open_ || questions_.size() >= bounds_.most_at_once + bounds_.most_waiting) {
    out.push_back(
        report_query{number, {}, false, is_open_ ? "too many questions" : "not connected"});
    return;
  }
  question q;
  q.until = what.until;
  q.what = std::move(what);
  q.most = std::min(most, bounds_.most_events);
  q.gives_up = now + bounds_.patience;
  questions_.emplace(number, std::move(q));
  begin_waiting(now, out);
}

/// Starts questions in the order in which they came, a few at a time.
void query_session::begin_waiting(unix_time now, relay_outputs& out) {
  auto under_way = std::count_if(questions_.begin(), questions_.end(), [](const auto& entry) {
    return !entry.second.subscription.empty();
  });
  for (auto& [number, q] : questions_) {
    if (static_cast<size_t>(under_way) >= bounds_.most_at_once)
      return;
    const bool is_due = !q.not_before || *q.not_before <= now;
    if (!q.subscription.empty() || q.needs_authentication || !is_due)
      continue;
    q.not_before.reset();
    request_page(number, q, out);
    ++under_way;
  }
}

void query_session::request_page(uint64_t number, question& q, relay_outputs& out) {
  q.subscription = prefix_ + std::to_string(number) + "-" + std::to_string(++pages_);
  q.page_events = 0;
  q.oldest.reset();
  auto wanted = q.what;
  wanted.until = q.until;
  wanted.limit = bounds_.page;
  send(nostr::request_frame{q.subscription, {std::move(wanted)}}, out);
}

query_session::open_question query_session::of(const std::string& subscription) {
  if (subscription.empty())
    return questions_.end();
  return std::find_if(questions_.begin(), questions_.end(),
                      [&](const auto& entry) { return entry.second.subscription == subscription; });
}

void query_session::received(const nostr::event_frame& frame, unix_time now, relay_outputs& out) {
  auto found = of(frame.subscription);
  if (found == questions_.end())
    return;
  auto& q = found->second;
  if (!nostr::matches(q.what, frame.what))
    return; // Not what was asked for: a faulty relay.
  ++q.page_events;
  q.oldest = std::min(q.oldest.value_or(frame.what.created_at), frame.what.created_at);
  if (!q.known.insert(frame.what.id).second)
    return;
  if (q.events.size() >= q.most) {
    end(found, false, {}, out);
    begin_waiting(now, out);
    return;
  }
  q.events.push_back(frame.what);
}

/// A relay caps what one REQ returns, so a full page is followed by a REQ for
/// what is older, until one comes back short or empty.
void query_session::received(const nostr::end_of_stored_frame& frame, unix_time now,
                             relay_outputs& out) {
  auto found = of(frame.subscription);
  if (found == questions_.end())
    return;
  auto& [number, q] = *found;
  const bool past_the_end = q.what.since && q.oldest && *q.oldest < *q.what.since;
  if (q.page_events < bounds_.full_page || past_the_end) {
    end(found, true, {}, out);
    begin_waiting(now, out);
    return;
  }
  send(nostr::close_frame{q.subscription}, out);
  // `until` is inclusive: a whole page within one second must not repeat for ever.
  const bool no_progress = q.until && *q.oldest >= *q.until;
  q.until = no_progress ? *q.until - seconds{1} : *q.oldest;
  request_page(number, q, out);
}

void query_session::received(const nostr::closed_frame& frame, unix_time now, relay_outputs& out) {
  auto found = of(frame.subscription);
  if (found == questions_.end())
    return;
  auto& q = found->second;
  if (frame.message.find("auth-required") != std::string::npos) {
    q.subscription.clear();
    q.needs_authentication = true;
  } else if (frame.message.find("rate-limited") != std::string::npos) {
    q.subscription.clear();
    q.not_before = now + bounds_.pause_after_rate_limit;
  } else {
    q.subscription.clear(); // Closed already.
    end(found, false, "closed: " + frame.message, out);
  }
  begin_waiting(now, out);
}

void query_session::authenticated(unix_time now, relay_outputs& out) {
  for (auto& [number, q] : questions_)
    q.needs_authentication = false;
  begin_waiting(now, out);
}

void query_session::tick(unix_time now, relay_outputs& out) {
  for (auto it = questions_.begin(); it != questions_.end();) {
    auto next = std::next(it);
    if (it->second.gives_up <= now)
      end(it, false, "no answer in time", out);
    it = next;
  }
  begin_waiting(now, out);
}

/// An error when `why` says something; then nothing of what came is passed on.
void query_session::end(open_question which, bool complete, std::string why, relay_outputs& out) {
  auto& [number, q] = *which;
  if (!q.subscription.empty())
    send(nostr::close_frame{q.subscription}, out);
  auto events = why.empty() ? std::move(q.events) : std::vector<nostr::event>{};
  out.push_back(report_query{number, std::move(events), complete, std::move(why)});
  questions_.erase(which);
}

} // namespace mostro
