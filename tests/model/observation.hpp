// SPDX-License-Identifier: MIT
//
// The order machine seen from outside, in the reference model's words.
#pragma once

#include "actors/order/order_machine.hpp"
#include "tests/model/reference_state.hpp"

namespace mostro::model {

/// One order as the exploration carries it: the model's state, the machine's order, and
/// what only the harness knows.
struct pair_of_orders {
  state abstract;
  order real;
};

/// The settings of the exploration: spec 02 §10's, and the operator's key.
order_policy policy_of_model();

/// The order of a configuration, created by the machine.
order created_by_machine(const setting& s);

/// The occurrence as a fact for this very order.
order_event event_of(const pair_of_orders& at, const setting& s, const occurrence& e);

/// A decision as the same line that answer::text() writes.
std::string text_of(const setting& s, const order& before, const decision& d);

/// Everything in the machine's order that later decisions can depend on, but for clocks, secrets
/// and amounts.
std::string key_of(const order& o);

/// Every occurrence worth trying in this state, with a name each.
std::vector<std::pair<std::string, occurrence>> occurrences(const setting& s, const state& now);

} // namespace mostro::model
