// SPDX-License-Identifier: MIT
//
// What the operator commands over the admin service: the same handlers, but the
// outcome is reported and no refusal is sent (spec 03 §4).
#include "tests/actors/order_book/shell_fixture.hpp"

using namespace mostro;
using namespace mostro::test;
using fixture::filed_dispute;

namespace {

const order_id order_of_case = fixture::id_of<order_id>(0xaa);
const order_id dispute_of_case = order_id{fixture::fresh_dispute_id().data};
const std::string npub = nostr::to_npub(key_of(7).pub);

shell_start in_dispute(const std::optional<public_key>& held_by = {}) {
  return {{fixture::order_in_dispute(filed_dispute(held_by))},
          {user_of(fixture::maker().identity), user_of(fixture::taker().identity)}};
}

} // namespace

TEST_CASE("operator: a dispute is taken and settled, and accepted means committed") {
  shell_fixture f{in_dispute()};
  auto taken = f.command(action::admin_take_dispute, dispute_of_case);
  CHECK(taken.accepted);
  CHECK(f.stored().dispute->solver == f.node);
  CHECK(f.last_told(f.node).action == action::admin_took_dispute);
  CHECK(f.command(action::admin_settle, order_of_case).accepted);
  CHECK(std::holds_alternative<settling_escrow>(f.stored().phase));
}

TEST_CASE("operator: a refusal is reported and nobody is written to") {
  shell_fixture f{in_dispute()};
  auto refused = f.command(action::admin_settle, order_of_case);
  CHECK_FALSE(refused.accepted);
  CHECK(refused.why == refusal::is_not_your_dispute);
  auto unknown = f.command(action::admin_cancel, fixture::id_of<order_id>(0x77));
  CHECK(unknown.why == refusal::not_found);
  CHECK(f.delivered->empty());
  CHECK(f.stored().seq == 5);
}

TEST_CASE("operator: what the protocol is silent about is said in words") {
  shell_fixture f{in_dispute()};
  auto unknown = f.command(action::admin_take_dispute, order_of_case);
  CHECK_FALSE(unknown.accepted);
  CHECK_FALSE(unknown.why);
  CHECK(unknown.text == "there is no such dispute");
  auto hex = f.command(action::admin_add_solver, {}, text_payload{key_of(7).pub.hex()});
  CHECK(hex.text == "the key is no npub");
  CHECK_FALSE(f.command(action::cancel, order_of_case).accepted);
  CHECK(f.delivered->empty());
}

TEST_CASE("operator: solvers are made, listed and removed") {
  shell_fixture f;
  auto list = [&f] { return f.system.ask<solvers_told>(f.desk, ask_solvers{})->solvers; };
  auto remove = [&f](const public_key& who) {
    return *f.system.ask<operator_outcome>(f.desk, remove_solver{who});
  };
  CHECK(list().empty());
  CHECK(f.command(action::admin_add_solver, {}, text_payload{npub + ":read"}).accepted);
  CHECK(list() == std::vector{std::pair{key_of(7).pub, solver_standing::read}});
  CHECK(f.command(action::admin_add_solver, {}, text_payload{npub + ":admin"}).why ==
        refusal::invalid_parameters);
  CHECK(f.delivered->empty());
  CHECK_FALSE(remove(key_of(8).pub).accepted);
  CHECK(remove(key_of(7).pub).accepted);
  CHECK(list().empty());
  CHECK(f.database->users.at(key_of(7).pub).solver == solver_standing::none);
  CHECK_FALSE(remove(key_of(7).pub).accepted);
}

TEST_CASE("operator: a solver who was removed keeps the dispute and decides nothing") {
  auto who = solver(0x52);
  auto start = in_dispute(who.identity);
  start.users.push_back(user_of(who.identity, solver_standing::read_write));
  shell_fixture f{start};
  CHECK(f.system.ask<operator_outcome>(f.desk, remove_solver{who.identity})->accepted);
  f.send(who, action::admin_settle, order_of_case);
  CHECK(f.last_refusal(who.trade_key) == refusal::not_authorized);
}

TEST_CASE("operator: the node's own key is admin, listed or not") {
  shell_fixture f;
  CHECK(f.ask_about(f.node).standing == solver_standing::admin);
  CHECK_FALSE(f.system.ask<operator_outcome>(f.desk, remove_solver{f.node})->accepted);
}
