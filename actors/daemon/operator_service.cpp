// SPDX-License-Identifier: MIT
#include "actors/daemon/operator_service.hpp"

#include "actors/daemon/setups.hpp"

namespace mostro {

namespace {

using namespace std::chrono_literals;

constexpr auto patience = 2s;

/// Asks an actor and waits; for threads that are no actor's.
template <class Answer, class Handle, class Question>
std::optional<Answer> ask(caf::actor_system& system, const Handle& whom, Question what) {
  std::optional<Answer> out;
  caf::scoped_actor asker{system};
  asker->request(whom, patience, std::move(what))
      .receive([&](Answer& answer) { out = std::move(answer); }, [](const caf::error&) {});
  return out;
}

lightning_status lightning_of(const status_neighbours& whom) {
  auto vitals = ask<vitals_told>(*whom.system, whom.readiness, ask_vitals{});
  if (!vitals)
    return {};
  auto info = vitals->node.info;
  lightning_status out;
  out.usable = vitals->node.usable;
  if (out.usable)
    if (auto fresh = ask<node_info_told>(*whom.system, whom.node, ask_node_info{}))
      if (auto* told = std::get_if<lnd::node_info>(&fresh->outcome))
        info = *told;
  out.alias = info.alias;
  out.pubkey = info.identity_pubkey;
  out.network = info.network;
  out.block_height = info.block_height;
  out.synced = info.synced_to_chain;
  return out;
}

std::vector<relay_status> relays_of(const status_neighbours& whom,
                                    const std::vector<std::string>& urls) {
  auto vitals = ask<vitals_told>(*whom.system, whom.readiness, ask_vitals{});
  std::vector<relay_status> out;
  for (auto& url : urls)
    out.push_back({url, vitals && vitals->relays.contains(url) && vitals->relays.at(url)});
  return out;
}

} // namespace

status_source status_source_of(const settings& s, const environment& env, status_neighbours whom) {
  auto shared = std::make_shared<const status_neighbours>(std::move(whom));
  status_source out;
  out.fixed.version = daemon_version();
  out.fixed.commit = daemon_commit();
  out.fixed.npub = nostr::to_npub(s.nostr.node.pub);
  out.fixed.started_at = env.now().seconds;
  out.env = env;
  out.database = shared->database;
  out.halted = [shared]() -> std::optional<uint64_t> {
    auto counted = ask<orders_counted>(*shared->system, shared->book, count_orders{});
    return counted ? std::optional<uint64_t>{counted->halted} : std::nullopt;
  };
  out.undelivered = [shared]() -> std::optional<uint64_t> {
    auto counted = ask<undelivered>(*shared->system, shared->publisher, count_undelivered{});
    return counted ? std::optional<uint64_t>{counted->rows} : std::nullopt;
  };
  out.relays = [shared, urls = s.nostr.relays] { return relays_of(*shared, urls); };
  out.lightning = [shared] { return lightning_of(*shared); };
  out.prices = [shared] {
    auto told = ask<price_status_told>(*shared->system, shared->price, ask_price_status{});
    return told ? price_status{told->oldest, told->newest, told->count} : price_status{};
  };
  out.maintenance = [shared]() -> std::optional<bool> {
    return shared->maintenance ? std::optional{shared->maintenance()} : std::nullopt;
  };
  return out;
}

std::unique_ptr<admin::admin_server>
start_operator_service(const settings& s, const environment& env, const status_neighbours& whom,
                       dispute_desk_actor desk, event_fan_actor fan,
                       std::function<void(bool)> set_maintenance) {
  admin::admin_setup out;
  out.system = whom.system;
  out.desk = std::move(desk);
  out.fan = std::move(fan);
  out.database = whom.database;
  out.node = s.nostr.node.pub;
  out.env = env;
  out.gate.env = env;
  out.status = status_source_of(s, env, whom);
  out.set_maintenance = [set_it = std::move(set_maintenance)](bool on) {
    set_it(on);
    return done();
  };
  return admin::start_admin_server(std::move(out), s.rpc, s.directory);
}

} // namespace mostro
