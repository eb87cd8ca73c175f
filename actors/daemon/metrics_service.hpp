// SPDX-License-Identifier: MIT
//
// The metrics and health pages of a daemon: what they ask at the moment of a scrape.
#pragma once

#include "actors/config/settings.hpp"
#include "actors/metrics/metrics_server.hpp"
#include "actors/status_source.hpp"

namespace mostro {

/// Starts the pages as the settings want them; null when they are off, or when the
/// address cannot be used (then the daemon runs on without them and the log says so).
std::unique_ptr<metrics_server>
start_metrics_service(const settings& s, status_source asked,
                      std::shared_ptr<prometheus_measurements> measured);

} // namespace mostro
