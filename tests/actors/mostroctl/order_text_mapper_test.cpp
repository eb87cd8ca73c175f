// SPDX-License-Identifier: MIT
//
// The output for people, letter by letter.
#include "tests/actors/mostroctl/shown_samples.hpp"

#include "actors/mostroctl/order_text_mapper.hpp"

#include <catch2/catch.hpp>

using namespace mostro;
using namespace mostro::ctl;
using namespace mostro::ctl_samples;

TEST_CASE("mostroctl text: orders as a table") {
  std::vector orders{fixed_order(), ctl_samples::range_order()};
  CHECK(
      orders_text(orders, now) ==
      R"(ID                                    KIND  STATUS               FIAT       AMOUNT  PREMIUM    AGE  PAYMENT METHOD
6f0c12ab-9d00-4000-8000-000000000001  sell  fiat-sent         100 EUR  150000 sats     +3 %     1h  SEPA
70000000-0000-4000-8000-000000000002  buy   pending    1000-50000 ARS       market     -2 %  2d 7h  MercadoPago ?[2J, café
)");
  CHECK(orders_text({}, now) == "no orders\n");
}

TEST_CASE("mostroctl text: everything about an order") {
  CHECK(order_text(details()) == R"(order           6f0c12ab-9d00-4000-8000-000000000001
kind            sell
status          fiat-sent
decisions       7
fiat            100 EUR
amount          150000 sats
fee             450 sats from each side
premium         +3 %
payment method  SEPA
created         2025-08-21T12:00:00Z
expires         2025-08-22T12:00:00Z
waiting since   2025-08-21T12:30:00Z
buyer           aa11
seller          bb22
escrow          held
  hash          cc33
  held since    2025-08-21T12:10:00Z
  paid          150450000 msats
  expires at    block 812
payout          waiting
  failed        1 times
  next try      2025-08-21T13:01:00Z
dispute         in-progress
  id            b1d20000-0000-4000-8000-000000000003
  opened by     buyer, 2025-08-21T12:58:55Z
  before it     fiat-sent
  solver        npub1solver
  taken         2025-08-21T12:59:55Z
)");
}

TEST_CASE("mostroctl text: the causal chain of an order") {
  CHECK(explain_text(details()) ==
        R"(order 6f0c12ab-9d00-4000-8000-000000000001: sell for 100 EUR, fiat-sent
2025-08-21T12:00:00Z  #1    order-created: pending
                            because of event e1e1
                            leads to publish-order, send-message
2025-08-21T12:00:01Z        relay-accepted: wss://a publish-order
2025-08-21T12:01:40Z        request-refused: take-sell: invalid_parameters
2025-08-21T12:10:00Z  #2    escrow-accepted: pending -> active
waiting               row 41 send-message: rate to aa11…
)");
}

TEST_CASE("mostroctl text: the state of the node") {
  CHECK(status_text(ctl_samples::status()) == R"(node         npub1node
version      0.1.0 (abc123)
running      1d 1h, since 2025-08-20T11:58:59Z
lightning    usable: mostro, regtest, block 812, synced
relays       1 of 2 connected
  connected  wss://a
  away       wss://b
orders       13 open
  active     2
  pending    11
halted       0
disputes     1 open
undelivered  3
prices       4, oldest 42s
maintenance  off
)");
  auto away = ctl_samples::status();
  away.lightning.usable = false;
  away.maintenance.reset();
  away.oldest_price_at.reset();
  auto text = status_text(away);
  CHECK(text.find("lightning    not usable\n") != std::string::npos);
  CHECK(text.find("maintenance") == std::string::npos);
  CHECK(text.find("prices") == std::string::npos);
}

TEST_CASE("mostroctl text: disputes, solvers and changes") {
  std::vector disputes{dispute()};
  disputes.push_back(dispute());
  disputes[1].solver.clear();
  disputes[1].status = "initiated";
  CHECK(
      disputes_text(disputes, now) ==
      R"(DISPUTE                               ORDER                                 STATUS       OPENED BY    AGE  SOLVER
b1d20000-0000-4000-8000-000000000003  6f0c12ab-9d00-4000-8000-000000000001  in-progress  buyer      1m 5s  npub1solver
b1d20000-0000-4000-8000-000000000003  6f0c12ab-9d00-4000-8000-000000000001  initiated    buyer      1m 5s  -
)");
  CHECK(disputes_text({}, now) == "no disputes\n");
  std::vector<admin::solver_view> solvers{{"npub1a", "read"}, {"npub1bc", "read-write"}};
  CHECK(solvers_text(solvers) == "SOLVER   PERMISSION\nnpub1a   read\nnpub1bc  read-write\n");
  CHECK(solvers_text({}) == "no solvers\n");
  CHECK(change_text({"6f0c", 3, "active", now, "escrow-accepted"}) ==
        "2025-08-21T13:00:00Z  6f0c  #3  escrow-accepted: active\n");
}
