// SPDX-License-Identifier: MIT
//
// The relay without its sockets: all clients, the store, the rules for incoming
// events, and the record of everything that was published. Pure; the caller locks.
#pragma once

#include "tests/harness/relay_session.hpp"

#include <memory>

namespace mostro::devnet {

/// Numbers the connections of one relay from 1.
using client_id = uint64_t;

/// One text message for one client.
struct relay_delivery {
  client_id to = 0;
  std::string text;
  /// Not empty: a message with the same key that still waits for this client may be dropped.
  std::string supersedes;
};

/// One EVENT that a client sent, whatever became of it.
struct published_event {
  size_t number = 0;      ///< Counts from 1 in the order of arrival.
  int64_t arrived_ms = 0; ///< Unix time in milliseconds.
  client_id from = 0;     ///< 0: put in by the test itself.
  nostr::event what;
  bool accepted = false;
  std::string answer; ///< The message of the OK frame.
};

/// What happened so far.
struct relay_counters {
  size_t connections = 0; ///< Ever opened.
  size_t requests = 0;    ///< REQ frames.
  size_t closes = 0;      ///< CLOSE frames.
  size_t authentications = 0;
  size_t events = 0; ///< EVENT frames that parsed.
  size_t accepted = 0;
  size_t refused = 0;    ///< Answered `OK false`.
  size_t unreadable = 0; ///< Frames that did not parse.
  size_t deliveries = 0; ///< EVENT frames to subscribers, stored and live.
};

/// All that the relay knows.
class relay_hub {
public:
  explicit relay_hub(relay_options options);

  /// States our `host:port`, once it is known.
  void set_authority(std::string authority) { authority_ = std::move(authority); }

  /// A client connected; returns what greets it.
  std::vector<relay_delivery> open(client_id who);
  /// A client went away.
  void close(client_id who) { sessions_.erase(who); }
  /// True while a client with an id of at most `last` is connected.
  bool has_client_up_to(client_id last) const {
    return !sessions_.empty() && sessions_.begin()->first <= last;
  }

  /// Handles one text message of a client.
  std::vector<relay_delivery> receive(client_id who, std::string_view text);
  /// Handles an event as if a client had published it; returns what subscribers get.
  std::vector<relay_delivery> publish(const nostr::event& e);

  /// Replaces the policy; empty accepts everything.
  void set_policy(relay_policy policy) { policy_ = std::move(policy); }
  /// Refuses every n-th valid event; 0 refuses none.
  void refuse_every(size_t n) { refuse_every_ = n; }

  const relay_options& options() const { return *options_; }
  const relay_counters& counters() const { return counters_; }
  const std::vector<published_event>& published() const { return published_; }
  relay_store& store() { return store_; }
  size_t clients() const { return sessions_.size(); }
  /// Open subscriptions of all clients.
  size_t subscriptions() const;

private:
  struct answer {
    bool accepted = false;
    bool told = true; ///< False: no OK frame is sent.
    std::string message;
    bool pass_on = false;
  };

  unix_time now() const { return {options_->clock() / 1000}; }
  answer judge(const nostr::event& e);
  answer apply_rules(const nostr::event& e);
  std::string broken_limit(const nostr::event& e) const;
  void handle(client_id who, const nostr::client_frame& frame, std::vector<relay_delivery>& out);
  answer accept(client_id from, const nostr::event& e);
  void pass_on(const nostr::event& e, std::vector<relay_delivery>& out);
  void send(client_id to, const nostr::relay_frame& frame, std::vector<relay_delivery>& out);
  void send(client_id to, const std::vector<nostr::relay_frame>& frames,
            std::vector<relay_delivery>& out);

  /// On the heap: the sessions refer to it.
  std::unique_ptr<const relay_options> options_;
  std::string authority_;
  relay_store store_;
  std::map<client_id, relay_session> sessions_;
  std::vector<published_event> published_;
  relay_counters counters_;
  relay_policy policy_;
  size_t refuse_every_ = 0;
  size_t judged_ = 0;
};

} // namespace mostro::devnet
