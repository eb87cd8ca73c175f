// SPDX-License-Identifier: MIT
//
// The RELAY: the shell around one relay_session. It owns the connection (connect,
// reconnect with backoff, timers) and carries what the session says to the inbox,
// the publisher and the signer.
#pragma once

#include "actors/environment.hpp"
#include "actors/interfaces/inbox.hpp"
#include "actors/interfaces/publisher.hpp"
#include "actors/interfaces/relay.hpp"
#include "actors/interfaces/signer.hpp"
#include "actors/relay/relay_session.hpp"
#include "actors/relay/websocket_service.hpp"

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace mostro {

/// Whoever wants to know that a relay's session began or ended.
using relay_listener = caf::typed_actor<caf::reacts_to<relay_changed>>;

/// What one relay needs.
struct relay_setup {
  relay_session::settings session; ///< URL, node key, kinds, cursor, bounds.
  environment env;
  std::shared_ptr<websocket_service> sockets;
  inbox_actor inbox;
  publisher_actor publisher; ///< Is told relay_answered and relay_changed.
  signer_actor signer;
  std::vector<relay_listener> listeners = {}; ///< Are told relay_changed besides.
};

/// State of a relay.
struct relay_state {
  relay_state() = default;
  static inline const char* name = "relay";

  std::optional<relay_setup> setup;
  std::optional<relay_session> session;
  uint64_t socket = 0; ///< The present connection; 0 = none.
  bool is_connected = false;
  bool is_stopping = false;
  unsigned failures = 0; ///< Sessions in a row that did not last.
  unix_time connected_at;
  uint64_t last_query = 0;
  std::map<uint64_t, caf::typed_response_promise<relay_queried>> queries; ///< Unanswered.
  uint64_t generation = 0; ///< Ticks of an older one are ignored.
};

/// The behaviour. Connects at once and for ever until `stop_relay`, after which
/// it closes the socket and ends.
relay_actor::behavior_type relay_behavior(relay_actor::stateful_pointer<relay_state> self,
                                          relay_setup setup);

} // namespace mostro
