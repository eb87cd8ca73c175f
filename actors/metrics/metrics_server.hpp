// SPDX-License-Identifier: MIT
//
// The pages /metrics, /healthz and /readyz over HTTP, for machines on the operator's
// own network (spec 05 §10). Only the source includes the HTTP library.
#pragma once

#include "actors/metrics/health_rules.hpp"
#include "actors/metrics/prometheus_measurements.hpp"
#include "messages/result.hpp"

#include <functional>

namespace mostro {

/// Where to listen and what to show. The callbacks run on the server's threads and
/// may wait for actors.
struct metrics_setup {
  std::string listen_address = "127.0.0.1";
  uint16_t port = 9464; ///< 0: any free one.
  std::shared_ptr<prometheus_measurements> measured;
  std::function<gauges()> look;
  std::function<health()> alive;
  std::function<health()> ready;
};

/// A running server.
class metrics_server {
public:
  /// Binds and serves; `unavailable` when the address is taken or not ours.
  static result<std::unique_ptr<metrics_server>> start(metrics_setup setup);
  /// Waits for requests that are being answered.
  ~metrics_server();
  metrics_server(const metrics_server&) = delete;
  metrics_server& operator=(const metrics_server&) = delete;

  uint16_t port() const;

private:
  struct service;
  explicit metrics_server(std::unique_ptr<service> running);
  std::unique_ptr<service> service_;
};

} // namespace mostro
