// SPDX-License-Identifier: MIT
//
// What a reload changes at once, and what it leaves for the next start.
#include "actors/config/reload_rules.hpp"

#include <catch2/catch.hpp>

using namespace mostro;

TEST_CASE("reload: the same settings change nothing") {
  settings s;
  auto plan = plan_reload(s, s.policy, s);
  CHECK(plan.changed.empty());
  CHECK(plan.postponed.empty());
}

TEST_CASE("reload: what concerns new orders and takes is used at once") {
  settings running, fresh;
  fresh.policy.fee = 0.01;
  fresh.policy.maintenance = true;
  fresh.policy.fiat_currencies = {"USD"};
  auto plan = plan_reload(running, running.policy, fresh);
  CHECK(plan.policy.fee == 0.01);
  CHECK(plan.policy.maintenance);
  CHECK(plan.policy.fiat_currencies == std::vector<std::string>{"USD"});
  CHECK(plan.changed == std::vector<std::string>{"mostro.maintenance", "mostro.fee",
                                                 "mostro.fiat_currencies_accepted"});
  CHECK(plan.postponed.empty());
}

TEST_CASE("reload: what running trades were made with waits for the next start") {
  settings running, fresh;
  fresh.policy.waiting_timeout = {60};
  fresh.policy.hold_invoice_cltv_delta = 40;
  fresh.nostr.relays = {"ws://elsewhere"};
  fresh.instance.transport.gift_wrap = true;
  auto plan = plan_reload(running, running.policy, fresh);
  CHECK(plan.policy.waiting_timeout == running.policy.waiting_timeout);
  CHECK(plan.policy.hold_invoice_cltv_delta == 144);
  CHECK(plan.changed.empty());
  CHECK(plan.postponed.size() == 4);
}

TEST_CASE("reload: what only the Lightning node knows stays") {
  settings running, fresh;
  auto in_force = running.policy;
  in_force.network = bolt11::network::regtest;
  in_force.our_node = bolt11::node_id{};
  auto plan = plan_reload(running, in_force, fresh);
  CHECK(plan.policy.network == bolt11::network::regtest);
  CHECK(plan.policy.our_node.has_value());
}

TEST_CASE("reload: maintenance that the operator's tool switched on outlives a reload") {
  settings running, fresh;
  auto in_force = running.policy;
  in_force.maintenance = true;
  fresh.policy.fee = 0.01;
  CHECK(plan_reload(running, in_force, fresh).policy.maintenance);
  running.policy.maintenance = true; // The file said so, and does not any more.
  CHECK_FALSE(plan_reload(running, in_force, fresh).policy.maintenance);
}
