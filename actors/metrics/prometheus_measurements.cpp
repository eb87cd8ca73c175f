// SPDX-License-Identifier: MIT
#include "actors/metrics/prometheus_measurements.hpp"

#include <mutex>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace mostro {

namespace {

using prometheus::Counter;
using prometheus::Family;
using prometheus::Gauge;
using prometheus::Histogram;
using prometheus::Registry;

const Histogram::BucketBoundaries reply_buckets{0.005, 0.01, 0.025, 0.05, 0.1, 0.25,
                                                0.5,   1,    2.5,   5,    15,  60};
const Histogram::BucketBoundaries commit_buckets{0.0005, 0.001, 0.0025, 0.005, 0.01,
                                                 0.025,  0.05,  0.1,    0.5,   2};
const Histogram::BucketBoundaries size_buckets{1, 2, 5, 10, 25, 50, 100, 250};

Family<Counter>& counter(Registry& in, const std::string& name, const std::string& help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(in);
}
Family<Gauge>& gauge(Registry& in, const std::string& name, const std::string& help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(in);
}
Family<Histogram>& histogram(Registry& in, const std::string& name, const std::string& help) {
  return prometheus::BuildHistogram().Name(name).Help(help).Register(in);
}

} // namespace

struct prometheus_measurements::families {
  Registry registry;
  Family<Counter>& requests =
      counter(registry, "mostro_requests_total", "Requests of traders by action and outcome.");
  Family<Histogram>& replies =
      histogram(registry, "mostro_request_seconds",
                "From the receipt of a request to its durable answer, by action.");
  Histogram& commits = histogram(registry, "mostro_commit_seconds", "Duration of a group commit.")
                           .Add({}, commit_buckets);
  Histogram& groups = histogram(registry, "mostro_commit_changes", "Changes in a group commit.")
                          .Add({}, size_buckets);
  Family<Counter>& events =
      counter(registry, "mostro_published_events_total", "Answers of relays to published events.");
  Family<Counter>& lightning =
      counter(registry, "mostro_lightning_answers_total", "Answers to Lightning effects by fact.");
  Family<Counter>& alarms = counter(registry, "mostro_alarms_total", "Alarms by name.");
  Family<Gauge>& orders = gauge(registry, "mostro_orders", "Open orders by status.");
  Gauge& halted = gauge(registry, "mostro_halted_orders", "Orders that crashed too often.").Add({});
  Gauge& disputes = gauge(registry, "mostro_open_disputes", "Disputes that are not over.").Add({});
  Gauge& undelivered =
      gauge(registry, "mostro_undelivered_events", "Events that no relay has accepted yet.")
          .Add({});
  Gauge& backlog = gauge(registry, "mostro_oldest_undelivered_seconds",
                         "For how long the same delivery has been the first one that waits.")
                       .Add({});
  Gauge& payout = gauge(registry, "mostro_oldest_payout_seconds",
                        "For how long the oldest payout has been under way at LND.")
                      .Add({});
  Family<Gauge>& relays = gauge(registry, "mostro_relay_connected", "1 while connected.");
  Gauge& usable = gauge(registry, "mostro_lnd_usable", "1 while LND answers.").Add({});
  Gauge& synced = gauge(registry, "mostro_lnd_synced", "1 while synced to the chain.").Add({});
  Gauge& height = gauge(registry, "mostro_lnd_block_height", "Best known block.").Add({});
  Gauge& prices = gauge(registry, "mostro_prices", "Currencies with a price.").Add({});
  Gauge& price_age =
      gauge(registry, "mostro_oldest_price_age_seconds", "Age of the oldest price.").Add({});
  Gauge& maintenance =
      gauge(registry, "mostro_maintenance", "1 while no new trades are taken.").Add({});
  Gauge& started = gauge(registry, "mostro_start_time_seconds", "When the daemon started.").Add({});
  Gauge& database =
      gauge(registry, "mostro_database_answers", "1 while the database can be read.").Add({});
  Family<Gauge>& broken = gauge(registry, "mostro_broken_invariants",
                                "Open orders that break an invariant of money; must read 0.");
  /// Gauges of things that come and go are filled and read as one.
  std::mutex render_mutex;
  std::map<std::string, Gauge*> by_status;
};

prometheus_measurements::prometheus_measurements() : families_(std::make_unique<families>()) {}
prometheus_measurements::~prometheus_measurements() = default;

void prometheus_measurements::request_done(std::string_view action, std::string_view outcome,
                                           double seconds) {
  families_->requests.Add({{"action", std::string{action}}, {"outcome", std::string{outcome}}})
      .Increment();
  families_->replies.Add({{"action", std::string{action}}}, reply_buckets).Observe(seconds);
}

void prometheus_measurements::commit_done(size_t changes, double seconds) {
  families_->commits.Observe(seconds);
  families_->groups.Observe(static_cast<double>(changes));
}

void prometheus_measurements::event_answered(std::string_view relay, bool accepted) {
  families_->events
      .Add({{"relay", std::string{relay}}, {"answer", accepted ? "accepted" : "refused"}})
      .Increment();
}

void prometheus_measurements::lightning_answered(std::string_view fact) {
  families_->lightning.Add({{"fact", std::string{fact}}}).Increment();
}

void prometheus_measurements::alarm_raised(std::string_view name) {
  families_->alarms.Add({{"name", std::string{name}}}).Increment();
}

std::string prometheus_measurements::render(const gauges& now) {
  auto& f = *families_;
  std::lock_guard lock{f.render_mutex};
  for (auto& [name, slot] : f.by_status)
    slot->Set(0); // A status without orders reads 0, not its last value.
  for (auto& [name, count] : now.node.orders) {
    auto& slot = f.by_status[name];
    if (!slot)
      slot = &f.orders.Add({{"status", name}});
    slot->Set(static_cast<double>(count));
  }
  f.halted.Set(static_cast<double>(now.node.halted));
  f.disputes.Set(static_cast<double>(now.node.open_disputes));
  f.undelivered.Set(static_cast<double>(now.node.undelivered));
  f.backlog.Set(static_cast<double>(now.oldest_undelivered.count));
  f.payout.Set(static_cast<double>(now.oldest_payout.count));
  for (auto& relay : now.node.relays)
    f.relays.Add({{"relay", relay.url}}).Set(relay.connected ? 1 : 0);
  f.usable.Set(now.node.lightning.usable ? 1 : 0);
  f.synced.Set(now.node.lightning.synced ? 1 : 0);
  f.height.Set(now.node.lightning.block_height);
  f.prices.Set(static_cast<double>(now.node.prices));
  auto oldest = now.node.oldest_price_at.value_or(now.node.now);
  f.price_age.Set(static_cast<double>(now.node.now - oldest));
  f.maintenance.Set(now.node.maintenance.value_or(false) ? 1 : 0);
  f.started.Set(static_cast<double>(now.node.started_at));
  f.database.Set(now.database_answers ? 1 : 0);
  for (auto what : all_invariants()) {
    auto found = now.broken.find(what);
    f.broken.Add({{"invariant", std::string{to_string(what)}}})
        .Set(found == now.broken.end() ? 0 : static_cast<double>(found->second));
  }
  return prometheus::TextSerializer{}.Serialize(f.registry.Collect());
}

} // namespace mostro
