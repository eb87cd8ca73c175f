// SPDX-License-Identifier: MIT
//
// How a test relay behaves: its limits, when it wants authentication, and what a
// test may do to the events that arrive. Plain data, shared by the relay's parts.
#pragma once

#include "messages/nostr/event.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace mostro::devnet {

/// What the relay refuses; the same numbers stand in its NIP-11 document.
struct relay_limits {
  size_t max_message_bytes = 131072; ///< A longer frame closes the connection (status 1009).
  size_t max_subscriptions = 32;     ///< Per connection.
  size_t max_filters = 16;           ///< Per REQ.
  size_t max_subscription_id = 64;   ///< Characters (NIP-01).
  uint32_t max_limit = 1000;         ///< Stored events per filter.
  size_t max_tags = 2000;
  size_t max_tag_value_bytes = 1024;
  unsigned min_pow = 0;           ///< NIP-13 leading zero bits.
  seconds max_seconds_ahead{900}; ///< Of `created_at`.
};

/// NIP-42: who may read the kinds of private messages.
struct relay_authentication {
  /// When the challenge is sent.
  enum class when : uint8_t {
    never,      ///< Everybody may read everything.
    at_connect, ///< At once, and reading needs it.
    on_demand,  ///< Only when a REQ touches one of `kinds`.
  };
  when challenge = when::never;
  std::vector<uint16_t> kinds{4, nostr::kind::direct, nostr::kind::gift_wrap};
  /// Writes `ERROR: auth-required: …` as some relays do.
  bool error_prefix = false;
  /// A REQ that asks for other kinds too is served without the private ones, silently;
  /// otherwise it is closed like a REQ for private kinds alone.
  bool withhold_in_mixed_requests = true;
  /// Even the authenticated see only what they wrote or are tagged in.
  bool only_participants = true;
};

/// What a test wants done with one valid event.
struct relay_verdict {
  enum class action : uint8_t {
    accept,  ///< The relay's own rules decide.
    refuse,  ///< Answered `OK false` with `message`; not stored.
    swallow, ///< Neither stored nor answered.
    mute,    ///< Stored and passed on, but never answered.
  };
  action what = action::accept;
  std::string message; ///< Of a refusal, with its machine-readable prefix.
};

/// Decides about a valid event. Called on the relay's thread with its lock held: it must not
/// call the relay.
using relay_policy = std::function<relay_verdict(const nostr::event&)>;

/// The wall clock of the machine in milliseconds.
int64_t wall_clock_milliseconds();

/// Everything that is fixed when a relay starts.
struct relay_options {
  std::string bind_address = "127.0.0.1"; ///< Empty: all interfaces.
  uint16_t port = 0;                      ///< 0: any free one.
  std::string name = "mostro devnet relay";
  relay_limits limits;
  relay_authentication authentication;
  /// Of several versions of an addressable event that wait for one subscriber, send the last.
  bool coalesce_addressable = false;
  /// Takes ids and signatures for granted: for simulations, where every client is our own.
  bool trusts_everybody = false;
  /// Makes the challenges; the same seed gives the same ones.
  bytes32 challenge_seed{};
  /// Unix time in milliseconds.
  std::function<int64_t()> clock = wall_clock_milliseconds;
};

} // namespace mostro::devnet
