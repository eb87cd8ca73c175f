// SPDX-License-Identifier: MIT
#include "actors/daemon/readiness.hpp"

#include "actors/log.hpp"
#include "actors/supervision.hpp"

namespace mostro {

namespace {

using self_ptr = readiness_actor::stateful_pointer<readiness_state>;

void say_when_ready(self_ptr self) {
  auto& st = self->state;
  if (st.said || !st.relay || !st.node.usable)
    return;
  st.said = true;
  log::info("daemon-ready", "npub={}", st.with.npub);
  if (st.with.on_ready)
    st.with.on_ready();
}

} // namespace

readiness_actor::behavior_type readiness_behavior(self_ptr self, readiness_setup setup) {
  supervise(self);
  self->state.with = std::move(setup);
  self->set_down_handler([self](caf::down_msg& down) {
    if (is_calm_end(down.reason))
      return;
    self->state.with.fatal("actor " + std::to_string(down.source.id()) +
                           " ended: " + text_of(down.reason));
  });
  return {
      [self](const relay_changed& change) {
        self->state.relay = self->state.relay || change.connected;
        self->state.relays[change.relay_url] = change.connected;
        say_when_ready(self);
      },
      [self](const node_changed& change) {
        self->state.node = change;
        say_when_ready(self);
      },
      [self](const watch_vital& vital) {
        for (auto& who : vital.actors)
          self->monitor(caf::actor_cast<caf::actor_addr>(who));
      },
      [self](ask_vitals) {
        return vitals_told{self->state.relays, self->state.node};
      },
  };
}

} // namespace mostro
