// SPDX-License-Identifier: MIT
//
// The PUBLISHER: takes outbox rows, stamps them, has them signed, keeps the
// signed event durably and only then sends it to every relay. A row is retired
// when one relay accepted it. After a crash the kept event is sent again, same id.
#pragma once

#include "actors/environment.hpp"
#include "actors/interfaces/ln_node.hpp"
#include "actors/interfaces/publisher.hpp"
#include "actors/interfaces/reconciler.hpp"
#include "actors/interfaces/reputation.hpp"
#include "actors/interfaces/signer.hpp"
#include "actors/interfaces/store.hpp"
#include "actors/metrics/measurements.hpp"
#include "actors/publisher/publication_mapper.hpp"
#include "actors/publisher/publisher_session.hpp"

#include <deque>

namespace mostro {

/// The publisher with the messages of its wiring. `node_changed` tells the
/// Lightning network that public orders name.
using wired_publisher_actor =
    publisher_actor::extend<caf::reacts_to<use_relays>, caf::reacts_to<use_reconciler>,
                            caf::reacts_to<republish>, caf::reacts_to<node_changed>>;

/// What the publisher needs.
struct publisher_setup {
  store_actor store;
  outbox_reader_actor outbox; ///< May be absent: then there is no limit on rows in memory.
  signer_actor signer;
  reputation_actor reputation;
  mostro::environment environment;
  publication_settings publication;
  std::vector<std::pair<std::string, unix_time>> stamps; ///< As recovered.
  delivery_patience patience;
  size_t most_rows = 10'000; ///< Rows in memory; the rest waits in the database.
  std::shared_ptr<measurements> measured = no_measurements();
  std::vector<std::string> networks{}; ///< As known at the start; `node_changed` replaces them.
};

struct publisher_state {
  publisher_state() = default;
  static constexpr const char* name = "publisher";

  struct row_in_memory {
    storage::outbox_row row;
    std::optional<nostr::event> event; ///< Once it is kept; the effect is dropped then.
  };
  /// What an answer of a relay is about, for the order's trace.
  struct sent_event {
    order_id order;
    uint16_t kind = 0;
  };
  /// Rows that were left in the database because memory was full.
  struct backlog {
    outbox_id after = 0; ///< Everything to be re-read has a larger id.
    size_t rows = 0;
    bool reading = false;
  };

  publisher_setup setup;
  std::optional<publisher_session> session;
  std::unordered_map<outbox_id, row_in_memory> rows;
  std::set<outbox_id> retiring; ///< Delivered, not yet retired in the store.
  bool retire_under_way = false;
  std::optional<backlog> left_behind;
  std::unordered_map<event_id, sent_event> sent; ///< The newest events about orders.
  std::deque<event_id> sent_order;               ///< Of `sent`, oldest first.
  std::vector<storage::trace_entry> trace;       ///< To be noted with the next tick.
  bool trace_under_way = false;
  book_reconciler_actor reconciler; ///< May be absent.
  std::vector<relay_route> routes;
  std::vector<std::string> networks;
  std::map<std::string, nostr::event> announcements; ///< Newest by stamp key.
};

wired_publisher_actor::behavior_type
publisher_behavior(wired_publisher_actor::stateful_pointer<publisher_state> self,
                   publisher_setup setup);

} // namespace mostro
