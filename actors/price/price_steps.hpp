// SPDX-License-Identifier: MIT
//
// Private to the price: the steps of a round that live in files of their own.
#pragma once

#include "actors/price/price_actor.hpp"

namespace mostro::pricing {

using self_pointer = wired_price_actor::stateful_pointer<price_state>;

/// Begins to ask the relays for the provider `nostr`.
void ask_relays(self_pointer self, size_t provider);
/// A relay connected, or relays became known: ask those that could not answer.
void ask_relays_again(self_pointer self);
/// Ends the query with what was found so far.
void conclude_query(self_pointer self);

/// Combines, remembers, keeps and publishes what the finished round found.
void conclude_round(self_pointer self);

/// Ends the round when nothing is owed any more.
void end_round_if_over(self_pointer self);

} // namespace mostro::pricing
