// SPDX-License-Identifier: MIT
#include "actors/signer/signer_actor.hpp"

#include "actors/log.hpp"
#include "actors/signer/signer_worker.hpp"
#include "actors/supervision.hpp"

#include <algorithm>
#include <thread>

namespace mostro {
namespace {

using self_pointer = signer_actor::stateful_pointer<signer_state>;

signer_actor& worker_of(self_pointer self, const public_key& key) {
  auto& workers = self->state.workers;
  return workers[std::hash<public_key>{}(key) % workers.size()];
}

void replace_worker(self_pointer self, const signer_setup& setup, const caf::down_msg& down) {
  for (auto& worker : self->state.workers) {
    if (worker.address() != down.source)
      continue;
    log::error("signer-worker-replaced", "why=\"{}\"", text_of(down.reason));
    worker = self->spawn<caf::monitored>(signer_worker_behavior, setup);
    return;
  }
}

} // namespace

signer_actor::behavior_type signer_behavior(self_pointer self, const signer_setup& setup) {
  supervise(self);
  auto count = setup.workers;
  if (count == 0)
    count = std::max<size_t>(1, std::thread::hardware_concurrency());
  for (size_t i = 0; i < count; ++i)
    self->state.workers.push_back(self->spawn<caf::monitored>(signer_worker_behavior, setup));
  self->set_down_handler([self, setup](caf::down_msg& down) { replace_worker(self, setup, down); });
  return {
      [self](open_event& request) {
        return self->delegate(worker_of(self, request.what.pubkey), std::move(request));
      },
      [self](wrap_message& request) {
        return self->delegate(worker_of(self, request.to), std::move(request));
      },
      [self](sign_event& request) {
        auto& state = self->state;
        auto& worker = state.workers[state.next++ % state.workers.size()];
        return self->delegate(worker, std::move(request));
      },
  };
}

} // namespace mostro
