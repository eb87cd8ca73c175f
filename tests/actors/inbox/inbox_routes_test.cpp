// SPDX-License-Identifier: MIT
//
// Who gets which message, and the questions that the inbox answers itself.
#include "tests/actors/inbox/inbox_fixture.hpp"

using namespace mostro;
using namespace mostro::test;

TEST_CASE("intake: a solver's key needs first-contact work until it has a dispute") {
  intake_settings settings;
  settings.pow_first_contact = 24;
  inbox_fixture f{std::make_shared<memory_database>(), settings};
  f.begin();
  auto settle = f.wrap(request_of(action::admin_settle), {other_key, std::nullopt});
  f.arrive(settle);
  CHECK(f.silent());
  caf::anon_send(f.inbox, know_keys{{other_key.pub}}); // What the book says of a solver.
  f.arrive(settle);
  CHECK(f.requests->size() == 1);
}

TEST_CASE("intake: what names a solver or a dispute goes to the desk, admin verdicts to the book") {
  inbox_fixture f;
  f.begin();
  auto add = request_of(action::admin_add_solver);
  add.id.reset(); // Decision 11: the id means nothing here.
  add.payload = text_payload{"npub1"};
  f.arrive(f.wrap(add, {node_key, std::nullopt}));
  f.arrive(f.wrap(request_of(action::admin_take_dispute), {other_key, std::nullopt}));
  f.arrive(f.wrap(request_of(action::admin_cancel), {other_key, std::nullopt}));
  REQUIRE(f.solvers_requests->size() == 2);
  CHECK(f.solvers_requests->at(0).what.identity == node_key.pub);
  CHECK(f.solvers_requests->at(1).what.message.action == action::admin_take_dispute);
  CHECK(f.requests->size() == 1);
  CHECK(f.database->unfinished.size() == 3);
}

TEST_CASE("conformance/03-62: restore-session with a payload is silent", "[03-62]") {
  inbox_fixture f;
  f.begin();
  auto restore = request_of(action::restore_session);
  restore.payload = ids_payload{};
  f.send(restore);
  CHECK(f.silent());
  CHECK(f.database->unfinished.empty());
}

TEST_CASE("conformance/03-63: last-trade-index tells what is stored, or why there is nothing",
          "[03-63]") {
  auto asked_of = [](std::vector<storage::user_record> users) {
    inbox_fixture f{std::make_shared<memory_database>(), {}, std::move(users)};
    f.begin();
    f.send(request_of(action::last_trade_index));
    return f.only_reply();
  };
  CHECK(reason_of(asked_of({})) == refusal::not_found);
  CHECK(reason_of(asked_of({user_at(0)})) == refusal::invalid_trade_index);
  auto told = asked_of({user_at(42)});
  CHECK(told.message.trade_index == 42);
  CHECK(told.message.wrapper == envelope::restore);
  CHECK(told.message.request_id == 77u);
  CHECK_FALSE(told.message.id);
}

TEST_CASE("conformance/03-43: admin-settle with an amount is silent", "[03-43]") {
  inbox_fixture f;
  f.begin();
  auto settle = request_of(action::admin_settle);
  settle.payload = amount_payload{1};
  f.send(settle);
  CHECK(f.silent());
}

TEST_CASE("intake: the node's own answers come back from the relays and are no requests") {
  inbox_fixture f{std::make_shared<memory_database>(), {}, {user_at(7)}};
  f.begin();
  message added; // What the operator's client is answered.
  added.wrapper = envelope::dispute;
  added.action = action::admin_add_solver;
  f.arrive(f.wrap(added, {node_key, std::nullopt}));
  for (auto a : {action::last_trade_index, action::restore_session, action::trade_pubkey})
    f.arrive(f.wrap(request_of(a), {node_key, std::nullopt}));
  CHECK(f.silent());
  CHECK(f.solvers_requests->empty());
  CHECK(f.database->unfinished.empty());
}

TEST_CASE("intake: the operator writes as the node and is heard") {
  CHECK(is_for_operator(request_of(action::admin_take_dispute)));
  CHECK(is_for_operator(request_of(action::admin_settle)));
  CHECK(is_for_operator(request_of(action::admin_cancel)));
  CHECK(is_for_operator(request_of(action::admin_add_solver))); // With an id: a text is missing.
  CHECK_FALSE(is_for_operator(request_of(action::take_sell)));
}
