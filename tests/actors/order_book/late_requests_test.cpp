// SPDX-License-Identifier: MIT
//
// Requests about orders that are over, and what else the shell around the machine has
// to bring along: votes, keys that the inbox knows, used invoices, a changed policy.
#include "tests/actors/order_book/shell_fixture.hpp"

using namespace mostro;
using namespace mostro::test;
using namespace std::chrono_literals;
using fixture::maker;
using fixture::sell;
using fixture::taker;

namespace {

const order_id the_order = fixture::id_of<order_id>(0xaa);

shell_start over(order_status status) {
  return {{fixture::closed_order(sell, status, true)},
          {user_of(maker().identity), user_of(taker().identity)}};
}

} // namespace

TEST_CASE("conformance/03-53: a vote about a closed order counts, is confirmed, and is published "
          "with the next flush",
          "[03-53]") {
  shell_fixture f{over(order_status::success)};
  f.send(taker(), action::rate_user, the_order, rating_payload{5});
  auto reply = f.last_told(taker().trade_key);
  CHECK(reply.action == action::rate_received);
  CHECK(reply.request_id == 7u);
  CHECK(reply.payload == payload{rating_payload{5}});
  CHECK(f.database->users.at(maker().identity).total_reviews == 1);
  CHECK(f.ask_about(maker().identity).info.reviews == 1);
  CHECK(f.ask_about(maker().identity).info.rating == 2.5);
  CHECK(std::get<closed>(f.stored().phase).ratings.by_buyer);
  CHECK(f.published<publish_rating>().empty());
  f.system.advance(3600s, 60s);
  REQUIRE(f.published<publish_rating>().size() == 1);
  CHECK(f.published<publish_rating>()[0].subject == maker().trade_key);
  CHECK(f.published<publish_rating>()[0].totals.reviews == 1);
  CHECK(f.count().open == 0);
}

TEST_CASE("conformance/03-54: a vote counts once", "[03-54]") {
  shell_fixture f{over(order_status::success)};
  f.send(taker(), action::rate_user, the_order, rating_payload{5});
  f.send(taker(), action::rate_user, the_order, rating_payload{1});
  CHECK(f.told(taker().trade_key).size() == 1);
  CHECK(f.ask_about(maker().identity).info.reviews == 1);
  CHECK(f.database->unfinished.empty());
}

TEST_CASE("conformance/03-57: a vote outside of 1..5 changes nothing and is finished", "[03-57]") {
  shell_fixture f{over(order_status::success)};
  for (uint8_t value : {uint8_t{0}, uint8_t{6}})
    f.send(taker(), action::rate_user, the_order, rating_payload{value});
  CHECK(f.delivered->empty());
  CHECK(f.stored().seq == 5);
  CHECK(f.database->unfinished.empty());
}

TEST_CASE("order book: requests about a closed order are answered one after the other") {
  shell_fixture f{over(order_status::success)};
  for (auto& who : {taker(), maker()})
    caf::anon_send(f.book, f.request(who, action::rate_user,
                                     shell_fixture::message_about(the_order, rating_payload{4})));
  caf::anon_send(f.book,
                 f.request(maker(), action::cancel, shell_fixture::message_about(the_order, {})));
  f.system.run();
  CHECK(f.last_told(taker().trade_key).action == action::rate_received);
  CHECK(f.told(maker().trade_key).at(0).action == action::rate_received);
  CHECK(f.last_refusal(maker().trade_key) == refusal::not_allowed_by_status);
  CHECK(f.stored().seq == 7);
}

TEST_CASE("conformance/03-66: the maker of an untaken order changes its trade key", "[03-66]") {
  shell_fixture f{{{fixture::pending_order(sell)}}};
  auto fresh = maker();
  fresh.trade_key = fixture::key(44);
  f.send(fresh, action::trade_pubkey, the_order);
  auto reply = f.last_told(fresh.trade_key);
  CHECK(reply.action == action::trade_pubkey);
  CHECK(reply.request_id == 7u);
  CHECK(f.stored().maker.trade_key == fresh.trade_key);
  CHECK((*f.known)[fresh.trade_key] == 1); // The new key needs no proof of work.
  CHECK((*f.known)[maker().trade_key] == 0);
}

