// SPDX-License-Identifier: MIT
//
// The money of the simulated network: locked, released, refunded, never lost.
#include "tests/harness/lightning_ledger.hpp"

#include <catch2/catch.hpp>

using namespace mostro;
using namespace mostro::devnet;

TEST_CASE("lightning ledger: a lock takes amount and fee, and not more than there is") {
  lightning_ledger ledger;
  const size_t payer = ledger.open(msats{1000});
  const size_t payee = ledger.open(msats{0});
  CHECK_FALSE(ledger.lock(1, {payer, payee, msats{991}, msats{10}}));
  CHECK(ledger.balance(payer) == msats{1000});
  REQUIRE(ledger.lock(1, {payer, payee, msats{990}, msats{10}}));
  CHECK(ledger.balance(payer) == msats{0});
  CHECK(ledger.outgoing(payer) == msats{1000});
  CHECK(ledger.incoming(payee) == msats{990});
  CHECK(ledger.conserved());

  SECTION("released, payee and router have it") {
    ledger.release(1);
    CHECK(ledger.balance(payee) == msats{990});
    CHECK(ledger.router() == msats{10});
  }
  SECTION("refunded, the payer has it again") {
    ledger.refund(1);
    CHECK(ledger.balance(payer) == msats{1000});
    CHECK(ledger.router() == msats{0});
  }
  CHECK(ledger.outgoing(payer) == msats{0});
  CHECK(ledger.conserved());
  CHECK_THROWS_AS(ledger.release(1), bug);
  CHECK_THROWS_AS(ledger.refund(1), bug);
}

TEST_CASE("lightning ledger: deposits are the only money that comes in") {
  lightning_ledger ledger;
  const size_t account = ledger.open(msats{5});
  ledger.deposit(account, msats{7});
  CHECK(ledger.balance(account) == msats{12});
  CHECK(ledger.total() == msats{12});
  CHECK(ledger.conserved());
  CHECK_THROWS_AS(ledger.deposit(account, msats{-1}), bug);
}
