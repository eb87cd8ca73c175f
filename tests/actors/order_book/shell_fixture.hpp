// SPDX-License-Identifier: MIT
//
// Book, orders, dispute desk, reputation and store as in the daemon, above a database
// in memory; publisher, escrow and inbox only take notes. Orders come from
// order_fixture, in the phase that a test wants.
#pragma once

#include "actors/dispute/dispute_desk_actor.hpp"
#include "actors/inbox/intake_rules.hpp"
#include "actors/order_book/order_book_actor.hpp"
#include "actors/reputation/reputation_actor.hpp"
#include "actors/store/store_actor.hpp"
#include "tests/actors/order/dispute_fixture.hpp"
#include "tests/actors/order_book/book_neighbours.hpp"
#include "tests/support/deterministic_system.hpp"
#include "tests/support/memory_database.hpp"

#include <set>

namespace mostro::test {

namespace fixture = order_fixture;

/// What differs from the usual start.
struct shell_start {
  std::vector<order> orders = {}; ///< Open ones are in the book, all are in the database.
  std::vector<storage::user_record> users = {};
};

struct shell_fixture {
  std::shared_ptr<memory_database> database = std::make_shared<memory_database>();
  test_world world;
  notes<storage::outbox_row> delivered = new_notes<storage::outbox_row>();
  notes<storage::outbox_row> performed = new_notes<storage::outbox_row>();
  std::shared_ptr<std::map<public_key, int>> known =
      std::make_shared<std::map<public_key, int>>(); ///< Of the inbox: counts per key.
  public_key node = fixture::node_operator().identity;
  deterministic_system system;
  store_writer_actor store;
  wired_reputation_actor reputation;
  order_book_actor book;
  dispute_desk_actor desk;
  uint8_t last_event = 0;

  explicit shell_fixture(shell_start from = {}) {
    for (auto& o : from.orders) {
      database->orders[o.id] = o;
      if (o.dispute)
        database->disputes[o.dispute->id] = o.id;
    }
    for (auto& user : from.users)
      database->users[user.identity] = user;
    store_setup storing;
    storing.database = database;
    store = system.spawn(store_behavior, storing);
    auto recovered = database->recover().value();
    reputation = system.spawn(reputation_behavior,
                              reputation_setup{recovered.users, world.environment(), node, {3600}});
    auto publisher = system.spawn(recording_publisher, delivered, new_notes<nostr::event_draft>());
    caf::anon_send(reputation, reputation_attached{publisher});
    order_book_setup setup;
    setup.with.store = store;
    setup.with.archive = store;
    setup.with.publisher = publisher;
    setup.with.escrow = system.spawn(recording_escrow, performed);
    setup.with.price = system.spawn(fixed_price);
    setup.with.payee = system.spawn(no_payee);
    setup.with.reputation = reputation;
    setup.with.env = world.environment();
    setup.with.policy = std::make_shared<const order_policy>(fixture::policy_of_node());
    setup.inbox = system.spawn(counting_inbox, known);
    setup.open_orders = recovered.open_orders;
    book = system.spawn(order_book_behavior, std::move(setup));
    desk =
        system.spawn(dispute_desk_behavior, dispute_desk_setup{store, store, reputation, publisher,
                                                               book, world.environment(), node});
    *world.now = fixture::start + seconds{10};
    system.run();
  }

  /// The book ends its orders when it is asked to end, not when it is killed.
  ~shell_fixture() { system.end(book); }

  /// A request of a trader or solver, with request id 7 as in the cases of the specification.
  trader_request request(const party& from, action what, message m = {}) {
    trader_request out;
    out.what.message = std::move(m);
    out.what.message.action = what;
    if (!out.what.message.request_id)
      out.what.message.request_id = 7;
    out.what.sender = from.trade_key;
    out.what.identity = from.identity;
    out.what.via = from.via;
    out.inbound.data.fill(++last_event);
    database->unfinished[out.inbound] = {out.inbound, *world.now, "{}"};
    return out;
  }
  /// Routes as the inbox does.
  void send(const trader_request& r) {
    if (route_of(r.what.message.action) == intake_route::desk)
      caf::anon_send(desk, r);
    else
      caf::anon_send(book, r);
    system.run();
  }
  void send(const party& from, action what, const order_id& about, payload p = {}) {
    send(request(from, what, message_about(about, std::move(p))));
  }
  /// A command of the operator's admin service.
  operator_outcome command(action what, std::optional<order_id> about, payload p = {}) {
    auto m = message_about(about, std::move(p));
    m.action = what;
    opened_message asked;
    asked.message = std::move(m);
    asked.sender = asked.identity = node;
    auto answer = system.ask<operator_outcome>(desk, operator_command{asked});
    REQUIRE(answer);
    return *answer;
  }
  static message message_about(std::optional<order_id> about, payload p) {
    message m;
    m.id = about;
    m.payload = std::move(p);
    return m;
  }
  void tell(const order_id& id, order_fact what, std::optional<outbox_id> answers = {}) {
    caf::anon_send(book, order_news{id, std::move(what), answers});
    system.run();
  }

  const order& stored(const order_id& id = fixture::id_of<order_id>(0xaa)) const {
    return database->orders.at(id);
  }
  orders_counted count() { return *system.ask<orders_counted>(book, count_orders{}); }
  reputation_told ask_about(const public_key& who) {
    return *system.ask<reputation_told>(reputation, ask_reputation{who});
  }
  /// The effects of one kind that were handed to the publisher. A row that is handed over
  /// again, as after a restart of its order, is the same delivery.
  template <class Effect>
  std::vector<Effect> published() const {
    std::vector<Effect> out;
    std::set<outbox_id> seen;
    for (auto& row : *delivered)
      if (auto* e = std::get_if<Effect>(&row.effect); e && seen.insert(row.id).second)
        out.push_back(*e);
    return out;
  }
  /// Everything sent to a key so far, in order.
  std::vector<message> told(const public_key& who) const {
    std::vector<message> out;
    for (auto& m : published<send_message>())
      if (m.to == who)
        out.push_back(m.message);
    return out;
  }
  message last_told(const public_key& who) const {
    auto all = told(who);
    REQUIRE_FALSE(all.empty());
    return all.back();
  }
  refusal last_refusal(const public_key& who) const {
    auto m = last_told(who);
    REQUIRE(m.action == action::cant_do);
    return std::get<cant_do_payload>(m.payload).reason.value();
  }
};

/// A user of the database with a standing.
inline storage::user_record user_of(const public_key& who,
                                    solver_standing standing = solver_standing::none) {
  storage::user_record out;
  out.identity = who;
  out.created_at = {1};
  out.solver = standing;
  return out;
}

/// A solver as the author of a message: one key for both (spec 03 §3.1).
inline party solver(uint8_t n) { return {fixture::key(n), fixture::key(n), {}, transport::nip44}; }

} // namespace mostro::test
