// SPDX-License-Identifier: MIT
//
// The desk with real orders, store and reputation behind it: who becomes a solver
// (spec 03 §3.2), and the way from a dispute id to its order (§3.3).
#include "tests/actors/order_book/shell_fixture.hpp"

using namespace mostro;
using namespace mostro::test;
using fixture::filed_dispute;
using fixture::fresh_dispute_id;
using fixture::key;

namespace {

const order_id order_of_case = fixture::id_of<order_id>(0xaa);
/// The dispute's id where a message names it.
const order_id dispute_of_case = order_id{fresh_dispute_id().data};
const party reader = solver(0x51);
const party writer = solver(0x52);
const party second_writer = solver(0x53);
const party operators = solver(0x54);

std::vector<storage::user_record> solvers() {
  return {user_of(reader.identity, solver_standing::read),
          user_of(writer.identity, solver_standing::read_write),
          user_of(second_writer.identity, solver_standing::read_write),
          user_of(fixture::maker().identity), user_of(fixture::taker().identity)};
}

shell_start in_dispute(const dispute& d = filed_dispute()) {
  return {{fixture::order_in_dispute(d)}, solvers()};
}

const std::string npub = nostr::to_npub(key_of(7).pub);

message reply_to_add(shell_fixture& f, const std::string& text) {
  f.send(f.request(operators, action::admin_add_solver,
                   shell_fixture::message_about({}, text_payload{text})));
  return f.last_told(f.node);
}

} // namespace

TEST_CASE("conformance/03-44: npubs become solvers with the permission behind the colon",
          "[03-44]") {
  for (auto& [text, standing] : {std::pair{npub, solver_standing::read_write},
                                 std::pair{npub + ":read", solver_standing::read},
                                 std::pair{npub + ":write", solver_standing::read_write}}) {
    shell_fixture f;
    auto reply = reply_to_add(f, text);
    CHECK(reply.wrapper == envelope::dispute);
    CHECK(reply.action == action::admin_add_solver);
    CHECK(reply.request_id == 7u);
    CHECK_FALSE(reply.id);
    CHECK(reply.payload == payload{});
    CHECK(f.database->users.at(key_of(7).pub).solver == standing);
    CHECK(f.ask_about(key_of(7).pub).standing == standing);
    CHECK(f.database->unfinished.empty());
  }
}

TEST_CASE("conformance/03-45: a text that names nobody or an unknown permission is refused",
          "[03-45]") {
  shell_fixture f;
  for (auto& text : {npub + ":admin", npub + ":", npub + ":read:x"}) {
    reply_to_add(f, text);
    CHECK(f.last_refusal(f.node) == refusal::invalid_parameters);
  }
  for (auto text : {":read", "  "}) {
    reply_to_add(f, text);
    CHECK(f.last_refusal(f.node) == refusal::invalid_text_message);
  }
  CHECK(f.told(f.node).size() == 5);
  CHECK(f.database->users.empty());
}

TEST_CASE("conformance/03-45: no text at all is refused, whoever sends it", "[03-45]") {
  shell_fixture f;
  f.send(f.request(writer, action::admin_add_solver));
  CHECK(f.last_refusal(writer.trade_key) == refusal::invalid_text_message);
  f.send(f.request(operators, action::admin_add_solver,
                   shell_fixture::message_about({}, amount_payload{5})));
  CHECK(f.last_refusal(f.node) == refusal::invalid_text_message);
}

TEST_CASE("conformance/03-46: solvers make no solvers and hex is no npub, both in silence",
          "[03-46]") {
  shell_fixture f{{{}, solvers()}};
  auto before = f.database->users;
  f.send(f.request(writer, action::admin_add_solver,
                   shell_fixture::message_about({}, text_payload{npub})));
  f.send(f.request(operators, action::admin_add_solver,
                   shell_fixture::message_about({}, text_payload{key_of(7).pub.hex()})));
  CHECK(f.delivered->empty());
  CHECK(f.database->users == before);
  CHECK(f.database->unfinished.empty()); // Silent, but done with.
}

