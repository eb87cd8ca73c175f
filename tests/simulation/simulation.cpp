// SPDX-License-Identifier: MIT
#include "tests/simulation/simulation.hpp"

#include "actors/daemon/setups.hpp"
#include "actors/log.hpp"
#include "tests/simulation/auditor.hpp"
#include "tests/simulation/daemon_life.hpp"

#include <unistd.h>

namespace mostro::simulation {

namespace {

constexpr size_t people = 10;
constexpr double trade_fee = 0.006;
constexpr int64_t longest_run = 3LL * 24 * 3600 * 1000;
constexpr int64_t time_to_settle = 4LL * 3600 * 1000;

std::filesystem::path fresh_directory(uint64_t seed) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  auto base = fs::exists("/dev/shm", ignored) ? fs::path{"/dev/shm"} : fs::temp_directory_path();
  std::string name = "mostro-sim-";
  name += std::to_string(getpid());
  name += '-';
  name += std::to_string(seed);
  auto out = base / name;
  fs::remove_all(out, ignored);
  fs::create_directories(out);
  return out;
}

settings settings_for(const nostr::key_pair& node, const std::filesystem::path& directory,
                      const simulated_relays& relays, const simulated_pages& pages) {
  settings out;
  out.directory = directory;
  out.nostr.node = node;
  out.nostr.relays = relays.urls();
  out.lightning.allow_private_addresses = false;
  price_provider_settings provider;
  provider.id = "yadio";
  provider.url = "https://price.example";
  out.price.providers = {provider};
  out.instance.transport = {true, true};
  out.instance.dev_fee_address = pages.address_of("person0");
  out.policy.fee = trade_fee;
  out.policy.dev_fee_percentage = 0.3;
  out.policy.fiat_currencies = {"USD", "EUR"};
  out.policy.max_order_amount = sats{2'000'000};
  out.rpc.socket.clear();
  return out;
}

/// Everything of one run.
class scene {
public:
  explicit scene(const run_options& how)
      : how_(how), in_(how.seed, how.faults), lightning_(in_), relays_(in_, 2), pages_(lightning_),
        node_(draw_node()), directory_(fresh_directory(how.seed)),
        people_({in_, lightning_, relays_, pages_, node_, trade_fee}, people),
        where_{in_, lightning_, relays_, pages_, settings_for(node_, directory_, relays_, pages_),
               {}},
        auditor_(in_, lightning_, relays_, people_,
                 policy_for(where_.settings, lightning_.info())) {
    for (auto& name : how.without)
      in_.faults.switch_off(name);
    faults_ = in_.faults.text();
    faults_on_ = in_.faults.names_on();
    in_.keep_all = how.keep_trace;
    log::set_minimum(how.keep_trace ? log::level::info : log::level::critical);
    log::redirect([this](log::level l, std::string_view line) {
      if (how_.keep_trace)
        in_.note(std::string{"log "} + log::to_string(l) + " " + std::string{line});
    });
    where_.observer = [this](auto group, auto& done) { auditor_.written(group, done); };
    people_.on_heard([this](auto& who, auto& m, auto stamp) { auditor_.heard(who, m, stamp); });
    relays_.listen([this](size_t relay, const nostr::event& e) {
      auditor_.published(relay, e);
      people_.hear(e);
    });
  }
  ~scene() {
    life_.reset();
    log::redirect({});
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }
  scene(const scene&) = delete;

  run_report run() {
    start_daemon();
    in_.time.after(5000, [this] { people_.appoint_solver(); });
    lightning_.begin_faults();
    relays_.begin_faults();
    pages_.begin_faults();
    schedule_clock_step();
    schedule_trade();
    run_until([this] { return trades_are_begun_ && in_.time.now() > concluded_from_; });
    mend();
    const auto give_up = in_.time.now() + time_to_settle;
    do { // Until nothing has been left to do for half an hour: each relay's book is looked at
         // twice.
      run_until([&] { return in_.time.now() > give_up || is_quiet(); });
      const auto end = in_.time.now() + 30 * 60 * 1000;
      run_until([&] { return in_.time.now() > end; });
    } while (in_.violations.empty() && in_.time.now() < give_up && !is_quiet());
    if (life_ && in_.violations.empty())
      auditor_.final_check(life_->database());
    else if (!life_)
      in_.broken("the daemon goes on", "it is down at the end");
    return report();
  }

private:
  nostr::key_pair draw_node() {
    auto raw = in_.chance.random32();
    raw[0] &= 0x7f;
    return nostr::key_pair_from(secret_key{raw}).value();
  }

  void start_daemon() {
    auto begun = daemon_life::begin(where_);
    if (begun) {
      life_ = std::move(*begun);
      up_since_ = in_.time.now();
      looked_inside_ = false;
      in_.note("daemon started");
      return;
    }
    if (begun.why().code != errc::unavailable)
      in_.broken("the daemon starts", to_string(begun.why()));
    in_.time.after(1000, [this] { start_daemon(); });
  }

