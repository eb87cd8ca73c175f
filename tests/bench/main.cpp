// SPDX-License-Identifier: MIT
//
// mostro-bench: trades side by side against a daemon in this process, over real
// sockets, and how long traders wait for its replies. The second half of the run is
// the same with payees who hold their payments for ever: they must delay nobody.
#include "actors/daemon/daemon.hpp"
#include "actors/log.hpp"
#include "tests/bench/latencies.hpp"
#include "tests/harness/devnet.hpp"
#include "tests/harness/trade_script.hpp"

#include <CLI/CLI.hpp>
#include <atomic>
#include <condition_variable>
#include <iostream>
#include <openssl/rand.h>
#include <thread>
#include <unistd.h>

namespace {

using namespace mostro;
using namespace mostro::bench;
using namespace std::chrono_literals;
using devnet::trade_point;
using devnet::trader;

struct options {
  size_t pairs = 8;
  size_t trades = 5; ///< Of each pair, in each half.
  size_t held = 20;
  std::string transport = "both";
};

std::string random_text() {
  bytes32 raw{};
  expects(RAND_bytes(raw.data(), static_cast<int>(raw.size())) == 1, "no randomness");
  return to_hex(raw);
}

/// Network and daemon, in a directory that goes with them.
struct stage {
  std::filesystem::path directory =
      std::filesystem::temp_directory_path() / ("mostro-bench-" + random_text());
  std::unique_ptr<devnet::devnet> net;
  nostr::key_pair node = nostr::parse_secret_key("7" + random_text().substr(1)).value();
  std::unique_ptr<mostro::daemon> daemon;

  ~stage() {
    if (daemon)
      daemon->stop(0ms);
    daemon.reset();
    net.reset();
    std::error_code ignored;
    std::filesystem::remove_all(directory, ignored);
  }

