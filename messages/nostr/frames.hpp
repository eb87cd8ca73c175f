// SPDX-License-Identifier: MIT
//
// The frames between a client and a relay (NIP-01, NIP-42), both directions:
// the daemon is a client, the test harness is a relay.
#pragma once

#include "messages/nostr/filter.hpp"

#include <variant>

namespace mostro::nostr {

// -- client to relay ----------------------------------------------------------

/// `["EVENT", event]`
struct publish_frame {
  event what;
};
/// `["REQ", id, filter…]`
struct request_frame {
  std::string subscription;
  std::vector<filter> filters;
};
/// `["CLOSE", id]`
struct close_frame {
  std::string subscription;
};
/// `["AUTH", event]` (NIP-42)
struct authenticate_frame {
  event what;
};

using client_frame = std::variant<publish_frame, request_frame, close_frame, authenticate_frame>;

// -- relay to client ----------------------------------------------------------

/// `["EVENT", id, event]`
struct event_frame {
  std::string subscription;
  event what;
};
/// `["OK", event id, accepted, message]`
struct ok_frame {
  event_id id;
  bool accepted = false;
  std::string message;
};
/// `["EOSE", id]`
struct end_of_stored_frame {
  std::string subscription;
};
/// `["CLOSED", id, message]`
struct closed_frame {
  std::string subscription;
  std::string message;
};
/// `["NOTICE", message]`
struct notice_frame {
  std::string message;
};
/// `["AUTH", challenge]` (NIP-42)
struct challenge_frame {
  std::string challenge;
};

using relay_frame = std::variant<event_frame, ok_frame, end_of_stored_frame, closed_frame,
                                 notice_frame, challenge_frame>;

/// Serializes one frame as the JSON text of a WebSocket message.
std::string to_json(const client_frame& f);
std::string to_json(const relay_frame& f);

/// Parses what a client sent to a relay.
result<client_frame> parse_client_frame(std::string_view json, const event_limits& limits = {});
/// Parses what a relay sent to a client.
result<relay_frame> parse_relay_frame(std::string_view json, const event_limits& limits = {});

/// NIP-42: the draft of the kind 22242 event that answers a challenge.
event_draft authentication_draft(std::string_view relay_url, std::string_view challenge,
                                 unix_time now);

} // namespace mostro::nostr
