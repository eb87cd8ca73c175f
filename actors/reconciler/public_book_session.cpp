// SPDX-License-Identifier: MIT
#include "actors/reconciler/public_book_session.hpp"

#include <algorithm>

namespace mostro {
namespace {

/// Order and dispute ids are the only keys of stamps that are UUIDs.
bool is_book_key(const std::string& key) { return key.size() == 36; }

/// True when nothing follows any more as a rule: such events may be forgotten first.
bool shows_the_end(const nostr::event& what) {
  const auto status = nostr::first_tag_value(what.tags, "s").value_or("");
  return status != "pending" && status != "in-progress" && status != "initiated";
}

} // namespace

public_book_session::public_book_session(
    limits bounds, const std::vector<std::pair<std::string, unix_time>>& stamps, unix_time now)
    : bounds_(bounds) {
  for (const auto& [key, stamp] : stamps)
    if (is_book_key(key) && stamp + bounds_.longest_life > now)
      expected_.emplace(key, stamp);
}

void public_book_session::published(const nostr::event& what, unix_time now) {
  if (auto d = nostr::first_tag_value(what.tags, "d"))
    know(*d, what, now);
}

void public_book_session::know(const std::string& d, const nostr::event& what, unix_time now) {
  auto [entry, is_new] = known_.try_emplace(d);
  auto& r = entry->second;
  if (!is_new && r.event.created_at >= what.created_at)
    return;
  if (!is_new && r.is_final)
    final_.erase({r.event.created_at, d});
  r = {what, now, nostr::expiration_of(what).value_or(unix_time{}), shows_the_end(what)};
  if (r.is_final)
    final_.emplace(what.created_at, d);
  if (auto expected = expected_.find(d);
      expected != expected_.end() && expected->second <= what.created_at)
    expected_.erase(expected);
  shed_.erase(d);
  while (known_.size() > bounds_.most_known && !final_.empty()) {
    const auto [stamp, oldest] = *final_.begin();
    known_.erase(oldest);
    final_.erase(final_.begin());
    shed_[oldest] = stamp;
  }
}

void public_book_session::forget(const std::string& d) {
  expected_.erase(d);
  named_.erase(d);
}

book_difference
public_book_session::compare(const relay_view& view, unix_time now,
                             const std::function<bool(const nostr::event&)>& verify) {
  prune(now);
  std::map<std::string, const nostr::event*> shown; // The newest of each `d`.
  for (const auto& event : view.events)
    if (auto d = nostr::first_tag_value(event.tags, "d")) {
      auto& newest = shown[*d];
      if (!newest || newest->created_at < event.created_at)
        newest = &event;
    }
  book_difference out;
  for (const auto& [d, event] : shown)
    judge(d, *event, view, now, verify, out);
  if (!view.complete)
    return out;
  for (const auto& [d, r] : known_) {
    const bool was_asked_for = !view.since || r.event.created_at >= *view.since;
    const bool is_over = r.expiration.seconds != 0 && r.expiration <= now;
    if (was_asked_for && !is_over && !shown.contains(d))
      send(d, r, view, now, out);
  }
  if (!view.since)
    seen_whole_.insert(view.relay);
  // What was decided first is sent first; a bounded look begins with the oldest.
  std::sort(out.send.begin(), out.send.end(),
            [](const auto& a, const auto& b) { return a.created_at < b.created_at; });
  return out;
}

void public_book_session::judge(const std::string& d, const nostr::event& shown,
                                const relay_view& view, unix_time now,
                                const std::function<bool(const nostr::event&)>& verify,
                                book_difference& out) {
  if (auto known = known_.find(d); known != known_.end()) {
    auto& r = known->second;
    if (shown.id == r.event.id)
      attempts_.erase({view.relay, d});
    else if (shown.created_at < r.event.created_at)
      send(d, r, view, now, out);
    else if (verify(shown) && may_name(d, now))
      out.newer.push_back({d, shown.created_at});
    return;
  }
  if (auto shed = shed_.find(d); shed != shed_.end() && shown.created_at <= shed->second)
    return;
  const auto expected = expected_.find(d);
  if (expected != expected_.end() && shown.created_at < expected->second)
    return; // Outdated; the present revision is found elsewhere or made anew.
  const auto expiration = nostr::expiration_of(shown);
  const bool is_over = expiration && *expiration <= now;
  if (is_over || !verify(shown))
    return;
  if (expected == expected_.end()) {
    ++out.strangers;
  } else if (shown.created_at == expected->second) {
    know(d, shown, now);
    ++out.adopted;
  } else if (may_name(d, now)) {
    out.newer.push_back({d, shown.created_at});
  }
}

bool public_book_session::may_name(const std::string& d, unix_time now) {
  auto [last, is_first] = named_.try_emplace(d, now);
  if (!is_first && last->second + bounds_.repeat_revival > now)
    return false;
  last->second = now;
  return true;
}

void public_book_session::send(const std::string& d, const revision& r, const relay_view& view,
                               unix_time now, book_difference& out) {
  if (out.send.size() >= bounds_.most_sends || r.since + bounds_.settling > view.asked_at)
    return;
  auto [entry, is_new] = attempts_.try_emplace({view.relay, d});
  auto& a = entry->second;
  if (is_new || a.id != r.event.id)
    a = {r.event.id, now, bounds_.first_repeat};
  if (a.next > now)
    return;
  a.next = now + a.wait;
  a.wait = std::min(seconds{a.wait.count * 2}, bounds_.longest_repeat);
  out.send.push_back(r.event);
}

std::vector<newer_revision> public_book_session::lost(const std::set<std::string>& connected,
                                                      unix_time now, size_t most) {
  std::vector<newer_revision> out;
  if (connected.empty() ||
      !std::includes(seen_whole_.begin(), seen_whole_.end(), connected.begin(), connected.end()))
    return out;
  for (const auto& [d, stamp] : expected_) {
    if (out.size() >= most)
      break;
    if (may_name(d, now))
      out.push_back({d, stamp});
  }
  return out;
}

void public_book_session::prune(unix_time now) {
  auto is_past = [&](const auto& e) { return e.second + bounds_.longest_life <= now; };
  std::erase_if(expected_, is_past);
  std::erase_if(shed_, is_past);
  std::erase_if(named_, [&](const auto& e) { return e.second + bounds_.repeat_revival <= now; });
  std::erase_if(known_, [&](const auto& entry) {
    const auto& r = entry.second;
    const bool is_over = r.expiration.seconds != 0 && r.expiration <= now;
    if (is_over && r.is_final)
      final_.erase({r.event.created_at, entry.first});
    return is_over && r.is_final;
  });
  std::erase_if(attempts_, [&](const auto& a) { return !known_.contains(a.first.second); });
}

} // namespace mostro