  status start(const options& how) {
    devnet::devnet_options network;
    network.directory = directory;
    network.nodes = {"mostro", "alice", "bob", "holder"};
    network.balance = sats{1'000'000'000};
    auto made = devnet::devnet::start(std::move(network));
    if (!made)
      return made.why();
    net = std::move(*made);
    if (auto written = net->write_settings(nostr::to_nsec(node.secret), how.transport); !written)
      return written;
    auto reading = read_settings(directory / "settings.toml", "");
    if (!reading.value)
      return fail(errc::invalid, reading.problems.empty() ? "settings" : reading.problems.front());
    std::mutex mutex;
    std::condition_variable changed;
    bool ready = false;
    daemon_setup setup;
    setup.settings = std::move(*reading.value);
    setup.fatal = [](const std::string& why) {
      std::cerr << "mostro-bench: the daemon failed: " << why << std::endl;
      std::_Exit(1);
    };
    setup.on_ready = [&] {
      std::lock_guard lock{mutex};
      ready = true;
      changed.notify_all();
    };
    auto started = mostro::daemon::start(std::move(setup));
    if (!started)
      return started.why();
    daemon = std::move(*started);
    std::unique_lock lock{mutex};
    if (!changed.wait_for(lock, 30s, [&] { return ready; }))
      return fail(errc::timed_out, "the daemon does not get ready");
    return done();
  }

  std::unique_ptr<trader> make_trader(const std::string& name, devnet::wallet& purse,
                                      transport via) const {
    devnet::trader_setup how;
    how.name = name;
    how.relay_port = net->relay().port();
    how.node = node.pub;
    how.via = via;
    how.mnemonic = random_text();
    how.wallet = &purse;
    return std::make_unique<trader>(std::move(how));
  }
};

/// One trade; adds the time of every step to `to`.
status measured_trade(trader& seller, trader& buyer, order_kind kind, latencies& to) {
  auto last = std::chrono::steady_clock::now();
  auto hook = [&](trade_point point) {
    auto now = std::chrono::steady_clock::now();
    if (point != trade_point::release_sent)
      to.add(now - last);
    last = now;
  };
  devnet::trade_terms terms;
  terms.patience = 120s;
  auto order = kind == order_kind::sell ? run_sell_trade(seller, buyer, terms, hook)
                                        : run_buy_trade(buyer, seller, terms, hook);
  return order ? done() : status{order.why()};
}

/// One half of the run: all pairs at the same time. Returns the number of failed trades.
size_t run_half(stage& on, const options& how, latencies& all) {
  std::mutex mutex;
  std::atomic<size_t> failed = 0;
  std::vector<std::thread> threads;
  for (size_t i = 0; i < how.pairs; ++i)
    threads.emplace_back([&, i] {
      auto alice = devnet::make_network_wallet(on.net->lightning(), "alice");
      auto bob = devnet::make_network_wallet(on.net->lightning(), "bob");
      auto via = i % 2 == 0 ? transport::nip44 : transport::gift_wrap;
      auto seller = on.make_trader("seller" + std::to_string(i), *alice, via);
      auto buyer = on.make_trader("buyer" + std::to_string(i), *bob, via);
      latencies mine;
      for (size_t n = 0; n < how.trades; ++n) {
        if (n > 0) { // Every create and every take has a trade key of its own.
          seller->next_key();
          buyer->next_key();
        }
        auto kind = n % 2 == 0 ? order_kind::sell : order_kind::buy;
        if (auto ended = measured_trade(*seller, *buyer, kind, mine); !ended) {
          std::cerr << "mostro-bench: " << ended.why().text << std::endl;
          ++failed;
        }
      }
      std::lock_guard lock{mutex};
      all.add(mine);
    });
  for (auto& thread : threads)
    thread.join();
  return failed;
}

/// Trades whose buyers never let their payment finish; returns how many are under way.
size_t hold_payouts(stage& on, size_t wanted) {
  on.net->lightning().set_payment_mode("holder", {devnet::payment_mode::kind::hang});
  std::atomic<size_t> under_way = 0;
  std::vector<std::thread> threads;
  for (size_t i = 0; i < wanted; ++i)
    threads.emplace_back([&, i] {
      auto alice = devnet::make_network_wallet(on.net->lightning(), "alice");
      auto holder = devnet::make_network_wallet(on.net->lightning(), "holder");
      auto seller = on.make_trader("s" + std::to_string(i), *alice, transport::nip44);
      auto buyer = on.make_trader("h" + std::to_string(i), *holder, transport::nip44);
      devnet::trade_terms terms;
      terms.patience = 10s; // The last step, the payout, never comes.
      auto hook = [&](trade_point point) {
        if (point == trade_point::release_sent)
          ++under_way;
      };
      (void)run_sell_trade(*seller, *buyer, terms, hook);
    });
  for (auto& thread : threads)
    thread.join();
  return under_way;
}

int run(const options& how) {
  stage on;
  if (auto started = on.start(how); !started) {
    std::cerr << "mostro-bench: " << started.why().text << std::endl;
    return 1;
  }
  latencies quiet, beside;
  std::cout << how.pairs << " pairs, " << how.trades << " trades each" << std::endl;
  auto began = std::chrono::steady_clock::now();
  auto failed = run_half(on, how, quiet);
  auto took = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  std::cout << "nobody holds:   " << quiet.text() << "  ("
            << static_cast<double>(how.pairs * how.trades) / took << " trades/s)" << std::endl;
  auto held = hold_payouts(on, how.held);
  failed += run_half(on, how, beside);
  std::cout << held << " payouts held: " << beside.text() << std::endl;
  std::cout << "failed trades: " << failed
            << ", conserved: " << (on.net->lightning().conserved() ? "yes" : "no") << std::endl;
  return failed == 0 && held == how.held ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
  options how;
  CLI::App app{"mostro-bench: how long traders wait, with and without payees who hold payments."};
  app.add_option("--pairs", how.pairs, "Trades at the same time")->capture_default_str();
  app.add_option("--trades", how.trades, "Trades of each pair in each half")->capture_default_str();
  app.add_option("--held", how.held, "Payouts that are held for ever")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  log::set_minimum(log::level::error);
  return run(how);
}
