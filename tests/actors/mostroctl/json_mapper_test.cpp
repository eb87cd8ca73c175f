// SPDX-License-Identifier: MIT
//
// The output for scripts, letter by letter.
#include "tests/actors/mostroctl/shown_samples.hpp"

#include "actors/mostroctl/json_mapper.hpp"
#include "messages/json.hpp"

#include <catch2/catch.hpp>

using namespace mostro;
using namespace mostro::ctl;
using namespace mostro::ctl_samples;

TEST_CASE("mostroctl json: orders") {
  std::vector orders{fixed_order(), ctl_samples::range_order()};
  CHECK(orders_json(orders) ==
        R"([{"id":"6f0c12ab-9d00-4000-8000-000000000001","status":"fiat-sent","phase":"fiat-sent",)"
        R"("kind":"sell","fiat_code":"EUR","fiat_amount":100,"amount_sats":150000,"fee_sats":450,)"
        R"("payment_method":"SEPA","premium":3,"created_at":1755777600,"expires_at":1755864000,)"
        R"("duty_since":1755779400,"seq":7},)"
        R"({"id":"70000000-0000-4000-8000-000000000002","status":"pending","phase":"pending",)"
        R"("kind":"buy","fiat_code":"ARS","fiat_amount":0,"min_amount":1000,"max_amount":50000,)"
        R"("amount_sats":0,"fee_sats":0,"payment_method":"MercadoPago \u001b[2J, café",)"
        R"("premium":-2,"created_at":1755581200,"expires_at":1755781260,"seq":1}])");
  CHECK(orders_json({}) == "[]");
}

TEST_CASE("mostroctl json: one order, with its history only when asked") {
  auto plain = order_json(details(), false);
  auto whole = order_json(details(), true);
  CHECK(plain.find("\"chain\"") == std::string::npos);
  auto parsed = json::document::parse(whole);
  REQUIRE(parsed);
  auto root = parsed->root();
  CHECK(root.find("escrow")->find("amount_paid_msats")->integer() == 150'450'000);
  CHECK(root.find("payout")->find("state")->text() == "waiting");
  CHECK(root.find("dispute")->find("solver")->text() == "npub1solver");
  auto chain = *root.find("chain");
  REQUIRE(chain.size() == 5);
  CHECK(chain.at(0).find("kind")->text() == "decision");
  CHECK(chain.at(0).find("effects")->size() == 2);
  CHECK(chain.at(0).find("inbound_event")->text() == "e1e1");
  CHECK(chain.at(3).find("status_before")->text() == "pending");
  CHECK(chain.at(3).find("status_after")->text() == "active");
  CHECK(chain.at(1).find("kind")->text() == "trace");
  CHECK(chain.at(4).find("kind")->text() == "waiting");
  CHECK_FALSE(chain.at(4).find("at"));
}

TEST_CASE("mostroctl json: the state of the node") {
  CHECK(status_json(ctl_samples::status()) ==
        R"({"version":"0.1.0","commit":"abc123","npub":"npub1node","started_at":1755691139,)"
        R"("now":1755781200,"orders":{"active":2,"pending":11},"halted":0,"open_disputes":1,)"
        R"("undelivered":3,"relays":[{"url":"wss://a","connected":true},)"
        R"({"url":"wss://b","connected":false}],"lightning":{"usable":true,"alias":"mostro",)"
        R"("pubkey":"02aa","network":"regtest","block_height":812,"synced":true},"prices":4,)"
        R"("oldest_price_at":1755781158,"maintenance":false})");
  CHECK(json::document::parse(status_json({})));
}

TEST_CASE("mostroctl json: disputes, solvers, changes and outcomes") {
  std::vector disputes{dispute()};
  CHECK(disputes_json(disputes) ==
        R"([{"id":"b1d20000-0000-4000-8000-000000000003",)"
        R"("order_id":"6f0c12ab-9d00-4000-8000-000000000001","status":"in-progress",)"
        R"("order_status":"dispute","previous_order_status":"fiat-sent","initiator":"buyer",)"
        R"("solver":"npub1solver","created_at":1755781135,"taken_at":1755781195}])");
  std::vector<admin::solver_view> solvers{{"npub1a", "read"}};
  CHECK(solvers_json(solvers) == R"([{"pubkey":"npub1a","permission":"read"}])");
  CHECK(change_json({"6f0c", 3, "active", now, "escrow-accepted"}) ==
        R"({"order_id":"6f0c","seq":3,"status":"active","at":1755781200,)"
        R"("cause":"escrow-accepted"})");
  CHECK(outcome_json({true, ""}) == R"({"success":true})");
  CHECK(outcome_json({false, "no \"way\""}) == R"({"success":false,"error_message":"no \"way\""})");
}
