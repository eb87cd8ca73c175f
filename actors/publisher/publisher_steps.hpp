// SPDX-License-Identifier: MIT
//
// Private to the publisher: the steps of a delivery, one file each.
#pragma once

#include "actors/publisher/publisher_actor.hpp"

namespace mostro::publishing {

using self_pointer = wired_publisher_actor::stateful_pointer<publisher_state>;

/// Every request of the publisher gives up after this and is tried again.
constexpr auto request_timeout = std::chrono::seconds(30);

/// The actor's steady clock in whole seconds.
seconds steady_now(self_pointer self);

/// Takes a row from outside or leaves it in the database when memory is full.
void take(self_pointer self, const storage::outbox_row& row);
/// Reads rows that were left behind, once there is room again.
void catch_up(self_pointer self);

/// The reputation that a pending order shows.
maker_rating rating_from(const reputation_told& told);
/// Starts signing what may be signed now.
void prepare_ready_rows(self_pointer self);
/// Has a replaceable event of the node signed and sends it to every relay.
void announce_now(self_pointer self, nostr::event_draft draft);

/// Publishes a present state anew, unless a newer revision is on its way.
void publish_again(self_pointer self, const republish& what);
/// Remembers that a row's event is on its way, and tells the reconciler of public ones.
void note_kept(self_pointer self, order_id about, const nostr::event& what);

/// Notes a relay's answer in the trace of the order it is about.
void trace_answer(self_pointer self, const relay_answered& what, bool accepted);
/// Hands the collected trace to the store.
void flush_trace(self_pointer self);

/// Any number, for spreading retries.
uint64_t any_number(self_pointer self);

/// Sends an event to every relay that is not named in `except`.
void send_to_relays(self_pointer self, const nostr::event& what,
                    const std::set<std::string>& except = {});
/// Forgets a row and has the store retire it with the next batch.
void retire(self_pointer self, outbox_id row);
/// Hands the collected retirements to the store.
void flush_retired(self_pointer self);

} // namespace mostro::publishing
