// SPDX-License-Identifier: MIT
//
// The measurements as Prometheus counters and histograms. Only the source includes
// the library.
#pragma once

#include "actors/metrics/invariant_rules.hpp"
#include "actors/metrics/measurements.hpp"
#include "messages/node_status.hpp"

#include <map>
#include <memory>
#include <string>

namespace mostro {

/// What is read at the moment of a scrape.
struct gauges {
  node_status node;
  std::map<invariant, uint64_t> broken; ///< Orders per broken invariant.
  bool database_answers = true;
  seconds oldest_undelivered{0}; ///< How long the first delivery has waited at least.
  seconds oldest_payout{0};      ///< For how long the oldest payout has been under way.
};

/// Counts what actors report; renders everything in the text format of Prometheus.
class prometheus_measurements final : public measurements {
public:
  prometheus_measurements();
  ~prometheus_measurements() override;

  void request_done(std::string_view action, std::string_view outcome, double seconds) override;
  void commit_done(size_t changes, double seconds) override;
  void event_answered(std::string_view relay, bool accepted) override;
  void lightning_answered(std::string_view fact) override;
  void alarm_raised(std::string_view name) override;

  /// The page, with these gauges.
  std::string render(const gauges& now);

private:
  struct families;
  std::unique_ptr<families> families_;
};

} // namespace mostro
