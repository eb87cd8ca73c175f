// SPDX-License-Identifier: MIT
#include "actors/publisher/publisher_session.hpp"

#include "messages/expects.hpp"

#include <algorithm>

namespace mostro {
namespace {

seconds after(seconds now, seconds wait) { return {now.count + wait.count}; }

} // namespace

relay_verdict verdict_of(bool accepted, std::string_view text) {
  if (accepted || text.starts_with("duplicate:") || text.starts_with("replaced:"))
    return relay_verdict::accepted;
  for (std::string_view prefix : {"blocked:", "invalid:", "pow:", "restricted:", "mute:"})
    if (text.starts_with(prefix))
      return relay_verdict::declined;
  return relay_verdict::refused;
}

publisher_session::publisher_session(delivery_patience patience,
                                     const std::vector<std::pair<std::string, unix_time>>& stamps)
    : patience_(patience) {
  for (const auto& [key, stamp] : stamps)
    use_stamp(key, stamp);
}

void publisher_session::file(outbox_id row, const std::string& stamp_key) {
  auto& d = deliveries_[row];
  d.stamp_key = stamp_key;
  d.wait = patience_.first_retry;
  auto& queue = queues_[stamp_key];
  queue.push_back(row);
  if (queue.size() == 1)
    ready_.insert(row);
}

void publisher_session::file_signed(outbox_id row, const event_id& as, seconds now) {
  offer(row, deliveries_[row], as, now);
}

std::vector<outbox_id> publisher_session::start_preparing(seconds now) {
  while (!held_.empty() && held_.begin()->first <= now) {
    ready_.insert(held_.begin()->second);
    held_.erase(held_.begin());
  }
  std::vector<outbox_id> out;
  while (!ready_.empty() && in_preparation_ < patience_.most_in_preparation) {
    auto row = *ready_.begin();
    ready_.erase(ready_.begin());
    deliveries_.at(row).at = step::preparing;
    ++in_preparation_;
    out.push_back(row);
  }
  return out;
}

unix_time publisher_session::stamp_for(const std::string& key, unix_time wanted) const {
  auto last = stamps_.find(key);
  return last == stamps_.end() ? wanted : std::max(wanted, last->second + seconds{1});
}

unix_time publisher_session::last_stamp(const std::string& key) const {
  auto last = stamps_.find(key);
  return last == stamps_.end() ? unix_time{} : last->second;
}

void publisher_session::use_stamp(const std::string& key, unix_time stamp) {
  auto [last, is_new] = stamps_.try_emplace(key, stamp);
  if (!is_new)
    last->second = std::max(last->second, stamp);
}

void publisher_session::prune_stamps(unix_time before, size_t only_above) {
  if (stamps_.size() > only_above)
    std::erase_if(stamps_, [&](const auto& entry) { return entry.second < before; });
}

void publisher_session::prepared(outbox_id row, const event_id& as, unix_time stamp, seconds now) {
  auto found = deliveries_.find(row);
  expects(found != deliveries_.end() && found->second.at == step::preparing,
          "a row that was not in preparation is prepared");
  use_stamp(found->second.stamp_key, stamp);
  leave_queue(row, found->second);
  offer(row, found->second, as, now);
}

seconds publisher_session::next_wait(delivery& d, uint64_t random) const {
  const auto wait = d.wait.count;
  d.wait = std::min(seconds{wait * 2}, patience_.longest_retry);
  return {wait + static_cast<int64_t>(random % (static_cast<uint64_t>(wait / 4) + 1))};
}

void publisher_session::preparation_failed(outbox_id row, seconds now, uint64_t random) {
  auto& d = deliveries_.at(row);
  d.at = step::waiting;
  --in_preparation_;
  held_.emplace(after(now, next_wait(d, random)), row);
}

delivery_outcome publisher_session::answered(const std::string& relay, const event_id& id,
                                             relay_verdict verdict, seconds now, uint64_t random,
                                             outbox_id& row) {
  auto found = by_event_.find(id);
  if (found == by_event_.end())
    return delivery_outcome::unknown;
  row = found->second;
  auto& d = deliveries_.at(row);
  d.refused_by.erase(relay);
  d.declined_by.erase(relay);
  if (verdict == relay_verdict::accepted) {
    d.accepted_by.insert(relay);
    accepted_ += d.accepted_at ? 0 : 1;
    d.accepted_at = d.accepted_at.value_or(now);
  } else {
    d.refused_by.insert(relay);
    if (verdict == relay_verdict::declined)
      d.declined_by.insert(relay);
  }
  if (is_delivered(d)) {
    forget(row);
    return delivery_outcome::delivered;
  }
  auto answers = [&](const std::string& url) { return is_answered(d, url); };
  const bool round_is_over = std::all_of(connected_.begin(), connected_.end(), answers);
  if (round_is_over && !d.refused_by_all && !d.refused_by.empty()) {
    d.refused_by_all = true;
    d.next_offer = after(now, next_wait(d, random));
    if (!d.accepted_at)
      return delivery_outcome::refused_by_all;
  }
  return verdict == relay_verdict::accepted ? delivery_outcome::accepted
                                            : delivery_outcome::refused;
}

bool publisher_session::is_answered(const delivery& d, const std::string& relay) const {
  return d.refused_by.contains(relay) || d.accepted_by.contains(relay);
}

/// One relay has it, and no other one can be expected to take it that has not.
bool publisher_session::is_delivered(const delivery& d) const {
  if (!d.accepted_at)
    return false;
  auto is_done = [&](const std::string& url) {
    return d.accepted_by.contains(url) || d.declined_by.contains(url);
  };
  return std::all_of(connected_.begin(), connected_.end(), is_done) &&
         std::all_of(chosen_.begin(), chosen_.end(), is_done);
}

std::vector<outbox_id> publisher_session::accepted_long_ago(seconds now, bool crowded) {
  std::vector<outbox_id> out;
  if (accepted_ == 0)
    return out;
  for (auto& [row, d] : deliveries_)
    if (d.accepted_at && (crowded || after(*d.accepted_at, patience_.other_relays) <= now))
      out.push_back(row);
  std::sort(out.begin(), out.end());
  for (auto row : out)
    forget(row);
  return out;
}

void publisher_session::relay_changed(const std::string& relay, bool connected) {
  if (connected)
    connected_.insert(relay);
  else
    connected_.erase(relay);
}

std::vector<delivery_offer> publisher_session::due(seconds now) {
  std::vector<delivery_offer> out;
  for (auto& [row, d] : deliveries_) {
    if (d.at != step::offered || d.next_offer > now)
      continue;
    if (std::exchange(d.refused_by_all, false))
      begin_round(d);
    d.next_offer = after(now, patience_.repeat);
    auto answered_by = d.refused_by;
    answered_by.insert(d.accepted_by.begin(), d.accepted_by.end());
    out.push_back({row, std::move(answered_by)});
  }
  // The order of deciding is the order of sending, whatever the hash map says.
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.row < b.row; });
  return out;
}

