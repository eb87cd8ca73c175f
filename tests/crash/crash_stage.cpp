// SPDX-License-Identifier: MIT
#include "tests/crash/crash_stage.hpp"

#include "storage/database.hpp"

#include <algorithm>
#include <fstream>
#include <openssl/rand.h>
#include <sstream>
#include <thread>

namespace mostro::crash {

using namespace std::chrono_literals;

namespace {

/// No boundary for so long: the operation and what follows from it are over.
constexpr auto quiet_time = 350ms;
constexpr auto quiet_limit = 30s;
/// How often a daemon may be found with something left to do.
constexpr int most_restarts = 10;

nostr::key_pair random_key() {
  bytes32 raw{};
  expects(RAND_bytes(raw.data(), static_cast<int>(raw.size())) == 1, "no randomness");
  raw[0] = 0x77; // Below the group order.
  return nostr::parse_secret_key(to_hex(raw)).value();
}

std::filesystem::path fresh_directory() {
  auto name = (std::filesystem::temp_directory_path() / "mostro-crash-XXXXXX").string();
  expects(::mkdtemp(name.data()) != nullptr, "no temporary directory");
  return name;
}

void replace(std::string& in, const std::string& from, const std::string& to) {
  auto at = in.find(from);
  expects(at != std::string::npos, "the settings of the devnet have changed");
  in.replace(at, from.size(), to);
}

storage::open_options database_in(const std::filesystem::path& directory) {
  storage::open_options out;
  out.directory = directory / "mostro.lmdb";
  return out;
}

} // namespace

crash_stage::crash_stage(const matrix_settings& how, bool hasty)
    : directory_(fresh_directory()), node_(random_key()),
      trap_(std::make_unique<wire_trap>([this] { daemon_->kill_now(); })) {
  devnet::devnet_options options;
  options.directory = directory_;
  options.balance = sats{1'000'000'000};
  network_ = devnet::devnet::start(std::move(options)).value();
  write_settings();
  alice_ = devnet::make_network_wallet(network_->lightning(), "alice");
  bob_ = devnet::make_network_wallet(network_->lightning(), "bob");
  make_solver();
  people_.lightning = &network_->lightning();
  people_.relay = &network_->relay();
  people_.node = node_.pub;
  people_.alice = alice_.get();
  people_.bob = bob_.get();
  people_.address_of_bob = network_->http().lnurl_of("bob");
  people_.solver = solver_.get();
  people_.solver_requests = &solver_requests_;
  start_daemon(how, hasty);
}

crash_stage::~crash_stage() {
  daemon_.reset();
  solver_.reset();
  network_.reset();
  std::error_code ignored;
  if (!keep_)
    std::filesystem::remove_all(directory_, ignored);
}

void crash_stage::write_settings() {
  auto nsec = nostr::to_nsec(node_.secret);
  expects(network_->write_settings(nsec, "nip44").has_value(), "no settings");
  auto file = directory_ / "settings.toml";
  std::stringstream text;
  text << std::ifstream{file}.rdbuf();
  auto changed = text.str();
  replace(changed, "payment_retries_interval = 2", "payment_retries_interval = 1");
  replace(changed, "user_rates_sent_interval_seconds = 3600",
          "user_rates_sent_interval_seconds = 1");
  std::ofstream{file} << changed;
}

void crash_stage::make_solver() {
  devnet::trader_setup how;
  how.name = "solver";
  how.relay_port = network_->relay().port();
  how.node = node_.pub;
  how.mnemonic = to_hex(random_key().secret.reveal());
  how.full_privacy = true;
  how.wallet = bob_.get();
  how.observer = [this](const std::string& direction, const message& m) {
    if (direction == "->" && m.request_id)
      solver_requests_.push_back(*m.request_id);
  };
  solver_ = std::make_unique<trader>(std::move(how));
  auto database = storage::database::open(database_in(directory_)).value();
  std::vector<storage::change> group{
      storage::set_solver{solver_->key().pub, solver_standing::read_write, {1}}};
  expects(database->write(group).has_value(), "no solver");
}

void crash_stage::start_daemon(const matrix_settings& how, bool hasty) {
  daemon_command command;
  command.directory = directory_;
  command.preload = how.preload;
  if (hasty)
    command.program = {how.hasty.string(), directory_.string()};
  else
    command.program = {how.daemon.string(), "-d", directory_.string()};
  daemon_ = std::make_unique<watched_daemon>(std::move(command));
  planted_ = how.plant;
  if (planted_)
    daemon_->set_before_restart([this] {
      std::filesystem::remove_all(directory_ / "mostro.lmdb");
      std::filesystem::copy(directory_ / "before.lmdb", directory_ / "mostro.lmdb");
    });
  daemon_->disk().counted = how.disk_points;
  trap_->watch(network_->node("mostro"), network_->relay(), node_.pub);
  expects(daemon_->start(), "the daemon does not get ready");
}

void crash_stage::remember() {
  if (!planted_)
    return;
  std::filesystem::remove_all(directory_ / "before.lmdb");
  std::filesystem::copy(directory_ / "mostro.lmdb", directory_ / "before.lmdb");
}

uint64_t crash_stage::passed() const { return daemon_->disk().passed + trap_->passed(); }

void crash_stage::wait_quiet() {
  auto now = std::chrono::steady_clock::now();
  auto limit = now + quiet_limit;
  auto since = now;
  for (auto last = passed(); now < limit; now = std::chrono::steady_clock::now()) {
    daemon_->wait_ready(quiet_limit);
    if (passed() != last) {
      last = passed();
      since = std::chrono::steady_clock::now();
    } else if (now - since > quiet_time) {
      return;
    }
    std::this_thread::sleep_for(10ms);
  }
}

bool crash_stage::wait_done() {
  for (int i = 0; i < most_restarts; ++i) {
    wait_quiet();
    daemon_->stop();
    bool done = false;
    if (auto opened = storage::database::open(database_in(directory_))) {
      auto left = (*opened)->recover();
      done = left && left->outbox.empty() && left->inbound.empty();
    }
    if (!daemon_->start())
      return false;
    if (done)
      return true;
  }
  return false;
}

size_t crash_stage::transfers() const { return network_->lightning().transfers().size(); }

std::vector<std::string> crash_stage::money(size_t from) const {
  std::vector<std::string> out;
  auto all = network_->lightning().transfers();
  for (size_t i = from; i < all.size(); ++i)
    out.push_back(all[i].payer + " -> " + all[i].payee + " " + std::to_string(all[i].amount.value));
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<std::string> crash_stage::money_problems() const {
  std::vector<std::string> out;
  if (!network_->lightning().conserved())
    out.push_back("money was made or lost");
  auto node = network_->lightning().view("mostro");
  if (node.incoming != msats{0} || node.outgoing != msats{0})
    out.push_back("money is still locked: " + std::to_string(node.incoming.value) + " in, " +
                  std::to_string(node.outgoing.value) + " out");
  return out;
}

std::vector<std::string> crash_stage::errors_logged(size_t from_run, size_t skipped) const {
  std::vector<std::string> out;
  auto lines = daemon_->log_lines(from_run);
  for (size_t i = skipped; i < lines.size(); ++i) {
    std::istringstream words{lines[i]};
    std::string time, level, name;
    words >> time >> level >> name;
    if (level == "error" || level == "critical")
      out.push_back(level + " " + name);
  }
  return out;
}

std::vector<std::string>
crash_stage::close(const std::vector<std::pair<order_id, order_status>>& expected) {
  std::vector<std::string> out;
  auto code = daemon_->stop();
  if (code != 0)
    out.push_back("the daemon's exit code is " + std::to_string(code.value_or(-1)));
  auto opened = storage::database::open(database_in(directory_));
  if (!opened)
    return {"the database cannot be opened: " + opened.why().text};
  auto& database = **opened;
  auto left = database.recover();
  storage::order_filter everything;
  everything.open_only = false;
  everything.limit = 100'000;
  auto all = database.list_orders(everything);
  if (!left || !all)
    return {"the database cannot be read"};
  if (!left->outbox.empty() || !left->inbound.empty())
    out.push_back(std::to_string(left->outbox.size()) + " effects and " +
                  std::to_string(left->inbound.size()) + " messages are not done");
  if (all->size() != expected.size())
    out.push_back(std::to_string(all->size()) + " orders in the database, not " +
                  std::to_string(expected.size()));
  for (auto& [id, status] : expected) {
    auto found = database.find_order(id);
    if (!found || !*found)
      out.push_back("order " + id.text() + " is gone");
    else if (status_of(**found) != status)
      out.push_back("order " + id.text() + " is " + std::string{to_string(status_of(**found))});
  }
  return out;
}

} // namespace mostro::crash
