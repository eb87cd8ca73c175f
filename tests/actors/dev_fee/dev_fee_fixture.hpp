// SPDX-License-Identifier: MIT
//
// The development fees above a scripted LND, with a store, a payee and a publisher
// that the test sees through.
#pragma once

#include "actors/dev_fee/dev_fee_actor.hpp"

#include "actors/actor_error.hpp"
#include "actors/ln_node/ln_node_actor.hpp"
#include "tests/actors/dev_fee/dev_fee_invoices.hpp"
#include "tests/support/deterministic_system.hpp"
#include "tests/support/recorders.hpp"
#include "tests/support/scripted_lnd.hpp"

namespace mostro::dev_fee_test {

using namespace mostro::test;

/// What is stored, and what the developers' server was asked; survives restarts.
struct outside_world {
  std::map<order_id, dev_fee_payment> fees;
  std::vector<dev_fee_payment> history; ///< Every state that was kept.
  std::vector<storage::outbox_row> outbox;
  std::vector<resolve_payee> asked;
  std::deque<result<std::string>> invoices; ///< The server's answers; none: it is silent.
  std::vector<caf::typed_response_promise<resolved_payee>> waiting;
};

inline dev_fee_store_actor::behavior_type store_in(dev_fee_store_actor::pointer,
                                                   std::shared_ptr<outside_world> world) {
  return {[world](const write_change& change) -> caf::result<storage::written> {
            auto& kept = std::get<storage::keep_dev_fee>(change.what);
            auto& fee = world->fees[kept.payment.order];
            if (fee.state == dev_fee_state::paid)
              return actor_error::conflict;
            fee = kept.payment;
            world->history.push_back(fee);
            storage::written out;
            for (auto& effect : kept.effects) {
              storage::outbox_row row;
              row.id = world->outbox.size() + 1;
              row.effect = effect;
              world->outbox.push_back(row);
              out.outbox.push_back(row);
            }
            return out;
          },
          [world](const read_dev_fees&) {
            dev_fees_read out;
            for (auto& [id, fee] : world->fees)
              if (fee.state != dev_fee_state::paid)
                out.fees.push_back(fee);
            return out;
          }};
}

inline payee_actor::behavior_type payee_in(payee_actor::pointer self,
                                           std::shared_ptr<outside_world> world) {
  return {[](const probe_destination&) { return probed_destination{}; },
          [self, world](const resolve_payee& what) -> caf::result<resolved_payee> {
            world->asked.push_back(what);
            if (world->invoices.empty()) {
              auto promise = self->make_response_promise<resolved_payee>();
              world->waiting.push_back(promise);
              return promise;
            }
            auto out = resolved_payee{world->invoices.front()};
            world->invoices.pop_front();
            return out;
          },
          [world](const http_answered&) { // Late answers come all at once.
            for (auto& promise : world->waiting)
              promise.deliver(resolved_payee{invoice_of({.number = 9})});
          }};
}

struct fixture {
  std::shared_ptr<outside_world> world = std::make_shared<outside_world>();
  std::shared_ptr<scripted_lnd> lnd = std::make_shared<scripted_lnd>();
  deterministic_system system;
  test_world clock;
  notes<storage::outbox_row> published = new_notes<storage::outbox_row>();
  payee_actor payee;
  dev_fee_actor fees;

  /// A new process on the same database and the same LND.
  void begin_life() {
    ln_node_setup node;
    node.client = lnd;
    dev_fee_setup setup;
    setup.store = system.spawn(store_in, world);
    setup.payee = payee = system.spawn(payee_in, world);
    setup.node = system.spawn(ln_node_behavior, std::move(node));
    setup.publisher = system.spawn(recording_publisher, published, new_notes<nostr::event_draft>());
    setup.env = clock.environment();
    setup.policy = policy();
    setup.destination = destination;
    setup.npub = npub;
    fees = system.spawn(dev_fee_behavior, std::move(setup));
    system.run();
  }
  void end_life() { system.end(fees, caf::exit_reason::kill); }
  void owe(uint8_t number) { world->fees[owed_fee(number).order] = owed_fee(number); }
  dev_fee_payment stored(uint8_t number = 1) { return world->fees.at(owed_fee(number).order); }
  void will_resolve(uint8_t number) { world->invoices.push_back(invoice_of({.number = number})); }
  /// Lets time pass, for the clock too.
  void pass(std::chrono::seconds length) {
    clock.now->seconds += length.count();
    system.advance(length);
  }
  lnd::payment in(lnd::payment_state state) {
    lnd::payment out;
    out.state = state;
    out.fee = msats{2000};
    return out;
  }
  void tell_send(lnd::payment_state state) {
    REQUIRE_FALSE(lnd->sends.empty());
    lnd->sends.back()->tell(in(state));
    system.run();
  }
  void end_send(lnd::failure why) {
    REQUIRE_FALSE(lnd->sends.empty());
    lnd->sends.back()->end({false, {why, "text"}});
    system.run();
  }
  /// Answers the newest question about the record.
  void tell_record(lnd::payment_state state) {
    REQUIRE_FALSE(lnd->tracks.empty());
    lnd->tracks.back()->tell(in(state));
    system.run();
  }
  void record_is_missing() {
    REQUIRE_FALSE(lnd->tracks.empty());
    lnd->tracks.back()->end({false, {lnd::failure::not_found, "payment isn't initiated"}});
    system.run();
  }
};

} // namespace mostro::dev_fee_test
