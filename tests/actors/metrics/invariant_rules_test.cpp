// SPDX-License-Identifier: MIT
//
// The invariants that one stored order can show by itself.
#include "actors/metrics/invariant_rules.hpp"

#include <catch2/catch.hpp>
#include <set>

using namespace mostro;

namespace {

trade good_trade() {
  trade t;
  t.amount = sats{50'000};
  t.fee = sats{150};
  t.dev_fee = sats{90};
  return t;
}

escrow good_escrow() {
  escrow e;
  e.held_at = {1'700'000'000};
  e.amount_paid = msats{50'150'000};
  return e;
}

order in_phase(order_phase phase) {
  order o;
  o.phase = std::move(phase);
  return o;
}

std::vector<invariant> broken(order_phase phase) {
  return broken_invariants(in_phase(std::move(phase)), 3, std::nullopt, unix_time{0});
}

settled owing() {
  settled p{good_trade(), good_escrow(), {}, {}};
  p.payout.destination = "a@b.c";
  p.payout.retry_at = unix_time{5};
  return p;
}

} // namespace

TEST_CASE("invariants: a deadline that was over half an hour ago without effect is seen") {
  auto waiting = in_phase(waiting_payment{good_trade(), {}});
  const unix_time due{1000};
  CHECK(broken_invariants(waiting, 3, due, due + longest_delay + seconds{1}) ==
        std::vector{invariant::forgotten_timer});
  CHECK(broken_invariants(waiting, 3, due, due + longest_delay).empty());
}

TEST_CASE("invariants: a payout's age counts from its claim while LND has it") {
  auto p = owing();
  CHECK(payout_age(in_phase(p), unix_time{1000}) == seconds{0});
  p.payout.claim = payout_claim{{}, "lnbc1", 1, unix_time{400}};
  CHECK(payout_age(in_phase(p), unix_time{1000}) == seconds{600});
  CHECK(payout_age(in_phase(p), unix_time{399}) == seconds{0}); // A clock that was set back.
  CHECK(payout_age(in_phase(active{good_trade(), good_escrow()}), unix_time{1000}) == seconds{0});
}

TEST_CASE("invariants: good orders break none in any phase") {
  CHECK(broken(pending{}).empty());
  CHECK(broken(waiting_payment{good_trade(), {}}).empty());
  CHECK(broken(active{good_trade(), good_escrow()}).empty());
  CHECK(broken(fiat_sent{good_trade(), good_escrow(), {}}).empty());
  CHECK(broken(disputed{good_trade(), good_escrow(), {}}).empty());
  CHECK(broken(owing()).empty());
}

TEST_CASE("invariants: amounts that do not fit together are seen") {
  auto with = [](sats a, sats f, sats d) {
    auto t = good_trade();
    t.amount = a;
    t.fee = f;
    t.dev_fee = d;
    return broken(waiting_payment{t, {}});
  };
  std::vector<invariant> bad{invariant::amounts};
  CHECK(with({0}, {0}, {0}) == bad);
  CHECK(with({100}, {-1}, {0}) == bad);
  CHECK(with({100}, {100}, {0}) == bad);
  CHECK(with({100}, {1}, {3}) == bad);
  CHECK(with({100}, {1}, {2}).empty());
}

TEST_CASE("invariants: a running trade needs an escrow that is paid and still held") {
  auto e = good_escrow();
  e.held_at = {};
  CHECK(broken(active{good_trade(), e}) == std::vector{invariant::unpaid_escrow});
  e = good_escrow();
  e.vanished = true;
  CHECK(broken(fiat_sent{good_trade(), e, {}}) == std::vector{invariant::vanished_escrow});
  e = good_escrow();
  e.amount_paid = msats{50'149'999};
  CHECK(broken(disputed{good_trade(), e, {}}) == std::vector{invariant::underpaid});
}

TEST_CASE("invariants: a settled order pays, will pay, or waits for an invoice") {
  auto p = owing();
  p.payout.destination.clear();
  CHECK(broken(p) == std::vector{invariant::no_destination});
  p = owing();
  p.payout.retry_at.reset();
  CHECK(broken(p) == std::vector{invariant::stuck_payout});
  p.payout.attempts = 3; // The buyer was asked for another invoice.
  CHECK(broken(p).empty());
  p.payout.attempts = 0;
  p.payout.resolving = true;
  CHECK(broken(p).empty());
}

TEST_CASE("invariants: each has a name of its own") {
  std::set<std::string_view> names;
  for (auto what : all_invariants())
    names.insert(to_string(what));
  CHECK(names.size() == all_invariants().size());
  CHECK(names.count("unknown") == 0);
}
