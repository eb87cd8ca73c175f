// SPDX-License-Identifier: MIT
//
// From an outbox effect to what is signed: the public order event, and the key
// under which its stamps rise.
#pragma once

#include "messages/mostro/published_events.hpp"
#include "messages/order_effect.hpp"

namespace mostro {

/// What of the settings shows in public events. The retentions are those of NIP-40.
struct publication_settings {
  public_key node;
  std::vector<std::string> relays;        ///< As configured, for the `source` tag.
  std::string instance_name;              ///< For the `y` tag; blank = none.
  seconds order_retention{30 * 86400};    ///< Of orders that are not pending.
  seconds message_retention{30 * 86400};  ///< Of direct messages.
  seconds rating_retention{90 * 86400};   ///< Of ratings.
  seconds dispute_retention{90 * 86400};  ///< Of disputes.
  seconds dev_fee_retention{365 * 86400}; ///< Of audit records of development fees.
};

/// Under which key the stamps of an effect rise: the recipient's hex, or the `d` value
/// (ratings, whose `d` is a recipient too: with their kind before it). A development
/// fee has no `d`: its hash. Empty for effects that are no deliveries.
std::string stamp_key_of(const order_effect& effect);

/// The stamp that was decided; none where the moment of sending counts.
std::optional<unix_time> decided_stamp(const order_effect& effect);

/// Whose rating the event shows: the maker of a pending order; else none.
std::optional<public_key> shown_maker(const order_effect& effect);

/// Builds the event of an effect that is published (orders 38383, disputes 38386,
/// ratings 38384, development fees 8383), stamped `at`; expirations count from there.
/// `networks` are those of the Lightning node; `rating` is that of the shown maker.
/// Spec 01 §5, 03 §2.3 and §5, 02 §7.3.
nostr::event_draft public_draft(const order_effect& effect, const publication_settings& settings,
                                const std::vector<std::string>& networks,
                                const std::optional<maker_rating>& rating, unix_time at);

} // namespace mostro