/// Asks those again that may change their mind, and the others when there is nobody else.
void publisher_session::begin_round(delivery& d) const {
  d.refused_by = d.declined_by;
  auto declines = [&](const std::string& url) { return d.declined_by.contains(url); };
  if (!d.accepted_at && std::all_of(connected_.begin(), connected_.end(), declines))
    d.refused_by.clear();
}

void publisher_session::forget(outbox_id row) {
  auto found = deliveries_.find(row);
  if (found == deliveries_.end())
    return;
  if (found->second.at == step::offered)
    by_event_.erase(found->second.as);
  else
    leave_queue(row, found->second);
  accepted_ -= found->second.accepted_at ? 1 : 0;
  deliveries_.erase(found);
}

void publisher_session::offer(outbox_id row, delivery& d, const event_id& as, seconds now) {
  d.at = step::offered;
  d.as = as;
  d.wait = patience_.first_retry;
  d.next_offer = after(now, patience_.repeat);
  by_event_[as] = row;
}

/// Takes a row out of its queue and lets the next of its key go ahead.
void publisher_session::leave_queue(outbox_id row, const delivery& d) {
  if (d.at == step::preparing)
    --in_preparation_;
  ready_.erase(row);
  std::erase_if(held_, [&](const auto& entry) { return entry.second == row; });
  auto queue = queues_.find(d.stamp_key);
  expects(queue != queues_.end() && !queue->second.empty(), "a queued row has no queue");
  auto was_head = queue->second.front() == row;
  std::erase(queue->second, row);
  if (queue->second.empty())
    queues_.erase(queue);
  else if (was_head)
    ready_.insert(queue->second.front());
}

} // namespace mostro
