// SPDX-License-Identifier: MIT
//
// Lines of the audit log.
#include "actors/admin/audit_mapper.hpp"

#include "messages/json.hpp"

#include <catch2/catch.hpp>

using namespace mostro;
using namespace mostro::admin;

TEST_CASE("audit: a line tells when, who, what and the outcome") {
  audit_entry e;
  e.at = {1'755'777'600};
  e.who = {door::tcp, "10.0.0.1", "the-secret-token"};
  e.call = "SettleOrder";
  e.arguments = {{"order_id", "6f0c"}, {"request_id", "7"}};
  e.outcome = audit_outcome::failed;
  e.text = "because";
  CHECK(to_audit_line(e) ==
        R"({"time":"2025-08-21T12:00:00Z","door":"tcp","peer":"10.0.0.1","call":"SettleOrder",)"
        R"("arguments":{"order_id":"6f0c","request_id":"7"},"outcome":"failed","text":"because"})");
}

TEST_CASE("audit: without arguments and text the line stays complete, and the door has a name") {
  audit_entry e;
  e.who = {door::unix_socket, "unix", {}};
  e.call = "GetVersion";
  for (auto [outcome, word] :
       {std::pair{audit_outcome::asked, "asked"}, std::pair{audit_outcome::done, "done"},
        std::pair{audit_outcome::refused, "refused"}}) {
    e.outcome = outcome;
    CHECK(to_audit_line(e) ==
          R"({"time":"1970-01-01T00:00:00Z","door":"unix","peer":"unix","call":"GetVersion",)"
          R"("arguments":{},"outcome":")" +
              std::string{word} + "\"}");
  }
}

TEST_CASE("audit: what a caller sends cannot break the line") {
  audit_entry e;
  e.who = {door::unix_socket, "unix", {}};
  e.call = "AddSolver";
  e.arguments = {{"solver_pubkey", "\"}\n\xFF{\x01" + std::string(10'000, 'x')}};
  auto line = to_audit_line(e);
  CHECK(line.find('\n') == std::string::npos);
  CHECK(line.size() < 5000);
  auto parsed = json::document::parse(line);
  REQUIRE(parsed);
  auto text = parsed->root().find("arguments")->find("solver_pubkey")->text();
  REQUIRE(text);
  CHECK(text->substr(0, 8) == "\"}\n\xEF\xBF\xBD{\x01");
}
