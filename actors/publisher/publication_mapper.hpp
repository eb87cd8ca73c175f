// SPDX-License-Identifier: MIT
//
// From an outbox effect to what is signed: the public order event, and the key
// under which its stamps rise.
#pragma once

#include "messages/mostro/published_events.hpp"
#include "messages/order_effect.hpp"

namespace mostro {

/// What of the settings shows in public orders.
struct publication_settings {
  public_key node;
  std::vector<std::string> relays;       ///< As configured, for the `source` tag.
  std::string instance_name;             ///< For the `y` tag; blank = none.
  seconds order_retention{30 * 86400};   ///< NIP-40 of orders that are not pending.
  seconds message_retention{30 * 86400}; ///< NIP-40 of direct messages.
};

/// The recipient's hex or the `d` value; empty for effects that are no deliveries.
std::string stamp_key_of(const order_effect& effect);

/// Builds the event of a public order, stamped `at`. `networks` are those of the
/// Lightning node; `rating` is the maker's, shown while pending (spec 01 §5.1).
nostr::event_draft order_draft(const publish_order& order, const publication_settings& settings,
                               const std::vector<std::string>& networks,
                               const std::optional<maker_rating>& rating, unix_time at);

} // namespace mostro
