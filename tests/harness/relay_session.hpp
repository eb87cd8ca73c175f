// SPDX-License-Identifier: MIT
//
// One client of the relay: its subscriptions and its authentication (NIP-01,
// NIP-42). Pure: frames in, frames out.
#pragma once

#include "messages/nostr/frames.hpp"
#include "tests/harness/relay_options.hpp"
#include "tests/harness/relay_store.hpp"

#include <map>

namespace mostro::devnet {

/// The relay's side of one connection.
class relay_session {
public:
  /// `challenge` is what the client must sign; `authority` is our `host:port`.
  relay_session(const relay_options& options, std::string challenge, std::string authority);

  /// The frames that greet the client.
  std::vector<nostr::relay_frame> greet() const;

  /// Opens a subscription (or replaces the one of that name) and serves what is stored; a
  /// refusal is a CLOSED frame, after a challenge where one is due.
  std::vector<nostr::relay_frame> request(const nostr::request_frame& wanted,
                                          const relay_store& store, unix_time now);

  /// Ends a subscription; unknown names are ignored.
  void close(const std::string& subscription) { subscriptions_.erase(subscription); }

  /// Checks the answer to the challenge.
  nostr::ok_frame authenticate(const nostr::event& answer, unix_time now);

  /// The frames by which a new event reaches this client.
  std::vector<nostr::event_frame> deliver(const nostr::event& e) const;

  /// The number of open subscriptions.
  size_t subscriptions() const { return subscriptions_.size(); }

private:
  bool is_private(uint16_t kind) const;
  bool may_read(const nostr::event& e) const;
  bool needs_authentication(const std::vector<nostr::filter>& filters) const;
  std::string refusal(const nostr::request_frame& wanted) const;
  std::string authentication_refusal(const nostr::event& answer, unix_time now) const;

  const relay_options& options_;
  std::string challenge_;
  std::string authority_;
  std::map<std::string, std::vector<nostr::filter>> subscriptions_;
  std::vector<public_key> authenticated_;
};

} // namespace mostro::devnet
