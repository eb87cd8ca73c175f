// SPDX-License-Identifier: MIT
#include "actors/inbox/intake_session.hpp"

#include <algorithm>

namespace mostro {
namespace {

/// The time from which a subscription brings the event again. Gift wraps are
/// dated back at random, so relays are asked for them with an overlap of their own.
unix_time resume_time(const nostr::event& e, unix_time received_at) {
  return e.kind == nostr::kind::direct ? std::min(e.created_at, received_at) : received_at;
}

} // namespace

void intake_session::know(const public_key& key) { ++known_[key]; }

void intake_session::forget(const public_key& key) {
  auto found = known_.find(key);
  if (found != known_.end() && --found->second == 0)
    known_.erase(found);
}

intake_verdict intake_session::screen(const nostr::event& e, size_t json_bytes, unix_time now) {
  auto known = is_known(e.pubkey);
  auto verdict = judge_event(e, json_bytes, known, now, settings_);
  if (verdict != intake_verdict::open)
    return verdict;
  if (seen_.contains(e.id))
    return intake_verdict::replayed;
  auto limit = known ? settings_.most_in_work * 2 : settings_.most_in_work;
  return work_.size() < limit ? intake_verdict::open : intake_verdict::shed;
}

bool intake_session::remember(const event_id& id) {
  if (!seen_.insert(id).second)
    return false;
  seen_order_.push_back(id);
  if (seen_order_.size() > settings_.remembered_ids) {
    seen_.erase(seen_order_.front());
    seen_order_.pop_front();
  }
  return true;
}

uint64_t intake_session::begin(const nostr::event& e, unix_time received_at) {
  auto time = resume_time(e, received_at);
  work_.emplace(++last_ticket_, time);
  work_times_.insert(time);
  return last_ticket_;
}

void intake_session::end(uint64_t ticket) {
  auto found = work_.find(ticket);
  if (found == work_.end())
    return;
  work_times_.erase(work_times_.find(found->second));
  work_.erase(found);
}

void intake_session::note_shed(const nostr::event& e, unix_time received_at) {
  auto time = resume_time(e, received_at);
  oldest_shed_ = oldest_shed_ ? std::min(*oldest_shed_, time) : time;
  newest_shed_ = std::max(newest_shed_, time);
}

std::optional<unix_time> intake_session::cursor_for(const std::string& relay, unix_time up_to,
                                                    unix_time now) {
  auto limit = up_to;
  // What is older than every age limit would be dropped anyway: nothing pins
  // the cursor below this, whatever date a stranger put on his event.
  auto oldest_useful = now - settings_.fresh_other;
  if (!work_times_.empty())
    limit = std::min(limit, std::max(*work_times_.begin(), oldest_useful));
  if (oldest_shed_ && newest_shed_ < oldest_useful)
    oldest_shed_.reset();
  if (oldest_shed_)
    limit = std::min(limit, std::max(*oldest_shed_, oldest_useful));
  auto [written, is_new] = cursors_.try_emplace(relay, limit);
  if (!is_new && limit <= written->second)
    return std::nullopt;
  written->second = limit;
  return limit;
}

} // namespace mostro