TEST_CASE("conformance/03-46: a known user becomes a solver and keeps everything else "
          "(hazard i, unlike the reference)",
          "[03-46]") {
  auto user = user_of(key_of(7).pub);
  user.last_trade_index = 9;
  user.total_reviews = 2;
  shell_fixture f{{{}, {user}}};
  CHECK(reply_to_add(f, npub + ":read").action == action::admin_add_solver);
  CHECK(reply_to_add(f, npub).action == action::admin_add_solver);
  auto& now = f.database->users.at(user.identity);
  CHECK(now.solver == solver_standing::read_write);
  CHECK(now.last_trade_index == 9);
  CHECK(now.total_reviews == 2);
  CHECK(f.ask_about(user.identity).last_trade_index == 9);
}

TEST_CASE("conformance/03-30: a solver who takes a dispute is told everything, the traders who "
          "it is",
          "[03-30]") {
  shell_fixture f{in_dispute()};
  f.send(reader, action::admin_take_dispute, dispute_of_case);
  auto& d = *f.stored().dispute;
  CHECK(d.status == dispute_status::in_progress);
  CHECK(d.solver == reader.identity);
  auto told = f.last_told(reader.identity);
  CHECK(told.action == action::admin_took_dispute);
  CHECK(told.wrapper == envelope::dispute);
  CHECK(told.id == dispute_of_case);
  CHECK(told.request_id == 7u);
  auto& info = std::get<dispute_payload>(told.payload).info;
  REQUIRE(info);
  CHECK(info->id == order_of_case);
  for (auto& who : {fixture::maker(), fixture::taker()}) {
    auto notice = f.last_told(who.trade_key);
    CHECK(notice.action == action::admin_took_dispute);
    CHECK(notice.id == order_of_case);
    CHECK(notice.payload == payload{peer_payload{reader.identity.hex(), std::nullopt}});
  }
  REQUIRE(f.published<publish_dispute>().size() == 1);
  CHECK(f.published<publish_dispute>()[0].status == dispute_status::in_progress);
  CHECK(f.database->unfinished.empty());
}

TEST_CASE("conformance/03-30: a solver is told the reputation of both sides", "[03-30]") {
  auto start = in_dispute();
  for (auto& user : start.users)
    if (user.identity == fixture::maker().identity)
      user.total_reviews = 11;
    else if (user.identity == fixture::taker().identity)
      user.total_reviews = 22;
  shell_fixture f{start};
  f.send(reader, action::admin_take_dispute, dispute_of_case);
  auto told = f.last_told(reader.identity);
  auto& info = std::get<dispute_payload>(told.payload).info;
  REQUIRE((info && info->initiator_info && info->counterpart_info));
  CHECK(info->initiator_info->reviews == 22); // The buyer, who took the sell order.
  CHECK(info->counterpart_info->reviews == 11);
}

TEST_CASE("conformance/03-31: a dispute is taken over from readers and by the operator only",
          "[03-31]") {
  shell_fixture f{in_dispute(filed_dispute(reader.identity))};
  auto take = [&](const party& who) {
    f.send(who, action::admin_take_dispute, dispute_of_case);
    return f.stored().dispute->solver == who.identity;
  };
  CHECK(take(writer));
  CHECK_FALSE(take(second_writer));
  CHECK(f.last_refusal(second_writer.trade_key) == refusal::invalid_pubkey);
  CHECK(f.last_told(second_writer.trade_key).id == dispute_of_case); // As it was asked.
  CHECK_FALSE(take(reader));
  CHECK(take(operators));
  CHECK_FALSE(take(writer));
  CHECK(f.last_refusal(writer.trade_key) == refusal::invalid_pubkey);
}

TEST_CASE("dispute desk: of two who take over at once only the first has it") {
  shell_fixture f{in_dispute(filed_dispute(reader.identity))};
  auto first = f.request(writer, action::admin_take_dispute,
                         shell_fixture::message_about(dispute_of_case, {}));
  auto second = f.request(second_writer, action::admin_take_dispute,
                          shell_fixture::message_about(dispute_of_case, {}));
  caf::anon_send(f.desk, first);
  caf::anon_send(f.desk, second);
  f.system.run();
  CHECK(f.stored().dispute->solver == writer.identity);
  CHECK(f.last_refusal(second_writer.trade_key) == refusal::invalid_pubkey);
}

