// SPDX-License-Identifier: MIT
#include "actors/daemon/metrics_service.hpp"

#include "actors/log.hpp"
#include "actors/metrics/backlog_rules.hpp"
#include "actors/order/order_machine.hpp"

#include <algorithm>
#include <mutex>

namespace mostro {

namespace {

/// Every open order is looked at; more than this is left to the next scrape.
constexpr size_t most_orders = 100'000;

void look_at_orders(const storage::database& database, const order_policy& policy, gauges& out) {
  storage::order_filter open;
  open.limit = most_orders;
  auto orders = database.list_orders(open);
  if (!orders)
    return;
  const unix_time now{out.node.now};
  for (auto& o : *orders) {
    for (auto what : broken_invariants(o, policy.payment_attempts, deadline_of(o, policy), now))
      ++out.broken[what];
    out.oldest_payout = std::max(out.oldest_payout, payout_age(o, now));
  }
}

/// The deliveries from scrape to scrape; scrapes may overlap.
struct watched_deliveries {
  std::mutex mutex;
  backlog waiting;

  seconds age(const storage::database& database, unix_time now) {
    auto first = database.deliveries_after(0, 1);
    if (!first)
      return seconds{0}; // That the database does not answer is a gauge of its own.
    std::lock_guard lock{mutex};
    return waiting.age_of(first->empty() ? std::nullopt : std::optional{first->front().id}, now);
  }
};

gauges look(const status_source& status, const order_policy& policy,
            watched_deliveries& deliveries) {
  gauges out;
  auto node = gather_status(status);
  out.database_answers = node.has_value();
  if (!node)
    return out;
  out.node = std::move(*node);
  if (status.database) {
    look_at_orders(*status.database, policy, out);
    out.oldest_undelivered = deliveries.age(*status.database, unix_time{out.node.now});
  }
  return out;
}

health database_health(const status_source& status) {
  health out;
  if (!status.database)
    return out;
  storage::order_filter one;
  one.limit = 1;
  if (auto read = status.database->list_orders(one); !read) {
    out.good = false;
    out.reasons.push_back("the database does not answer: " + read.why().text);
  }
  return out;
}

} // namespace

std::unique_ptr<metrics_server>
start_metrics_service(const settings& s, status_source asked,
                      std::shared_ptr<prometheus_measurements> measured) {
  if (!s.metrics.enabled)
    return nullptr;
  auto from = std::make_shared<const status_source>(std::move(asked));
  metrics_setup setup;
  setup.listen_address = s.metrics.listen_address;
  setup.port = s.metrics.port;
  setup.measured = std::move(measured);
  setup.look = [from, policy = s.policy, seen = std::make_shared<watched_deliveries>()] {
    return look(*from, policy, *seen);
  };
  setup.alive = [from] { return database_health(*from); };
  setup.ready = [from, limit = s.price.max_staleness] {
    auto node = gather_status(*from);
    if (!node)
      return health{false, {node.why().text}};
    return readiness_of(*node, unix_time{node->now}, limit, true);
  };
  auto started = metrics_server::start(std::move(setup));
  if (!started) {
    log::error("metrics-not-served", "why=\"{}\"", started.why().text);
    return nullptr;
  }
  log::info("metrics-served", "address={} port={}", s.metrics.listen_address, (*started)->port());
  return std::move(*started);
}

} // namespace mostro
