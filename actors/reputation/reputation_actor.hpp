// SPDX-License-Identifier: MIT
//
// The REPUTATION: users with an identity, in memory as recovered at the start.
// It judges trade indexes (spec 01 §3.2) and tells ratings; the store consumes
// indexes and creates users together with the decision that needed them.
#pragma once

#include "actors/environment.hpp"
#include "actors/interfaces/reputation.hpp"
#include "storage/database.hpp"

#include <unordered_map>

namespace mostro {

/// What the reputation needs.
struct reputation_setup {
  std::vector<storage::user_record> users; ///< As recovered.
  mostro::environment environment;
};

struct reputation_state {
  reputation_state() = default;
  static constexpr const char* name = "reputation";
  std::unordered_map<public_key, storage::user_record> users;
};

/// The rule of spec 01 §3.2 with decision 5. `last_index` is what the user used
/// up so far, nothing for an unknown identity. Negative indexes are refused
/// whoever sends them.
index_verdict judge_trade_index(const check_trade_index& question,
                                std::optional<int64_t> last_index);

reputation_actor::behavior_type
reputation_behavior(reputation_actor::stateful_pointer<reputation_state> self,
                    reputation_setup setup);

} // namespace mostro
