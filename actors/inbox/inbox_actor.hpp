// SPDX-License-Identifier: MIT
//
// The INBOX: judges every event from outside in the order of spec 01 §3, makes
// it durable, then routes it. Nothing that was accepted is lost by a crash: a
// kept message is fed again at the next start until somebody finished it.
#pragma once

#include "actors/environment.hpp"
#include "actors/inbox/intake_session.hpp"
#include "actors/interfaces/dispute_desk.hpp"
#include "actors/interfaces/inbox.hpp"
#include "actors/interfaces/order_book.hpp"
#include "actors/interfaces/publisher.hpp"
#include "actors/interfaces/reputation.hpp"
#include "actors/interfaces/signer.hpp"
#include "actors/interfaces/store.hpp"

namespace mostro {

/// Starts the work; sent once book and desk exist (the book needs the inbox first) and
/// before any relay connects. Events that arrive earlier are not looked at.
struct begin_intake {
  order_book_actor book;
  dispute_desk_actor desk;
};
/// A timer of the inbox: housekeeping.
struct inbox_tick {};

/// The inbox with the messages of its wiring.
using wired_inbox_actor =
    inbox_actor::extend<caf::reacts_to<begin_intake>, caf::reacts_to<inbox_tick>>;

/// What the inbox needs.
struct inbox_setup {
  store_actor store;
  signer_actor signer;
  reputation_actor reputation;
  publisher_actor publisher;
  mostro::environment environment;
  intake_settings settings;
  std::vector<storage::inbound_row> unfinished; ///< As recovered, oldest first.
  std::vector<storage::keep_cursor> cursors;    ///< As recovered.
  public_key node = {};                         ///< The node's own key.
};

struct inbox_state {
  inbox_state() = default;
  static constexpr const char* name = "inbox";

  inbox_setup setup;
  order_book_actor book; ///< None before `begin_intake`.
  dispute_desk_actor desk;
  std::optional<intake_session> session;
  std::deque<storage::inbound_row> unfinished; ///< Still to be fed.
  size_t recovering = 0;                       ///< Fed, not routed yet.
  uint64_t shed = 0;                           ///< Since the last housekeeping.
  uint64_t ticks = 0;
  bool stopped = false;
};

wired_inbox_actor::behavior_type
inbox_behavior(wired_inbox_actor::stateful_pointer<inbox_state> self, inbox_setup setup);

} // namespace mostro

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::begin_intake)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::inbox_tick)
