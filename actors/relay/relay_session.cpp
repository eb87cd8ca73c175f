// SPDX-License-Identifier: MIT
#include "actors/relay/relay_session.hpp"

#include "messages/overloaded.hpp"

namespace mostro {
namespace {

/// A relay that keeps asking is not signed for without end.
constexpr unsigned max_authentications = 5;

} // namespace

relay_session::relay_session(settings what)
    : what_(std::move(what)), inbox_(what_.inbox), publishing_(what_.publishing),
      querying_(what_.querying) {}

relay_outputs relay_session::opened(uint64_t random, unix_time now) {
  auto out = closed();
  is_open_ = true;
  inbox_.open(random, now, out);
  querying_.open(random);
  publishing_.open(now, out);
  return out;
}

relay_outputs relay_session::closed() {
  relay_outputs out;
  is_open_ = false;
  challenge_.clear();
  authentications_ = 0;
  proof_sent_.reset();
  inbox_.close();
  publishing_.close();
  querying_.close(out);
  return out;
}

relay_outputs relay_session::received(std::string_view text, unix_time now) {
  relay_outputs out;
  if (!is_open_)
    return out;
  if (text.size() > what_.max_frame_bytes) {
    tell("relay-frame-too-long", std::to_string(text.size()), now, out);
    return out;
  }
  auto frame = nostr::parse_relay_frame(text, what_.events);
  if (!frame)
    tell("relay-frame-malformed", to_string(frame.why()), now, out);
  else
    on_frame(*frame, now, out);
  return out;
}

void relay_session::on_frame(const nostr::relay_frame& frame, unix_time now, relay_outputs& out) {
  std::visit(overloaded{
                 [&](const nostr::event_frame& f) {
                   inbox_.received(f, now, out);
                   querying_.received(f, now, out);
                 },
                 [&](const nostr::end_of_stored_frame& f) {
                   inbox_.received(f, now, out);
                   querying_.received(f, now, out);
                 },
                 [&](const nostr::closed_frame& f) {
                   inbox_.received(f, now, out);
                   querying_.received(f, now, out);
                 },
                 [&](const nostr::ok_frame& f) { on_ok(f, now, out); },
                 [&](const nostr::notice_frame& f) { tell("relay-notice", f.message, now, out); },
                 [&](const nostr::challenge_frame& f) { on_challenge(f, now, out); },
             },
             frame);
}

/// What the relay says is written down, but only so much of it.
void relay_session::tell(const char* event, std::string_view text, unix_time now,
                         relay_outputs& out) {
  if (noise_.allows(now))
    out.push_back(tell_log{event, one_line(text)});
}

void relay_session::on_ok(const nostr::ok_frame& ok, unix_time now, relay_outputs& out) {
  if (proof_sent_ != ok.id) {
    publishing_.answered(ok, now, out);
    return;
  }
  proof_sent_.reset();
  if (!ok.accepted) {
    tell("relay-authentication-refused", ok.message, now, out);
    return;
  }
  inbox_.authenticated(now, out);
  publishing_.authenticated(now, out);
  querying_.authenticated(now, out);
}

/// Challenges are answered whether or not something was refused already: the
/// node's key is public, and some relays withhold gift wraps without a word
/// (spec README decision 12).
void relay_session::on_challenge(const nostr::challenge_frame& frame, unix_time now,
                                 relay_outputs& out) {
  challenge_ = frame.challenge;
  if (authentications_ >= max_authentications)
    return;
  ++authentications_;
  out.push_back(ask_signature{nostr::authentication_draft(what_.url, challenge_, now)});
}

relay_outputs relay_session::publish(nostr::event what, unix_time now) {
  relay_outputs out;
  publishing_.publish(std::move(what), now, out);
  return out;
}

relay_outputs relay_session::query(uint64_t number, nostr::filter what, size_t most,
                                   unix_time now) {
  relay_outputs out;
  querying_.ask(number, std::move(what), most, now, out);
  return out;
}

relay_outputs relay_session::authenticate(const nostr::event& proof) {
  relay_outputs out;
  if (!is_open_ || challenge_.empty() ||
      nostr::first_tag_value(proof.tags, "challenge") != challenge_)
    return out;
  proof_sent_ = proof.id;
  out.push_back(send_text{nostr::to_json(nostr::client_frame{nostr::authenticate_frame{proof}})});
  return out;
}

relay_outputs relay_session::tick(unix_time now) {
  relay_outputs out;
  if (!is_open_)
    return out;
  if (const auto count = noise_.left_out(now); count > 0)
    out.push_back(tell_log{"relay-chatter-left-out", std::to_string(count)});
  publishing_.tick(now, out);
  inbox_.tick(now, out);
  querying_.tick(now, out);
  return out;
}

} // namespace mostro
