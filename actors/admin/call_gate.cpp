// SPDX-License-Identifier: MIT
#include "actors/admin/call_gate.hpp"

#include "actors/log.hpp"

namespace mostro::admin {

namespace {

std::chrono::milliseconds steady_now() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now().time_since_epoch());
}

} // namespace

call_gate::call_gate(gate_setup setup)
    : setup_(std::move(setup)), audit_(setup_.audit_file),
      limiter_(std::chrono::seconds(setup_.limiter_retention.count)) {}

call_gate::verdict call_gate::judge(const caller& who, bool& is_news) {
  if (who.through == door::unix_socket)
    return verdict::may_enter;
  auto now = setup_.monotonic ? setup_.monotonic() : steady_now();
  // One lock around all of it: guesses side by side count one after the other.
  std::lock_guard hold(guard_);
  if (!limiter_.allows(who.peer, now)) {
    is_news = limiter_.is_news(who.peer);
    return verdict::must_wait;
  }
  if (permits(setup_.token, who)) {
    limiter_.succeeded(who.peer, now);
    return verdict::may_enter;
  }
  limiter_.failed(who.peer, now);
  return verdict::wrong_token;
}

std::optional<call_error> call_gate::admit(const audited_call& c) {
  if (c.who.peer.empty()) {
    note_refusal(c, "unknown address");
    return call_error{call_error::reason::unknown_peer, "Unable to determine client address"};
  }
  bool is_news = true;
  switch (judge(c.who, is_news)) {
  case verdict::wrong_token:
    note_refusal(c, c.who.bearer ? "wrong token" : "no token");
    return call_error{call_error::reason::unauthenticated,
                      "a valid token is needed; mend: send `authorization: Bearer <content of "
                      "[rpc] token_file>`"};
  case verdict::must_wait:
    if (is_news)
      note_refusal(c, "too many wrong tokens, further refusals are not listed");
    return call_error{call_error::reason::too_many, "Too many requests, try again later"};
  case verdict::may_enter:
    break;
  }
  return std::nullopt;
}

void call_gate::note_refusal(const audited_call& c, const std::string& text) {
  log::warn("admin-call-refused", "call={} peer={} why=\"{}\"", c.name, c.who.peer, text);
  // A failure is logged there, and the caller is refused anyway.
  static_cast<void>(note(c, audit_outcome::refused, text).has_value());
}

status call_gate::note(const audited_call& c, audit_outcome what, const std::string& text) {
  auto written = audit_.write({setup_.env.now(), c.who, c.name, c.with, what, text});
  if (!written)
    log::error("admin-audit-failed",
               "call={} error=\"{}\" mend=\"free the disk, check permissions\"", c.name,
               written.why());
  return written;
}

} // namespace mostro::admin
