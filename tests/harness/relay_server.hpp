// SPDX-License-Identifier: MIT
//
// A Nostr relay for tests and demos on a socket of its own: NIP-01, 11, 13, 40 and
// 42, with switches for the faults of real relays. One thread serves everything.
#pragma once

#include "tests/harness/relay_hub.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace mostro::devnet {

/// A running relay. Every member may be called from any thread, but not from a policy.
class relay_server {
public:
  /// Binds and starts serving; `unavailable` when the address cannot be bound.
  static result<std::unique_ptr<relay_server>> start(relay_options options = {});

  /// Drops all connections and joins the thread.
  ~relay_server();
  relay_server(const relay_server&) = delete;
  relay_server& operator=(const relay_server&) = delete;

  /// The port that it listens on.
  uint16_t port() const;
  /// `ws://127.0.0.1:<port>`.
  std::string url() const;

  /// False drops all connections and hangs up on new ones until true. Returns when no client
  /// is left. What is stored stays.
  void set_up(bool up);
  /// True unless set down.
  bool is_up() const;
  /// Drops the connections of this moment; returns when they are gone.
  void drop_connections();
  /// Decides about valid events; an empty one accepts all that the rules accept.
  void set_policy(relay_policy policy);
  /// Refuses every n-th valid event (`error: …`); 0 refuses none.
  void refuse_every(size_t n);
  /// Holds every outgoing message, also those that wait already, back for this long after it
  /// was made; order is kept. Hours hold everything until zero lets it go.
  void set_delay(std::chrono::milliseconds delay);
  /// Puts an event in as if a client had published it.
  void publish(const nostr::event& e);
  /// Forgets the stored events; the record of what was published stays.
  void forget_events();

  /// The stored events that pass, newest first; expired ones are left out.
  std::vector<nostr::event> stored_events(const nostr::filter& wanted = {}) const;
  /// Every EVENT received, in order, whatever became of it.
  std::vector<published_event> published_log() const;
  relay_counters counters() const;
  /// Connections of this moment.
  size_t clients() const;
  /// Open subscriptions of all clients of this moment.
  size_t subscriptions() const;

  /// Waits for the first accepted event from number `after` + 1 on that passes; none when
  /// `patience` ends first.
  std::optional<published_event> wait_for(const std::function<bool(const nostr::event&)>& wanted,
                                          std::chrono::milliseconds patience,
                                          size_t after = 0) const;
  /// Waits until at least `n` clients are connected (a client may know it a moment before the
  /// relay does); false when `patience` ends first.
  bool wait_for_clients(size_t n, std::chrono::milliseconds patience) const;
  /// Waits until `n` subscriptions are open; false when `patience` ends first.
  bool wait_for_subscriptions(size_t n, std::chrono::milliseconds patience) const;

private:
  struct service;
  explicit relay_server(std::unique_ptr<service> running);
  std::unique_ptr<service> service_;
};

} // namespace mostro::devnet
