// SPDX-License-Identifier: MIT
//
// Two hundred trades at the same time: every one ends, every sat is accounted for
// (must-show 6).
#include "tests/support/slowness.hpp"
#include "tests/trades/trade_steps.hpp"

#include <barrier>
#include <catch2/catch.hpp>
#include <set>
#include <sys/resource.h>
#include <thread>

using namespace mostro;
using namespace mostro::test;

namespace {

constexpr int trades = 200;

/// Both ends of 400 connections are in this process.
void allow_many_sockets() {
  rlimit files{};
  REQUIRE(getrlimit(RLIMIT_NOFILE, &files) == 0);
  files.rlim_cur = std::min<rlim_t>(files.rlim_max, 4096);
  REQUIRE(setrlimit(RLIMIT_NOFILE, &files) == 0);
}

sats amount_of(int i) { return {10'000 + 100 * i}; }
/// The fee of each side: 0.3 %, rounded as the reference does.
sats fee_of_trade(int i) {
  return {static_cast<int64_t>(std::round(0.006 * static_cast<double>(amount_of(i).value) / 2))};
}

/// One trade, its traders and how it went. Runs in a thread of its own.
struct running_trade {
  std::unique_ptr<trade_pair> pair;
  std::optional<order_id> order;
  std::string failure;
  std::thread thread;

  void run(int number, std::barrier<>& all_held) {
    trade_terms terms;
    terms.amount = amount_of(number);
    terms.patience = 60s * test_support::slowness;
    bool met = false;
    auto ended = run_trade(*pair, number % 2 == 0 ? order_kind::sell : order_kind::buy, terms,
                           [&](trade_point reached) {
                             if (reached != trade_point::escrow_held)
                               return;
                             met = true;
                             all_held.arrive_and_wait(); // All orders are active …
                             all_held.arrive_and_wait(); // … and were counted.
                           });
    if (ended)
      order = *ended;
    else
      failure = ended.why().text;
    if (!met)
      all_held.arrive_and_drop(); // The others must not wait for ever.
  }
};

} // namespace

TEST_CASE("many: two hundred trades run at the same time and every sat arrives") {
  allow_many_sockets();
  running_network network{{.balance = sats{100'000'000}}};
  std::vector<running_trade> all(trades);
  std::barrier<> all_held{trades + 1};
  for (int i = 0; i < trades; ++i)
    all[i].pair =
        std::make_unique<trade_pair>(network, i % 4 < 2 ? transport::nip44 : transport::gift_wrap);
  for (int i = 0; i < trades; ++i)
    all[i].thread = std::thread{[&, i] { all[i].run(i, all_held); }};

  all_held.arrive_and_wait();
  auto open_at_once = network.daemon().open_orders();
  auto locked = network.lightning().view("mostro").incoming;
  all_held.arrive_and_wait();
  for (auto& one : all)
    one.thread.join();

  CHECK(open_at_once == trades);
  std::set<order_id> orders;
  std::multiset<sats> expected;
  std::multiset<sats> funded;
  sats expected_locked{0};
  for (int i = 0; i < trades; ++i) {
    INFO("trade " << i << ": " << all[i].failure);
    REQUIRE(all[i].order.has_value());
    orders.insert(*all[i].order);
    expected.insert(amount_of(i) - fee_of_trade(i));
    funded.insert(amount_of(i) + fee_of_trade(i));
    expected_locked = expected_locked + amount_of(i) + fee_of_trade(i);
    CHECK(all[i].pair->seller->repeated() == 0);
    CHECK(all[i].pair->buyer->repeated() == 0);
  }
  CHECK(orders.size() == trades);
  CHECK(locked == to_msats(expected_locked));
  auto paid = network.payouts_to("bob");
  CHECK(std::multiset<sats>(paid.begin(), paid.end()) == expected);
  std::multiset<sats> received;
  for (auto& t : network.lightning().transfers())
    if (t.payee == "mostro")
      received.insert(sats{t.amount.value / 1000});
  CHECK(received == funded);
  CHECK(network.lightning().transfers().size() == 2 * trades);
  CHECK(network.lightning().conserved());
  CHECK(eventually([&] { return network.daemon().open_orders() == 0; }));
}
