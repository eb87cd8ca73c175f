// SPDX-License-Identifier: MIT
//
// Neighbours for tests of one actor: they note what they are sent and do nothing.
#pragma once

#include "actors/environment.hpp"
#include "actors/interfaces.hpp"
#include "messages/nostr/keys.hpp"

namespace mostro::test {

/// What a recording actor saw; shared with the test.
template <class T>
using notes = std::shared_ptr<std::vector<T>>;

template <class T>
notes<T> new_notes() {
  return std::make_shared<std::vector<T>>();
}

/// A relay that notes the events it is to publish.
inline relay_actor::behavior_type recording_relay(relay_actor::pointer, notes<nostr::event> into) {
  return {[into](const publish_event& what) { into->push_back(what.what); },
          [](const socket_opened&) {},
          [](const socket_received&) {},
          [](const socket_closed&) {},
          [](const relay_tick&) {},
          [](const stop_relay&) {},
          [](const query_relay&) { return relay_queried{}; }};
}

/// A publisher that notes the rows and announcements it is given.
inline publisher_actor::behavior_type recording_publisher(publisher_actor::pointer,
                                                          notes<storage::outbox_row> rows,
                                                          notes<nostr::event_draft> drafts) {
  return {[rows](const deliver& what) {
            rows->insert(rows->end(), what.rows.begin(), what.rows.end());
          },
          [drafts](const announce& what) { drafts->push_back(what.draft); },
          [](const relay_answered&) {},
          [](const relay_changed&) {},
          [](const publisher_tick&) {},
          [rows](const count_undelivered&) { return undelivered{rows->size()}; }};
}

/// A book that notes the requests it is given.
inline order_book_actor::behavior_type recording_book(order_book_actor::pointer,
                                                      notes<trader_request> requests) {
  return {[requests](const trader_request& what) { requests->push_back(what); },
          [](const order_news&) {},
          [](const order_committed&) {},
          [](const request_finished&) {},
          [](const child_born&) {},
          [](const restart_order&) {},
          [](const stop_intake&) {},
          [](const observe_chain&) {},
          [](const set_policy&) {},
          [requests](const decide_request& what) {
            requests->push_back(what.what);
            return request_outcome{};
          },
          [](const ask_open_orders&) { return open_orders_told{}; },
          [](const count_orders&) { return orders_counted{}; }};
}

/// A dispute desk that notes the requests it is given.
inline dispute_desk_actor::behavior_type recording_desk(dispute_desk_actor::pointer,
                                                        notes<trader_request> requests) {
  return {[requests](const trader_request& what) { requests->push_back(what); },
          [](const operator_command&) { return operator_outcome{}; },
          [](const remove_solver&) { return operator_outcome{}; },
          [](const ask_solvers&) { return solvers_told{}; }};
}

/// A key made of one repeated byte.
inline nostr::key_pair key_of(uint8_t byte) {
  bytes32 raw{};
  raw.fill(byte);
  auto made = nostr::key_pair_from(secret_key{raw});
  expects(made.has_value(), "key_of: no key");
  return *made;
}

/// An environment whose clock the test sets and whose bytes never repeat.
struct test_world {
  std::shared_ptr<unix_time> now = std::make_shared<unix_time>(unix_time{1'700'000'000});
  std::shared_ptr<uint64_t> drawn = std::make_shared<uint64_t>(0);

  mostro::environment environment() const {
    return {[now = now] { return *now; },
            [drawn = drawn](std::span<uint8_t> out) {
              auto value = ++*drawn;
              for (auto& byte : out) {
                byte = static_cast<uint8_t>(value);
                value = value * 6364136223846793005u + 1442695040888963407u;
                value ^= value >> 32;
              }
            }};
  }
};

} // namespace mostro::test
