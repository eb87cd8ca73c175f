// SPDX-License-Identifier: MIT
#include "actors/relay/inbox_session.hpp"

#include "actors/relay/noise_rules.hpp"

#include <algorithm>
#include <array>

namespace mostro {
namespace {

constexpr seconds day{24 * 3600};
constexpr seconds report_interval{30};
constexpr seconds pause_after_refusal{60};
constexpr seconds pause_after_rate_limit{30};
constexpr size_t max_pages = 1000;

std::string hex_of(uint64_t number) {
  std::array<uint8_t, 8> raw{};
  for (auto& octet : raw) {
    octet = static_cast<uint8_t>(number >> 56);
    number <<= 8;
  }
  return to_hex(raw);
}

void request(const std::string& id, nostr::filter what, relay_outputs& out) {
  out.push_back(
      send_text{nostr::to_json(nostr::client_frame{nostr::request_frame{id, {std::move(what)}}})});
}

} // namespace

unix_time subscribe_since(uint16_t kind, std::optional<unix_time> cursor, unix_time now) {
  // A cursor from the future (the clock was put back) must not hide anything.
  const auto from = std::min(cursor.value_or(now - day), now);
  const seconds back =
      kind == nostr::kind::gift_wrap ? seconds{2 * day.count + 3600} : seconds{600};
  return std::max(from - back, unix_time{0});
}

inbox_session::inbox_session(settings what) : what_(std::move(what)) {
  for (auto kind : what_.kinds) {
    subscription s;
    s.kind = kind;
    subscriptions_.push_back(std::move(s));
  }
}

nostr::filter inbox_session::filter_of(const subscription& s) const {
  nostr::filter out;
  out.kinds = {s.kind};
  out.tags['p'] = {what_.node.hex()};
  return out;
}

void inbox_session::open(uint64_t session, unix_time now, relay_outputs& out) {
  for (auto& s : subscriptions_) {
    s.id = "in" + std::to_string(s.kind) + "-" + hex_of(session);
    subscribe(s, now, out);
  }
}

void inbox_session::close() {
  last_report_.reset();
  for (auto& s : subscriptions_) {
    s.is_open = s.is_caught_up = false;
    s.id.clear();
    s.subscribe_at.reset();
  }
}

void inbox_session::subscribe(subscription& s, unix_time now, relay_outputs& out) {
  if (s.until)
    out.push_back(send_text{nostr::to_json(nostr::client_frame{nostr::close_frame{older_id(s)}})});
  s.since = subscribe_since(s.kind, what_.cursor, now);
  s.is_open = true;
  s.is_caught_up = s.live_eose = false;
  s.subscribe_at.reset();
  s.until.reset();
  s.page_events = s.pages = 0;
  auto wanted = filter_of(s);
  wanted.since = s.since;
  request(s.id, std::move(wanted), out);
}

void inbox_session::received(const nostr::event_frame& frame, unix_time now, relay_outputs& out) {
  for (auto& s : subscriptions_) {
    const bool is_older = s.until && frame.subscription == older_id(s);
    if (s.id.empty() || (frame.subscription != s.id && !is_older))
      continue;
    if (!nostr::matches(filter_of(s), frame.what))
      return; // Not what was asked for: a faulty relay.
    if (is_older || !s.live_eose) {
      s.oldest =
          s.page_events == 0 ? frame.what.created_at : std::min(s.oldest, frame.what.created_at);
      ++s.page_events;
    }
    auto expiration = nostr::expiration_of(frame.what);
    if (!expiration || *expiration > now) // Spec 01 §3 step 0.
      out.push_back(take_in{frame.what});
    return;
  }
}

void inbox_session::received(const nostr::end_of_stored_frame& frame, unix_time now,
                             relay_outputs& out) {
  for (auto& s : subscriptions_) {
    if (s.id.empty())
      continue;
    if (frame.subscription == s.id && s.is_open && !s.live_eose) {
      s.live_eose = true;
      end_page(s, false, now, out);
    } else if (s.until && frame.subscription == older_id(s)) {
      end_page(s, true, now, out);
    }
  }
}

/// A relay caps what one REQ returns, newest first. So a full page is followed
/// by a REQ for what is older, until a page comes back short.
void inbox_session::end_page(subscription& s, bool was_older, unix_time now, relay_outputs& out) {
  const bool full = s.page_events >= what_.full_page && s.oldest > s.since;
  if (full && s.pages < max_pages) {
    // `until` is inclusive: a whole page within one second must not repeat for ever.
    const bool no_progress = s.until && s.oldest >= *s.until;
    s.until = no_progress ? *s.until - seconds{1} : s.oldest;
    ++s.pages;
    s.page_events = 0;
    auto wanted = filter_of(s);
    wanted.since = s.since;
    wanted.until = *s.until;
    request(older_id(s), std::move(wanted), out);
    return;
  }
  if (was_older)
    out.push_back(send_text{nostr::to_json(nostr::client_frame{nostr::close_frame{older_id(s)}})});
  s.until.reset();
  s.is_caught_up = true;
  report_if_live(now, out);
}

void inbox_session::received(const nostr::closed_frame& frame, unix_time now, relay_outputs& out) {
  for (auto& s : subscriptions_) {
    const bool is_older = s.until && frame.subscription == older_id(s);
    if (s.id.empty() || (frame.subscription != s.id && !is_older))
      continue;
    // A page that was refused leaves a gap: the whole kind is asked for again,
    // after a while or, for any spelling of `auth-required`, once authenticated.
    s.is_open = s.is_caught_up = false;
    const bool limited = frame.message.find("rate-limited") != std::string::npos;
    s.subscribe_at = now + (limited ? pause_after_rate_limit : pause_after_refusal);
    out.push_back(tell_log{"relay-subscription-closed", one_line(frame.message)});
    if (is_older)
      s.until.reset();
    return;
  }
}

void inbox_session::authenticated(unix_time now, relay_outputs& out) {
  for (auto& s : subscriptions_)
    if (!s.id.empty() && (!s.is_caught_up || s.kind == nostr::kind::gift_wrap))
      subscribe(s, now, out);
}

void inbox_session::tick(unix_time now, relay_outputs& out) {
  for (auto& s : subscriptions_)
    if (!s.id.empty() && s.subscribe_at && *s.subscribe_at <= now)
      subscribe(s, now, out);
  if (last_report_ && now >= *last_report_ + report_interval)
    report_if_live(now, out);
}

bool inbox_session::is_live() const {
  return std::all_of(subscriptions_.begin(), subscriptions_.end(),
                     [](const subscription& s) { return s.is_open && s.is_caught_up; });
}

void inbox_session::report_if_live(unix_time now, relay_outputs& out) {
  if (!is_live())
    return;
  last_report_ = now;
  what_.cursor = std::max(what_.cursor.value_or(now), now);
  out.push_back(report_caught_up{now});
}

} // namespace mostro
