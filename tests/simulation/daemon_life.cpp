// SPDX-License-Identifier: MIT
#include "tests/simulation/daemon_life.hpp"

#include "actors/daemon/node_guard_rules.hpp"
#include "actors/daemon/setups.hpp"

namespace mostro::simulation {

namespace {

struct deterministic_config : caf::actor_system_config {
  deterministic_config() { set("scheduler.policy", caf::atom("testing")); }
};

environment environment_of(world& in) {
  return environment{[&in] { return in.daemon_time(); },
                     [&in](std::span<uint8_t> out) { in.chance.fill(out); }};
}

} // namespace

result<std::unique_ptr<daemon_life>> daemon_life::begin(surroundings& where) {
  auto& in = where.in;
  if (where.lightning.is_down())
    return fail(errc::unavailable, "LND does not answer");
  auto opened = storage::database::open({where.settings.directory / "mostro.lmdb"});
  if (!opened)
    return opened.why();
  auto recovered = (*opened)->recover();
  if (!recovered)
    return recovered.why();
  auto info = where.lightning.info();
  if (auto ours = check_node_of_orders(recovered->open_orders, info.identity_pubkey); !ours)
    return ours.why();
  in.alive = std::make_shared<bool>(true);
  std::unique_ptr<daemon_life> out{new daemon_life{where}};
  out->alive_ = in.alive;
  out->disk_ = std::make_shared<simulated_disk>(in, in.alive, std::move(*opened), where.observer);
  out->spawn(std::move(*recovered));
  return out;
}

void daemon_life::spawn(storage::recovered from) {
  auto& in = where_.in;
  config_ = std::make_unique<deterministic_config>();
  system_ = std::make_unique<caf::actor_system>(*config_);
  scheduler_ = &dynamic_cast<caf::scheduler::test_coordinator&>(system_->scheduler());
  born_ = in.time.now();
  began_at_ = scheduler_->clock().now();
  how_.settings = where_.settings;
  how_.env = environment_of(in);
  how_.pace.book = std::chrono::minutes(10);
  how_.fatal = [&in, alive = alive_](const std::string& why) {
    if (*alive)
      in.broken("the daemon goes on", why);
  };
  auto info = where_.lightning.info();
  policy_ = policy_for(how_.settings, info);
  actor_tree_setup with;
  with.world = {disk_, where_.lightning.make_client(), where_.pages.make_client(),
                where_.relays.make_sockets()};
  with.own_threads = false;
  with.signer_workers = 2;
  tree_ = spawn_actor_tree(*system_, how_, with, std::move(from), policy_, info);
}

bool daemon_life::step() {
  auto& jobs = scheduler_->jobs;
  if (jobs.empty())
    return false;
  if (jobs.size() > 1) { // Whoever has mail may be next.
    auto lucky = where_.in.chance.below(jobs.size());
    std::swap(jobs[0], jobs[lucky]);
  }
  ++steps_;
  scheduler_->try_run_once();
  where_.in.maybe_crash(where_.in.faults.crash_at_message, "between two messages");
  return true;
}

std::optional<world_time> daemon_life::next_timer() const {
  auto& timers = scheduler_->clock().schedule();
  if (timers.empty())
    return std::nullopt;
  auto ahead = timers.begin()->first - began_at_;
  auto in_milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(ahead).count();
  return born_ + in_milliseconds + 1; // Rounded up: due then for certain.
}

void daemon_life::follow_time() {
  auto wanted = began_at_ + std::chrono::milliseconds(where_.in.time.now() - born_);
  auto now = scheduler_->clock().now();
  if (wanted > now)
    scheduler_->clock().advance_time(wanted - now);
}

daemon_life::~daemon_life() {
  if (system_)
    finish();
}

/// Nothing that happens in here has an effect: the life is over.
void daemon_life::finish() {
  *alive_ = false;
  end_actor_tree(tree_);
  tree_ = {};
  for (int round = 0; round < 100; ++round) {
    while (scheduler_->try_run_once()) {
    }
    if (system_->registry().running() == 0)
      break;
    if (scheduler_->has_pending_timeout())
      scheduler_->trigger_timeouts();
  }
  if (auto left = system_->registry().running(); left != 0)
    where_.in.broken("every actor ends", std::to_string(left) + " actors are left after a stop");
  system_.reset();
}

} // namespace mostro::simulation
