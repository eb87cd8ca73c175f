// SPDX-License-Identifier: MIT
//
// What the relay does with the frames of its clients.
#include "tests/harness/relay_hub.hpp"

#include "messages/hash.hpp"
#include "messages/overloaded.hpp"

#include <algorithm>

namespace mostro::devnet {

namespace {

/// A challenge that nobody can guess without the seed, and that no two clients share.
std::string make_challenge(const bytes32& seed, client_id who) {
  return to_hex(hmac_sha256(seed, as_bytes("challenge " + std::to_string(who)))).substr(0, 32);
}

} // namespace

relay_hub::relay_hub(relay_options options)
    : options_(std::make_unique<const relay_options>(std::move(options))) {}

size_t relay_hub::subscriptions() const {
  size_t out = 0;
  for (const auto& [who, session] : sessions_)
    out += session.subscriptions();
  return out;
}

void relay_hub::send(client_id to, const nostr::relay_frame& frame,
                     std::vector<relay_delivery>& out) {
  relay_delivery next{to, nostr::to_json(frame), {}};
  if (const auto* delivered = std::get_if<nostr::event_frame>(&frame)) {
    ++counters_.deliveries;
    if (options_->coalesce_addressable && nostr::is_addressable(delivered->what.kind))
      next.supersedes = delivered->subscription + '/' + address_of(delivered->what);
  }
  out.push_back(std::move(next));
}

void relay_hub::send(client_id to, const std::vector<nostr::relay_frame>& frames,
                     std::vector<relay_delivery>& out) {
  for (const auto& frame : frames)
    send(to, frame, out);
}

std::vector<relay_delivery> relay_hub::open(client_id who) {
  ++counters_.connections;
  const auto [entry, fresh] = sessions_.try_emplace(
      who, *options_, make_challenge(options_->challenge_seed, who), authority_);
  expects(fresh, "relay_hub: a client id was used twice");
  std::vector<relay_delivery> out;
  send(who, entry->second.greet(), out);
  return out;
}

std::vector<relay_delivery> relay_hub::receive(client_id who, std::string_view text) {
  std::vector<relay_delivery> out;
  const nostr::event_limits limits{options_->limits.max_message_bytes, options_->limits.max_tags};
  const auto frame = nostr::parse_client_frame(text, limits);
  if (frame) {
    handle(who, *frame, out);
  } else {
    ++counters_.unreadable;
    send(who, nostr::notice_frame{"invalid: " + frame.why().text}, out);
  }
  return out;
}

void relay_hub::handle(client_id who, const nostr::client_frame& frame,
                       std::vector<relay_delivery>& out) {
  const auto found = sessions_.find(who);
  if (found == sessions_.end())
    return;
  auto& session = found->second;
  const auto on_publish = [&](const nostr::publish_frame& f) {
    const auto verdict = accept(who, f.what);
    if (verdict.told)
      send(who, nostr::ok_frame{f.what.id, verdict.accepted, verdict.message}, out);
    if (verdict.pass_on)
      pass_on(f.what, out);
  };
  const auto on_request = [&](const nostr::request_frame& f) {
    ++counters_.requests;
    send(who, session.request(f, store_, now()), out);
  };
  const auto on_close = [&](const nostr::close_frame& f) {
    ++counters_.closes;
    session.close(f.subscription);
  };
  const auto on_authenticate = [&](const nostr::authenticate_frame& f) {
    ++counters_.authentications;
    send(who, nostr::relay_frame{session.authenticate(f.what, now())}, out);
  };
  std::visit(overloaded{on_publish, on_request, on_close, on_authenticate}, frame);
}

std::vector<relay_delivery> relay_hub::publish(const nostr::event& e) {
  std::vector<relay_delivery> out;
  if (accept(0, e).pass_on)
    pass_on(e, out);
  return out;
}

relay_hub::answer relay_hub::accept(client_id from, const nostr::event& e) {
  ++counters_.events;
  auto verdict = judge(e);
  counters_.accepted += verdict.accepted ? 1 : 0;
  counters_.refused += !verdict.accepted && verdict.told ? 1 : 0;
  published_.push_back(
      {published_.size() + 1, options_->clock(), from, e, verdict.accepted, verdict.message});
  return verdict;
}

std::string relay_hub::broken_limit(const nostr::event& e) const {
  const auto& limits = options_->limits;
  if (!options_->trusts_everybody && !nostr::verify(e))
    return "invalid: wrong id or signature";
  if (e.created_at > now() + limits.max_seconds_ahead)
    return "invalid: created_at is too far in the future";
  for (const auto& tag : e.tags) {
    if (std::any_of(tag.begin(), tag.end(),
                    [&](const auto& value) { return value.size() > limits.max_tag_value_bytes; }))
      return "invalid: tag value is too long";
  }
  if (const auto bits = nostr::leading_zero_bits(e.id); bits < limits.min_pow)
    return "pow: difficulty " + std::to_string(bits) + " is less than " +
           std::to_string(limits.min_pow);
  return {};
}

relay_hub::answer relay_hub::judge(const nostr::event& e) {
  if (auto broken = broken_limit(e); !broken.empty())
    return {false, true, std::move(broken), false};
  if (refuse_every_ != 0 && ++judged_ % refuse_every_ == 0)
    return {false, true, "error: refused by the test", false};
  const auto wish = policy_ ? policy_(e) : relay_verdict{};
  if (wish.what == relay_verdict::action::refuse)
    return {false, true, wish.message, false};
  if (wish.what == relay_verdict::action::swallow)
    return {false, false, "", false};
  auto out = apply_rules(e);
  out.told = wish.what != relay_verdict::action::mute;
  return out;
}

relay_hub::answer relay_hub::apply_rules(const nostr::event& e) {
  switch (store_.put(e, now())) {
  case relay_store::outcome::stored:
  case relay_store::outcome::passed_on:
    return {true, true, "", true};
  case relay_store::outcome::duplicate:
    return {true, true, "duplicate: have this event", false};
  case relay_store::outcome::outdated:
    // As strfry words and judges it.
    return {false, true, "replaced: have newer event", false};
  case relay_store::outcome::expired:
    return {false, true, "invalid: event has expired", false};
  }
  return {};
}

void relay_hub::pass_on(const nostr::event& e, std::vector<relay_delivery>& out) {
  for (const auto& [who, session] : sessions_) {
    for (auto& frame : session.deliver(e))
      send(who, nostr::relay_frame{std::move(frame)}, out);
  }
}

} // namespace mostro::devnet