TEST_CASE("conformance/03-32: a dispute that is over is taken by nobody", "[03-32]") {
  auto over = filed_dispute(writer.identity);
  over.status = dispute_status::settled;
  auto o = fixture::with_dispute(fixture::closed_order(fixture::sell, order_status::success, true),
                                 over);
  shell_fixture f{{{o}, solvers()}};
  f.send(operators, action::admin_take_dispute, dispute_of_case);
  CHECK(f.last_refusal(f.node) == refusal::invalid_pubkey);
  CHECK(f.stored() == o);
}

TEST_CASE("conformance/03-33: an unknown dispute is answered with silence", "[03-33]") {
  shell_fixture f{in_dispute()};
  f.send(operators, action::admin_take_dispute, order_of_case);
  CHECK(f.delivered->empty());
  CHECK(f.database->unfinished.empty());
}

TEST_CASE("conformance/03-34: a reader does not settle", "[03-34]") {
  shell_fixture f{in_dispute(filed_dispute(reader.identity))};
  f.send(reader, action::admin_settle, order_of_case);
  CHECK(f.last_refusal(reader.trade_key) == refusal::not_authorized);
  CHECK(f.performed->empty());
}

TEST_CASE("conformance/03-35: what the operator has taken, a solver leaves alone", "[03-35]") {
  shell_fixture f{in_dispute(filed_dispute(operators.identity))};
  f.send(writer, action::admin_cancel, order_of_case);
  CHECK(f.last_refusal(writer.trade_key) == refusal::dispute_taken_by_admin);
}

TEST_CASE("conformance/03-37: settling names the order, not the dispute", "[03-37]") {
  shell_fixture f{in_dispute(filed_dispute(writer.identity))};
  f.send(writer, action::admin_settle, dispute_of_case);
  CHECK(f.last_refusal(writer.trade_key) == refusal::not_found);
}

TEST_CASE("conformance/03-39: canceling what the traders canceled together is no error",
          "[03-39]") {
  auto over = filed_dispute(writer.identity);
  over.status = dispute_status::seller_refunded;
  auto o = fixture::with_dispute(
      fixture::closed_order(fixture::sell, order_status::cooperatively_canceled, true), over);
  shell_fixture f{{{o}, solvers()}};
  f.send(writer, action::admin_cancel, order_of_case);
  CHECK(f.last_told(writer.trade_key).action == action::cooperative_cancel_accepted);
  CHECK(f.last_told(writer.trade_key).request_id == 7u);
  CHECK(f.delivered->size() == 1);
  CHECK(status_of(f.stored()) == order_status::cooperatively_canceled);
  CHECK(f.count().open == 0);
}

TEST_CASE("conformance/03-41: a solver settles, the traders and the solver are told", "[03-41]") {
  shell_fixture f{in_dispute(filed_dispute(writer.identity))};
  auto m = shell_fixture::message_about(order_of_case, {});
  m.trade_index = 3;
  f.send(f.request(writer, action::admin_settle, m));
  REQUIRE(f.performed->size() == 1);
  auto& effect = std::get<settle_hold_invoice>(f.performed->front().effect);
  f.tell(order_of_case, escrow_settled{effect.hash, {}}, f.performed->front().id);
  auto told = f.last_told(writer.trade_key);
  CHECK(told.action == action::admin_settled);
  CHECK(told.request_id == 7u);
  for (auto& who : {fixture::maker(), fixture::taker(), writer}) {
    auto told_too = f.told(who.trade_key);
    REQUIRE_FALSE(told_too.empty());
    CHECK(told_too.front().action == action::admin_settled);
    CHECK(told_too.front().trade_index == 3);
  }
  CHECK(f.stored().dispute->status == dispute_status::settled);
  CHECK(f.performed->size() == 2); // The payout.
}
