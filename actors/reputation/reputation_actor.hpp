// SPDX-License-Identifier: MIT
//
// The REPUTATION: users with an identity, in memory as recovered at the start. It
// judges trade indexes (spec 01 §3.2), tells ratings and standings, and holds rating
// events until their next flush; the store changes users with the decisions.
#pragma once

#include "actors/environment.hpp"
#include "actors/interfaces/publisher.hpp"
#include "actors/interfaces/reputation.hpp"
#include "storage/database.hpp"

#include <unordered_map>

namespace mostro {

/// Where rating events go; sent once the publisher exists (it needs the reputation first).
struct reputation_attached {
  publisher_actor publisher;
};
/// A timer of the reputation: hand the held rating events on.
struct reputation_tick {};

/// The reputation with the messages of its wiring.
using wired_reputation_actor =
    reputation_actor::extend<caf::reacts_to<reputation_attached>, caf::reacts_to<reputation_tick>>;

/// What the reputation needs.
struct reputation_setup {
  std::vector<storage::user_record> users; ///< As recovered.
  mostro::environment environment;
  public_key node = {};           ///< The node's own key: its standing is `admin`.
  seconds ratings_interval{3600}; ///< Between two flushes of rating events.
};

struct reputation_state {
  reputation_state() = default;
  static constexpr const char* name = "reputation";

  std::unordered_map<public_key, storage::user_record> users;
  mostro::environment environment;
  public_key node;
  seconds ratings_interval;
  publisher_actor publisher;             ///< None before `reputation_attached`.
  std::vector<storage::outbox_row> held; ///< Rating events that wait for the flush.
};

/// The rule of spec 01 §3.2 with decision 5. `last_index` is what the user used
/// up so far, nothing for an unknown identity. Negative indexes are refused
/// whoever sends them.
index_verdict judge_trade_index(const check_trade_index& question,
                                std::optional<int64_t> last_index);

wired_reputation_actor::behavior_type
reputation_behavior(wired_reputation_actor::stateful_pointer<reputation_state> self,
                    reputation_setup setup);

} // namespace mostro

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::reputation_attached)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::reputation_tick)
