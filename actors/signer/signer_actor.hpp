// SPDX-License-Identifier: MIT
//
// The SIGNER: a front that spreads verification, encryption and signing over
// workers. Events of one author and wraps for one recipient go to one worker, so
// their answers keep their order. The front replaces a worker that ends.
#pragma once

#include "actors/environment.hpp"
#include "actors/interfaces/signer.hpp"
#include "messages/nostr/keys.hpp"

namespace mostro {

/// What the signer needs. The key never leaves the signer's actors.
struct signer_setup {
  nostr::key_pair node;
  mostro::environment environment;
  size_t workers = 0;        ///< 0 = as many as the machine has cores.
  size_t cached_keys = 4096; ///< Conversation keys per worker.
};

struct signer_state {
  signer_state() = default;
  static constexpr const char* name = "signer";
  std::vector<signer_actor> workers;
  size_t next = 0; ///< The worker of the next public event.
};

/// The front. A message that cannot be wrapped (too long, a recipient that is no
/// key) is answered with `actor_error::bad_input`.
signer_actor::behavior_type signer_behavior(signer_actor::stateful_pointer<signer_state> self,
                                            const signer_setup& setup);

} // namespace mostro
