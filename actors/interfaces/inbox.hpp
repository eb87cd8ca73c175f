// SPDX-License-Identifier: MIT
//
// Messages and handle of the inbox. Local to the process, never stored.
#pragma once

#include "messages/nostr/event.hpp"

#include <caf/all.hpp>

namespace mostro {

/// An event addressed to the node arrived on a relay.
struct event_arrived {
  std::string relay_url;
  nostr::event what;
  unix_time received_at;
};
/// Everything stored was delivered up to this moment (EOSE and live since).
struct relay_caught_up {
  std::string relay_url;
  unix_time up_to;
};
/// Trade keys that take part in an open order: no first-contact PoW for them.
struct know_keys {
  std::vector<public_key> keys;
};
/// Trade keys whose order has closed.
struct forget_keys {
  std::vector<public_key> keys;
};
/// Refuse what arrives from now on; it stays at the relays for the next start.
struct stop_intake {};

/// The INBOX: spec 01 §3 in its exact order, then the durable inbox, then routing.
using inbox_actor = caf::typed_actor<caf::reacts_to<event_arrived>, caf::reacts_to<relay_caught_up>,
                                     caf::reacts_to<know_keys>, caf::reacts_to<forget_keys>,
                                     caf::reacts_to<stop_intake>>;

} // namespace mostro

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::event_arrived)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::forget_keys)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::know_keys)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::relay_caught_up)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::stop_intake)
