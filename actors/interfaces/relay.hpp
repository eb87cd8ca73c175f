// SPDX-License-Identifier: MIT
//
// Messages and handle of a relay session. Local to the process, never stored.
#pragma once

#include "messages/nostr/filter.hpp"

#include <caf/all.hpp>

namespace mostro {

/// Publish an event; kept by the relay actor over reconnects until answered.
struct publish_event {
  nostr::event what;
};
/// What a relay said of a published event (its OK).
struct relay_answered {
  std::string relay_url;
  event_id id;
  bool accepted = false;
  std::string text;
};
/// A relay's session began or ended.
struct relay_changed {
  std::string relay_url;
  bool connected = false;
};
/// Ask the relay once for what it has stored.
struct query_relay {
  nostr::filter what;
  size_t most = 500; ///< Events that the answer holds at most.
};
/// Answers query_relay; `not_available` instead when the relay is not connected, hung
/// up, refused or took longer than 45 s. Signatures are not checked.
struct relay_queried {
  std::vector<nostr::event> events; ///< Each once; as the relay ordered them.
  bool complete = false;            ///< False when there is more than `most`.
};
/// The socket of a relay opened; sent by the socket thread.
struct socket_opened {
  uint64_t session = 0;
};
/// A whole text message arrived; sent by the socket thread.
struct socket_received {
  uint64_t session = 0;
  std::string text;
  unix_time received_at; ///< When it was read from the socket (spec 01 §3).
};
/// The socket closed or could not be opened; sent by the socket thread.
struct socket_closed {
  uint64_t session = 0;
  std::string why;
};
/// A timer of the relay actor.
struct relay_tick {
  uint64_t generation = 0;
};
/// Stop: close the socket, then end.
struct stop_relay {};

/// A RELAY: the session with one Nostr relay (reconnect, subscription from the
/// stored cursor, publish with OK tracking, NIP-42).
using relay_actor = caf::typed_actor<caf::reacts_to<publish_event>, caf::reacts_to<socket_opened>,
                                     caf::reacts_to<socket_received>, caf::reacts_to<socket_closed>,
                                     caf::reacts_to<relay_tick>, caf::reacts_to<stop_relay>,
                                     caf::replies_to<query_relay>::with<relay_queried>>;

} // namespace mostro

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::publish_event)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::query_relay)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::relay_answered)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::relay_changed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::relay_queried)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::relay_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::socket_closed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::socket_opened)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::socket_received)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::stop_relay)