  /// The life is over: what it held in memory is gone; a service manager starts it again.
  void bury() {
    steps_ += life_->steps();
    life_.reset();
    in_.time.after(in_.chance.between(100, 20'000), [this] { start_daemon(); });
  }

  void schedule_trade() {
    in_.time.after(in_.chance.between(100, 20'000), [this] {
      people_.begin_trade();
      if (people_.trades_begun() < how_.trades)
        return schedule_trade();
      trades_are_begun_ = true;
      concluded_from_ = in_.time.now() + 30 * 60 * 1000;
    });
  }

  void schedule_clock_step() {
    if (in_.faults.clock_step_every == 0)
      return;
    in_.time.after(in_.chance.between(1, 2 * in_.faults.clock_step_every), [this] {
      if (is_mended_)
        return;
      in_.clock_error =
          in_.chance.between(-in_.faults.longest_clock_step, in_.faults.longest_clock_step);
      in_.note("the clock is wrong by " + std::to_string(in_.clock_error) + " s");
      schedule_clock_step();
    });
  }

  void mend() {
    in_.note("everything is mended");
    is_mended_ = true;
    in_.faults = fault_mix::none();
    in_.clock_error = 0;
    lightning_.mend();
    relays_.mend();
    pages_.mend();
    conclude();
  }

  void conclude() {
    people_.conclude(auditor_.open_orders());
    in_.time.after(10 * 60 * 1000, [this] { conclude(); });
  }

  /// Reading the whole database is dear: it is done once in ten seconds of the world.
  bool is_quiet() {
    if (!life_ || in_.time.now() - looked_for_rest_ < 10'000 || !auditor_.open_orders().empty())
      return false;
    looked_for_rest_ = in_.time.now();
    auto left = life_->database().recover();
    return left && left->outbox.empty() && left->inbound.empty();
  }

  /// One step: a message of an actor, or what is due outside; else time moves on.
  void step() {
    if (life_ && !*in_.alive)
      return bury();
    const bool outside_first = in_.chance.happens(0.5);
    if (outside_first && in_.time.keep_one())
      return;
    if (life_ && life_->step())
      return;
    if (in_.time.keep_one())
      return;
    advance();
  }

  /// Nobody has anything to do now: time moves to whatever comes next.
  void advance() {
    if (life_ && !looked_inside_) {
      looked_inside_ = true;
      auditor_.look_inside(*life_);
    }
    auto next = in_.time.next();
    auto timer = life_ ? life_->next_timer() : std::nullopt;
    if (timer && (!next || *timer < *next))
      next = timer;
    in_.time.advance_to(next.value_or(in_.time.now() + 1000));
    if (life_)
      life_->follow_time();
    if (in_.time.now() - last_look_ > 60'000) {
      last_look_ = in_.time.now();
      looked_inside_ = false; // At the next rest.
      auditor_.look_around(life_ != nullptr, up_since_);
    }
  }

  template <class Done>
  void run_until(Done done) {
    world_time looked = 0;
    while (in_.violations.empty() && in_.time.now() - world_begins < longest_run) {
      if (in_.time.now() != looked) {
        looked = in_.time.now();
        if (done())
          return;
      }
      step();
    }
  }

  run_report report() {
    run_report out;
    out.seed = how_.seed;
    out.trades = auditor_.orders_seen();
    out.successes = auditor_.successes();
    out.crashes = in_.crashes;
    out.steps = steps_ + (life_ ? life_->steps() : 0);
    out.commits = auditor_.commits();
    out.violations = in_.violations;
    out.trace = {in_.trace.begin(), in_.trace.end()};
    out.faults = faults_;
    out.faults_on = faults_on_;
    out.begun = people_.trades_begun();
    auto& most = auditor_.largest();
    out.largest = std::to_string(most.open_orders) + " open orders, ";
    out.largest += std::to_string(most.actors) + " actors, ";
    out.largest += std::to_string(most.timers) + " timers, ";
    out.largest += std::to_string(most.unread) + " unread messages, ";
    out.largest += std::to_string(most.rows) + " outbox rows, ";
    out.largest += std::to_string(most.inbound) + " unfinished requests";
    for (auto& [status, count] : auditor_.census())
      out.census += (out.census.empty() ? "" : " ") + std::string{to_string(status)} + "=" +
                    std::to_string(count);
    return out;
  }

  run_options how_;
  world in_;
  std::string faults_;
  std::vector<std::string> faults_on_;
  simulated_lightning lightning_;
  simulated_relays relays_;
  simulated_pages pages_;
  nostr::key_pair node_;
  std::filesystem::path directory_;
  population people_;
  surroundings where_;
  auditor auditor_;
  std::unique_ptr<daemon_life> life_;
  world_time up_since_ = 0;
  world_time last_look_ = 0;
  world_time looked_for_rest_ = 0;
  world_time concluded_from_ = 0;
  bool looked_inside_ = false;
  bool trades_are_begun_ = false;
  bool is_mended_ = false;
  size_t steps_ = 0;
};

} // namespace

run_report run(const run_options& how) {
  scene all{how};
  return all.run();
}

} // namespace mostro::simulation
