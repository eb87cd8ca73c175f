// SPDX-License-Identifier: MIT
//
// Subscriptions and authentication of one client.
#include "tests/harness/relay_session.hpp"

#include <algorithm>
#include <utility>

namespace mostro::devnet {

namespace {

/// How old or early an answer to a challenge may be (NIP-42 suggests ten minutes).
constexpr seconds authentication_window{600};

/// `host:port` of a relay URL, with the loopback interface under one name.
std::string authority_of(std::string url) {
  if (const auto scheme = url.find("://"); scheme != std::string::npos)
    url.erase(0, scheme + 3);
  url = url.substr(0, url.find('/'));
  if (url.starts_with("localhost"))
    url.replace(0, 9, "127.0.0.1");
  return url;
}

} // namespace

relay_session::relay_session(const relay_options& options, std::string challenge,
                             std::string authority)
    : options_(options), challenge_(std::move(challenge)), authority_(std::move(authority)) {}

std::vector<nostr::relay_frame> relay_session::greet() const {
  if (options_.authentication.challenge != relay_authentication::when::at_connect)
    return {};
  return {nostr::challenge_frame{challenge_}};
}

bool relay_session::is_private(uint16_t kind) const {
  const auto& rules = options_.authentication;
  return rules.challenge != relay_authentication::when::never &&
         std::find(rules.kinds.begin(), rules.kinds.end(), kind) != rules.kinds.end();
}

bool relay_session::may_read(const nostr::event& e) const {
  if (!is_private(e.kind))
    return true;
  if (!options_.authentication.only_participants)
    return !authenticated_.empty();
  return std::any_of(authenticated_.begin(), authenticated_.end(), [&](const public_key& reader) {
    return e.pubkey == reader || std::any_of(e.tags.begin(), e.tags.end(), [&](const auto& tag) {
             return tag.size() >= 2 && tag[0] == "p" && tag[1] == reader.hex();
           });
  });
}

bool relay_session::needs_authentication(const std::vector<nostr::filter>& filters) const {
  if (!authenticated_.empty())
    return false;
  const auto wants_private = [this](uint16_t kind) { return is_private(kind); };
  const auto touches = [&](const nostr::filter& f) {
    return f.kinds && std::any_of(f.kinds->begin(), f.kinds->end(), wants_private);
  };
  const auto nothing_else = [&](const nostr::filter& f) {
    return f.kinds && std::all_of(f.kinds->begin(), f.kinds->end(), wants_private);
  };
  if (!std::any_of(filters.begin(), filters.end(), touches))
    return false;
  return !options_.authentication.withhold_in_mixed_requests ||
         std::all_of(filters.begin(), filters.end(), nothing_else);
}

std::string relay_session::refusal(const nostr::request_frame& wanted) const {
  const auto& limits = options_.limits;
  if (wanted.subscription.empty() || wanted.subscription.size() > limits.max_subscription_id)
    return "invalid: subscription id of a wrong length";
  if (wanted.filters.empty())
    return "invalid: no filter";
  if (wanted.filters.size() > limits.max_filters)
    return "error: too many filters";
  if (subscriptions_.size() >= limits.max_subscriptions &&
      !subscriptions_.contains(wanted.subscription))
    return "error: too many subscriptions";
  return {};
}

std::vector<nostr::relay_frame> relay_session::request(const nostr::request_frame& wanted,
                                                       const relay_store& store, unix_time now) {
  std::vector<nostr::relay_frame> out;
  if (auto why = refusal(wanted); !why.empty())
    return {nostr::closed_frame{wanted.subscription, std::move(why)}};
  if (needs_authentication(wanted.filters)) {
    close(wanted.subscription);
    if (options_.authentication.challenge == relay_authentication::when::on_demand)
      out.emplace_back(nostr::challenge_frame{challenge_});
    const std::string prefix = options_.authentication.error_prefix ? "ERROR: " : "";
    out.emplace_back(nostr::closed_frame{
        wanted.subscription, prefix + "auth-required: private messages need authentication"});
    return out;
  }
  subscriptions_[wanted.subscription] = wanted.filters;
  for (auto& e : store.query(wanted.filters, now, options_.limits.max_limit)) {
    if (may_read(e))
      out.emplace_back(nostr::event_frame{wanted.subscription, std::move(e)});
  }
  out.emplace_back(nostr::end_of_stored_frame{wanted.subscription});
  return out;
}

std::string relay_session::authentication_refusal(const nostr::event& answer, unix_time now) const {
  if (options_.authentication.challenge == relay_authentication::when::never)
    return "error: no challenge was sent";
  if (answer.kind != nostr::kind::authentication)
    return "invalid: not of kind 22242";
  if (!nostr::verify(answer))
    return "invalid: wrong id or signature";
  if (nostr::first_tag_value(answer.tags, "challenge") != challenge_)
    return "invalid: not our challenge";
  if (authority_of(nostr::first_tag_value(answer.tags, "relay").value_or("")) !=
      authority_of(authority_))
    return "invalid: for another relay";
  if (answer.created_at < now - authentication_window ||
      answer.created_at > now + authentication_window)
    return "invalid: too old or too early";
  return {};
}

nostr::ok_frame relay_session::authenticate(const nostr::event& answer, unix_time now) {
  auto why = authentication_refusal(answer, now);
  if (!why.empty())
    return {answer.id, false, std::move(why)};
  authenticated_.push_back(answer.pubkey);
  return {answer.id, true, ""};
}

std::vector<nostr::event_frame> relay_session::deliver(const nostr::event& e) const {
  std::vector<nostr::event_frame> out;
  if (!may_read(e))
    return out;
  for (const auto& [name, filters] : subscriptions_) {
    const bool wanted = std::any_of(filters.begin(), filters.end(),
                                    [&](const auto& f) { return nostr::matches(f, e); });
    if (wanted)
      out.push_back({name, e});
  }
  return out;
}

} // namespace mostro::devnet
