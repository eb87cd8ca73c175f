// SPDX-License-Identifier: MIT
//
// The order book with real order actors above a store that the test can hold back
// or make fail; all other neighbours only take notes.
#pragma once

#include "actors/actor_error.hpp"
#include "actors/order_book/order_book_actor.hpp"
#include "tests/actors/order_book/book_neighbours.hpp"
#include "tests/support/deterministic_system.hpp"
#include "tests/support/recorders.hpp"

#include <deque>

namespace mostro::test {

/// The store's inside, shared with the test.
struct shared_store {
  std::map<order_id, order> orders;
  std::vector<storage::change> applied;
  std::deque<caf::error> failures; ///< The next writes fail so.
  bool hold = false;               ///< Writes wait until book_fixture::let_go.
  struct held_write {
    storage::change what;
    caf::typed_response_promise<storage::written> promise;
  };
  std::deque<held_write> held;
  outbox_id last_row = 0;

  std::vector<storage::outbox_row> file(const order_id& about,
                                        const std::vector<order_effect>& effects) {
    std::vector<storage::outbox_row> out;
    for (auto& e : effects)
      out.push_back({++last_row, about, e, {}});
    return out;
  }

  void answer(held_write&& write) {
    if (!failures.empty()) {
      auto why = std::move(failures.front());
      failures.pop_front();
      write.promise.deliver(std::move(why));
      return;
    }
    storage::written out;
    if (auto* d = std::get_if<storage::decision>(&write.what)) {
      orders[d->write.next.id] = d->write.next;
      out.outbox = file(d->write.next.id, d->write.effects);
    } else if (auto* r = std::get_if<storage::reply>(&write.what)) {
      out.outbox = file({}, r->effects);
    }
    applied.push_back(std::move(write.what));
    write.promise.deliver(std::move(out));
  }

  /// Only inside the actor: an answer is sent by whoever gives it.
  void answer_all() {
    for (auto& write : std::exchange(held, {}))
      answer(std::move(write));
  }
};

inline store_actor::behavior_type holding_store(store_actor::pointer self,
                                                std::shared_ptr<shared_store> inside) {
  return {[self, inside](write_change& change) {
            auto promise = self->make_response_promise<storage::written>();
            inside->held.push_back({std::move(change.what), promise});
            if (!inside->hold)
              inside->answer_all();
            return promise;
          },
          [inside](const find_order& question) {
            if (!inside->hold)
              inside->answer_all();
            found_order out;
            if (auto it = inside->orders.find(question.id); it != inside->orders.end())
              out.it = it->second;
            return out;
          }};
}

/// Everything together.
struct book_fixture {
  deterministic_system system;
  test_world world;
  std::shared_ptr<shared_store> store = std::make_shared<shared_store>();
  notes<storage::outbox_row> delivered = new_notes<storage::outbox_row>();
  store_actor writer;
  order_book_actor book;
  uint8_t last_event = 0;

  book_fixture() {
    order_book_setup setup;
    writer = system.spawn(holding_store, store);
    setup.with.store = writer;
    setup.with.publisher =
        system.spawn(recording_publisher, delivered, new_notes<nostr::event_draft>());
    setup.with.archive = system.spawn(empty_archive);
    setup.with.escrow = system.spawn(recording_escrow, new_notes<storage::outbox_row>());
    setup.with.price = system.spawn(fixed_price);
    setup.with.payee = system.spawn(no_payee);
    setup.with.reputation = system.spawn(no_reputation);
    setup.with.env = world.environment();
    setup.with.policy = std::make_shared<const order_policy>();
    setup.inbox = system.spawn(counting_inbox, std::make_shared<std::map<public_key, int>>());
    book = system.spawn(order_book_behavior, std::move(setup));
    system.run();
  }

  /// The book ends its orders when it is asked to end, not when it is killed.
  ~book_fixture() { system.end(book); }

  trader_request request(uint8_t who, action what, std::optional<order_id> about = {}) {
    trader_request out;
    out.what.message.action = what;
    out.what.message.id = about;
    out.what.message.request_id = ++last_event;
    out.what.message.trade_index = 1;
    out.what.sender = key_of(who).pub;
    out.what.identity = key_of(static_cast<uint8_t>(who + 100)).pub;
    out.inbound.data.fill(last_event);
    if (what == action::new_order) {
      small_order wanted;
      wanted.kind = order_kind::sell;
      wanted.amount = 50'000;
      wanted.fiat_code = "USD";
      wanted.fiat_amount = 20;
      wanted.payment_method = "cash";
      out.what.message.payload = order_payload{wanted};
    }
    return out;
  }

  void send(const trader_request& r) {
    caf::anon_send(book, r);
    system.run();
  }

  /// Asks for the outcome of a request; it may come later, or never.
  std::shared_ptr<std::optional<request_outcome>> ask_outcome(const trader_request& r) {
    auto out = std::make_shared<std::optional<request_outcome>>();
    auto book_here = book;
    system.spawn([book_here, r, out](caf::event_based_actor* self) {
      self->request(book_here, std::chrono::minutes(10), decide_request{r})
          .then([out](const request_outcome& how) { *out = how; }, [](const caf::error&) {});
    });
    system.run();
    return out;
  }

  /// Lets the writes that were held back happen.
  void let_go() {
    store->hold = false;
    (void)system.ask<found_order>(writer, find_order{});
  }

  /// An order of `who` in the book.
  order_id create(uint8_t who) {
    auto before = store->orders;
    send(request(who, action::new_order));
    for (auto& [id, o] : store->orders)
      if (!before.contains(id))
        return id;
    FAIL("no order was created");
    return {};
  }

  orders_counted count() { return *system.ask<orders_counted>(book, count_orders{}); }

  /// The actions sent to `who` so far, in order; a refusal shows as cant_do.
  std::vector<message> told(uint8_t who) const {
    std::vector<message> out;
    for (auto& row : *delivered)
      if (auto* m = std::get_if<send_message>(&row.effect); m && m->to == key_of(who).pub)
        out.push_back(m->message);
    return out;
  }
  action last_told(uint8_t who) const {
    auto all = told(who);
    REQUIRE_FALSE(all.empty());
    return all.back().action;
  }
  refusal last_refusal(uint8_t who) const {
    REQUIRE(last_told(who) == action::cant_do);
    return std::get<cant_do_payload>(told(who).back().payload).reason.value();
  }
};

} // namespace mostro::test
