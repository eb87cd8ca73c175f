// SPDX-License-Identifier: MIT
//
// Which prices of a round a node publishes (spec 05 §1.9): its own findings only,
// so that nodes that trust each other do not feed prices in a circle.
#pragma once

#include "actors/price/aggregation_rules.hpp"
#include "messages/mostro/rates_event.hpp"

namespace mostro {

/// The rates to publish, valid for two rounds but at most an hour; nothing when
/// every price came from other nodes.
std::optional<published_rates> rates_to_publish(const std::map<std::string, aggregate_price>& round,
                                                unix_time now, seconds update_interval);

} // namespace mostro
