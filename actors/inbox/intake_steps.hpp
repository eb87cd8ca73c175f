// SPDX-License-Identifier: MIT
//
// Private to the inbox: the steps of one event.
#pragma once

#include "actors/inbox/inbox_actor.hpp"

namespace mostro::intake {

using self_pointer = wired_inbox_actor::stateful_pointer<inbox_state>;

/// Every request of the inbox gives up after this.
constexpr auto request_timeout = std::chrono::seconds(60);

/// One event on its way through the steps.
struct item {
  event_id id;
  nostr::event event;
  std::string json;
  unix_time received_at;
  uint64_t ticket = 0;
  bool is_kept = false; ///< Recovered: durable, and past the replay guard.
};
using item_pointer = std::shared_ptr<item>;

/// Step 3 onward: verify, open, judge, keep, route.
void start(self_pointer self, item_pointer it);
/// The work on an event ended, whatever came of it.
void let_go(self_pointer self, const item& it);
/// Marks a kept message as done without an answer.
void finish(self_pointer self, const event_id& id);
/// Routes a message that is durable; `verdict` is pass or refuse.
void act(self_pointer self, const item& it, opened_message m, index_verdict verdict);
/// Feeds recovered messages, a bounded number at a time.
void feed_unfinished(self_pointer self);

} // namespace mostro::intake
