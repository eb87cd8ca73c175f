// SPDX-License-Identifier: MIT
#include "actors/announcer/announcer_actor.hpp"

#include "actors/log.hpp"
#include "actors/supervision.hpp"

#include <algorithm>

namespace mostro {
namespace {

using self_pointer = wired_announcer_actor::stateful_pointer<announcer_state>;

constexpr uint8_t info_tick = 0;
constexpr uint8_t relays_tick = 1;

void announce_info(self_pointer self) {
  const auto& state = self->state;
  if (state.is_node_known)
    caf::anon_send(state.setup.publisher, announce{info_event(state.setup.info)});
}

/// Relays in the order of the settings; nothing is said while none is connected.
void announce_relays(self_pointer self) {
  const auto& state = self->state;
  std::vector<std::string> listed;
  for (const auto& url : state.setup.relays)
    if (std::find(state.connected.begin(), state.connected.end(), url) != state.connected.end())
      listed.push_back(url);
  if (!listed.empty())
    caf::anon_send(state.setup.publisher, announce{relay_list_event(listed)});
}

void schedule(self_pointer self, uint8_t what) {
  const auto& setup = self->state.setup;
  auto wait = what == info_tick ? setup.info_interval : setup.relays_interval;
  self->delayed_send(wired_announcer_actor{self},
                     std::chrono::seconds(std::max<int64_t>(1, wait.count)), announcer_tick{what});
}

void on_relay_changed(self_pointer self, const relay_changed& what) {
  auto& connected = self->state.connected;
  auto is_first = connected.empty();
  std::erase(connected, what.relay_url);
  if (!what.connected)
    return;
  connected.push_back(what.relay_url);
  if (is_first)
    announce_relays(self);
}

void on_node_changed(self_pointer self, const node_changed& what) {
  auto& state = self->state;
  if (what.info.identity_pubkey.empty())
    return; // Nothing is known of the node yet.
  state.setup.info.lightning = announced_lightning(what.info);
  if (!std::exchange(state.is_node_known, true))
    announce_info(self);
}

} // namespace

published_lightning_node announced_lightning(const lnd::node_info& node) {
  published_lightning_node out;
  out.version = node.version;
  out.pubkey = node.identity_pubkey;
  out.commit_hash = node.commit_hash;
  out.alias = node.alias;
  if (!node.chain.empty())
    out.chains = {node.chain};
  if (!node.network.empty())
    out.networks = {node.network};
  out.uris = node.uris;
  return out;
}

void show_policy(published_info& info, const order_policy& policy) {
  info.max_order_amount = policy.max_order_amount.value;
  info.min_order_amount = policy.min_payment_amount.value;
  info.expiration_hours = policy.default_expiration.count / 3600;
  info.expiration_seconds = policy.waiting_timeout.count;
  info.fiat_currencies_accepted = policy.fiat_currencies;
  info.fee = policy.fee;
  info.hold_invoice_cltv_delta = policy.hold_invoice_cltv_delta;
}

wired_announcer_actor::behavior_type announcer_behavior(self_pointer self, announcer_setup setup) {
  supervise(self);
  self->state.setup = std::move(setup);
  for (const auto& member : unusable_members(self->state.setup.profile))
    log::warn("profile-url-unusable", "key=mostro.{} mend=\"give an http or https URL\"", member);
  if (auto profile = profile_event(self->state.setup.profile))
    caf::anon_send(self->state.setup.publisher, announce{std::move(*profile)});
  schedule(self, info_tick);
  schedule(self, relays_tick);
  return {
      [self](announcer_tick tick) {
        if (tick.what == info_tick)
          announce_info(self);
        else
          announce_relays(self);
        schedule(self, tick.what);
      },
      [self](const relay_changed& what) { on_relay_changed(self, what); },
      [self](const node_changed& what) { on_node_changed(self, what); },
      [self](const set_policy& what) {
        show_policy(self->state.setup.info, *what.policy);
        if (self->state.is_node_known)
          announce_info(self);
      },
  };
}

} // namespace mostro
