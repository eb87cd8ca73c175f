// SPDX-License-Identifier: MIT
//
// One worker of the signer: CPU work only, no state but a cache.
#pragma once

#include "actors/signer/conversation_keys.hpp"
#include "actors/signer/signer_actor.hpp"

namespace mostro {

struct signer_worker_state {
  signer_worker_state() = default;
  static constexpr const char* name = "signer-worker";
  std::optional<conversation_keys> keys;
};

/// Answers the same questions as the front, one after the other.
signer_actor::behavior_type
signer_worker_behavior(signer_actor::stateful_pointer<signer_worker_state> self,
                       const signer_setup& setup);

} // namespace mostro
