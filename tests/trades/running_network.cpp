// SPDX-License-Identifier: MIT
#include "tests/trades/running_network.hpp"

#include "actors/log.hpp"

#include <catch2/catch.hpp>
#include <iostream>
#include <openssl/rand.h>

namespace mostro::test {

namespace {

std::string random_text() {
  bytes32 raw{};
  expects(RAND_bytes(raw.data(), static_cast<int>(raw.size())) == 1, "no randomness");
  return to_hex(raw);
}

nostr::key_pair random_key() {
  auto text = random_text();
  text[0] = '7'; // Below the group order.
  return nostr::parse_secret_key(text).value();
}

std::string nsec_of(const nostr::key_pair& key) { return nostr::to_nsec(key.secret); }

} // namespace

running_network::running_network(network_options how)
    : how_(std::move(how)),
      directory_(std::filesystem::temp_directory_path() / ("mostro-trades-" + random_text())),
      node_(random_key()) {
  devnet::devnet_options options;
  options.directory = directory_;
  options.relay = how_.relay;
  options.balance = how_.balance;
  auto started = devnet::devnet::start(std::move(options));
  REQUIRE(started.has_value());
  net_ = std::move(*started);
  REQUIRE(net_->write_settings(nsec_of(node_), how_.transport).has_value());
  log_.open(directory_ / "mostrod.log");
  log::redirect([this](log::level l, std::string_view line) {
    log_ << devnet::wall_clock_milliseconds() << ' ' << log::to_string(l) << ' ' << line
         << std::endl;
  });
  start();
}

running_network::~running_network() {
  stop();
  log::redirect({});
  net_.reset();
  if (std::uncaught_exceptions() > exceptions_) {
    std::cerr << "kept for inspection: " << directory_ << std::endl;
    return;
  }
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

void running_network::start() {
  auto reading = read_settings(directory_ / "settings.toml", "");
  for (auto& problem : reading.problems)
    UNSCOPED_INFO(problem);
  REQUIRE(reading.value.has_value());
  if (how_.adjust)
    how_.adjust(*reading.value);
  auto flag = std::make_shared<ready_flag>();
  daemon_setup setup;
  setup.settings = std::move(*reading.value);
  setup.patience_after_start = how_.patience_after_start;
  setup.pace = how_.pace;
  auto machine = environment::of_this_machine();
  setup.env = environment{
      [machine, ahead = how_.clock_ahead] { return machine.now() + seconds{ahead->load()}; },
      [machine](std::span<uint8_t> out) { machine.fill(out); }};
  setup.fatal = [](const std::string& why) { log::critical("daemon-failed", "why={}", why); };
  setup.on_ready = [flag] {
    std::lock_guard lock{flag->mutex};
    flag->ready = true;
    flag->changed.notify_all();
  };
  auto give_up_at = std::chrono::steady_clock::now() + 20s;
  setup.give_up = [give_up_at] { return std::chrono::steady_clock::now() > give_up_at; };
  auto started = daemon::start(std::move(setup));
  if (!started)
    FAIL(started.why().text);
  daemon_ = std::move(*started);
  std::unique_lock lock{flag->mutex};
  if (net_->relay().is_up())
    flag->changed.wait_for(lock, 20s, [&] { return flag->ready; });
}

void running_network::stop() {
  if (!daemon_)
    return;
  daemon_->stop(0ms);
  daemon_.reset();
}

std::unique_ptr<trader> running_network::make_trader(const std::string& wallet_node, transport via,
                                                     bool full_privacy) {
  wallets_.push_back(devnet::make_network_wallet(lightning(), wallet_node));
  devnet::trader_setup how;
  how.name = wallet_node + std::to_string(++traders_);
  how.relay_port = net_->relay().port();
  how.node = node_.pub;
  how.via = via;
  how.mnemonic = random_text();
  how.full_privacy = full_privacy;
  how.wallet = wallets_.back().get();
  auto mnemonic = how.mnemonic;
  auto out = std::make_unique<trader>(std::move(how));
  mnemonics_[out.get()] = {mnemonic, wallets_.back().get()};
  return out;
}

std::unique_ptr<trader> running_network::make_twin(const trader& of, transport via) {
  auto& [mnemonic, wallet] = mnemonics_.at(&of);
  devnet::trader_setup how;
  how.name = of.name() + "-twin";
  how.relay_port = net_->relay().port();
  how.node = node_.pub;
  how.via = via;
  how.mnemonic = mnemonic;
  how.wallet = wallet;
  return std::make_unique<trader>(std::move(how));
}

std::vector<std::string> running_network::shown_states(const order_id& id) const {
  std::map<event_id, nostr::event> revisions;
  for (auto& e : net_->relay().published_log())
    if (e.accepted && e.what.kind == nostr::kind::order && e.what.pubkey == node_.pub &&
        nostr::first_tag_value(e.what.tags, "d") == id.text())
      revisions.emplace(e.what.id, e.what);
  std::vector<nostr::event> sorted;
  for (auto& [event_id, e] : revisions)
    sorted.push_back(e);
  std::sort(sorted.begin(), sorted.end(),
            [](auto& a, auto& b) { return a.created_at < b.created_at; });
  std::vector<std::string> out;
  for (auto& e : sorted)
    out.push_back(nostr::first_tag_value(e.tags, "s").value_or("none"));
  return out;
}

bool running_network::wait_for_state(const order_id& id, const std::string& state,
                                     std::chrono::milliseconds patience) const {
  return net_->relay()
      .wait_for(
          [&](const nostr::event& e) {
            return e.kind == nostr::kind::order && e.pubkey == node_.pub &&
                   nostr::first_tag_value(e.tags, "d") == id.text() &&
                   nostr::first_tag_value(e.tags, "s") == state;
          },
          patience)
      .has_value();
}

std::vector<sats> running_network::payouts_to(const std::string& payee) const {
  std::vector<sats> out;
  for (auto& t : net_->lightning().transfers())
    if (t.payer == "mostro" && t.payee == payee)
      out.push_back(sats{t.amount.value / 1000});
  return out;
}

result<order_id> run_trade(trade_pair& pair, order_kind kind, const trade_terms& terms,
                           const devnet::at_point& hook) {
  return kind == order_kind::sell ? run_sell_trade(*pair.seller, *pair.buyer, terms, hook)
                                  : run_buy_trade(*pair.buyer, *pair.seller, terms, hook);
}

void check_good_end(running_network& network, trade_pair& pair, const order_id& order) {
  CHECK(network.payouts_to("bob") == std::vector<sats>{sats{49'850}});
  size_t funded = 0;
  for (auto& t : network.lightning().transfers())
    if (t.payer == "alice" && t.payee == "mostro" && t.amount == to_msats(sats{50'150}))
      ++funded;
  CHECK(funded == 1);
  CHECK(network.lightning().transfers().size() == 2);
  CHECK(pair.seller->repeated() == 0);
  CHECK(pair.buyer->repeated() == 0);
  CHECK(network.lightning().conserved());
  CHECK(network.wait_for_state(order, "success"));
  CHECK(network.shown_states(order) ==
        std::vector<std::string>{"pending", "in-progress", "success"});
}

const std::vector<trade_point>& all_points() {
  static const std::vector<trade_point> all{
      trade_point::created,     trade_point::taken,     trade_point::hold_invoice_made,
      trade_point::escrow_held, trade_point::fiat_sent, trade_point::release_sent,
      trade_point::completed};
  return all;
}

const char* to_string(trade_point point) {
  switch (point) {
  case trade_point::created:
    return "created";
  case trade_point::taken:
    return "taken";
  case trade_point::hold_invoice_made:
    return "hold invoice made";
  case trade_point::escrow_held:
    return "escrow held";
  case trade_point::fiat_sent:
    return "fiat sent";
  case trade_point::release_sent:
    return "release sent";
  case trade_point::completed:
    return "completed";
  }
  return "?";
}

} // namespace mostro::test
