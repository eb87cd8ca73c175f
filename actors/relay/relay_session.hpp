// SPDX-License-Identifier: MIT
//
// The protocol of one relay (NIP-01, NIP-42) without a socket, a clock or an
// actor: text comes in, things to do come out. The actor owns one for its whole
// life; sessions begin and end inside it.
#pragma once

#include "actors/relay/inbox_session.hpp"
#include "actors/relay/noise_rules.hpp"
#include "actors/relay/publish_session.hpp"
#include "actors/relay/query_session.hpp"

namespace mostro {

/// One relay: subscriptions, publishes and authentication.
class relay_session {
public:
  struct settings {
    std::string url; ///< As the relay knows itself: goes into the AUTH event.
    inbox_session::settings inbox;
    publish_session::limits publishing;
    query_session::limits querying;
    /// Longer texts are dropped (spec 01 §3 step 0).
    size_t max_frame_bytes = 6000;
    nostr::event_limits events{6500, 2000};
  };

  explicit relay_session(settings what);

  /// The socket opened; `random` makes the subscription ids.
  relay_outputs opened(uint64_t random, unix_time now);
  /// The socket closed.
  relay_outputs closed();
  /// The relay sent a text.
  relay_outputs received(std::string_view text, unix_time now);
  /// Keep and send an event.
  relay_outputs publish(nostr::event what, unix_time now);
  /// Ask for stored events; answered with `report_query` under the same number.
  relay_outputs query(uint64_t number, nostr::filter what, size_t most, unix_time now);
  /// The signature that was asked for; one for an older challenge is ignored.
  relay_outputs authenticate(const nostr::event& proof);
  /// Some time went by; wanted every few seconds while the socket is open.
  relay_outputs tick(unix_time now);

  bool is_open() const { return is_open_; }
  bool is_live() const { return is_open_ && inbox_.is_live(); }
  size_t kept() const { return publishing_.kept(); }

private:
  void on_frame(const nostr::relay_frame& frame, unix_time now, relay_outputs& out);
  void on_ok(const nostr::ok_frame& ok, unix_time now, relay_outputs& out);
  void tell(const char* event, std::string_view text, unix_time now, relay_outputs& out);
  void on_challenge(const nostr::challenge_frame& frame, unix_time now, relay_outputs& out);

  settings what_;
  inbox_session inbox_;
  publish_session publishing_;
  query_session querying_;
  noise_limit noise_;
  bool is_open_ = false;
  std::string challenge_;
  unsigned authentications_ = 0;       ///< In this session.
  std::optional<event_id> proof_sent_; ///< Waits for its OK.
};

} // namespace mostro