TEST_CASE("order book: the keys of traders and of the solver are known while they matter") {
  auto start = shell_start{{fixture::order_in_dispute()},
                           {user_of(solver(0x52).identity, solver_standing::read_write)}};
  start.users.push_back(user_of(maker().identity));
  start.users.push_back(user_of(taker().identity));
  shell_fixture f{start};
  auto who = solver(0x52);
  CHECK((*f.known)[maker().trade_key] == 1);
  CHECK((*f.known)[taker().trade_key] == 1);
  CHECK((*f.known)[who.identity] == 0);
  f.send(who, action::admin_take_dispute, order_id{fixture::fresh_dispute_id().data});
  CHECK((*f.known)[who.identity] == 1);
  f.send(f.request(solver(0x54), action::admin_take_dispute,
                   shell_fixture::message_about(order_id{fixture::fresh_dispute_id().data}, {})));
  CHECK((*f.known)[who.identity] == 0);
  CHECK((*f.known)[f.node] == 1);
  f.send(solver(0x54), action::admin_cancel, the_order);
  REQUIRE(f.performed->size() == 1);
  auto& effect = std::get<cancel_hold_invoice>(f.performed->front().effect);
  f.tell(the_order, escrow_canceled{effect.hash}, f.performed->front().id);
  CHECK(status_of(f.stored()) == order_status::canceled_by_admin);
  for (auto& [key, times] : *f.known)
    CHECK(times == 0);
}

TEST_CASE("order: an invoice that another order has used is refused (spec 02 §3.4)") {
  auto waiting = fixture::waiting_invoice_order(sell);
  shell_fixture f{{{waiting}}};
  f.database->hash_users[fixture::hash_of_payee(50)] = fixture::id_of<order_id>(0x99);
  payment_request_payload offered{std::nullopt, fixture::good_invoice(), std::nullopt};
  f.send(taker(), action::add_invoice, the_order, offered);
  CHECK(f.last_refusal(taker().trade_key) == refusal::invalid_invoice);
  f.database->hash_users[fixture::hash_of_payee(50)] = the_order; // Its own, offered again.
  f.send(taker(), action::add_invoice, the_order, offered);
  CHECK(std::holds_alternative<opening_escrow>(f.stored().phase));
}

TEST_CASE("order book: a changed policy reaches orders that are open and those to come") {
  shell_fixture f{{{fixture::pending_order(sell)}}};
  auto stricter = fixture::policy_of_node();
  stricter.max_final_cltv_expiry_delta = 1;
  caf::anon_send(f.book, set_policy{std::make_shared<const order_policy>(stricter)});
  f.system.run();
  payment_request_payload offered{std::nullopt, fixture::good_invoice(), std::nullopt};
  f.send(taker(), action::take_sell, the_order, offered);
  CHECK(f.last_refusal(taker().trade_key) == refusal::invalid_invoice);
}

TEST_CASE("order book: a look at the chain reaches orders whose escrow is held, only those") {
  auto near = fixture::active_order(fixture::pending_order(sell));
  std::get<active>(near.phase).held.expires_at_height = 1000;
  auto waiting = fixture::waiting_payment_order(sell, true);
  waiting.id = fixture::id_of<order_id>(1);
  shell_fixture f{{{near, waiting}}};
  caf::anon_send(f.book, observe_chain{990});
  f.system.run();
  REQUIRE(f.performed->size() == 1);
  CHECK(f.performed->front().order == the_order);
  CHECK(std::holds_alternative<cancel_hold_invoice>(f.performed->front().effect));
}

TEST_CASE("conformance/03-23: a dispute gets a random id and is published", "[03-23]") {
  shell_fixture f{{{fixture::active_order(fixture::pending_order(sell))}}};
  f.send(taker(), action::dispute, the_order);
  auto by_you = f.last_told(taker().trade_key);
  CHECK(by_you.action == action::dispute_initiated_by_you);
  CHECK(f.last_told(maker().trade_key).action == action::dispute_initiated_by_peer);
  auto& id = f.stored().dispute->id;
  CHECK_FALSE(id == dispute_id{});
  CHECK(f.database->disputes.at(id) == the_order);
  REQUIRE(f.published<publish_dispute>().size() == 1);
  CHECK(f.published<publish_dispute>()[0].id == id);
}

TEST_CASE("book: what needs a database that has failed is left in the inbox for the next start") {
  shell_fixture f{over(order_status::success)};
  const auto vote = f.request(taker(), action::rate_user,
                              shell_fixture::message_about(the_order, rating_payload{5}));
  const auto question =
      f.request(maker(), action::orders,
                shell_fixture::message_about({}, ids_payload{std::vector<order_id>{the_order}}));
  const auto unknown = f.request(maker(), action::cancel,
                                 shell_fixture::message_about(fixture::id_of<order_id>(7), {}));
  f.database->broken = true;
  for (auto& each : {vote, question, unknown})
    f.send(each);
  f.database->broken = false; // The daemon ends all the same; it does not go on in between.
  for (auto& each : {vote, question, unknown})
    f.send(each);
  CHECK(f.delivered->empty());
  CHECK(f.database->unfinished.size() == 3);
}
