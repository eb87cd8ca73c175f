// SPDX-License-Identifier: MIT
//
// The BOOK RECONCILER: a shell around public_book_session. Soon after a relay connects
// and then at an interval it asks the relay what it has of our orders and disputes, and
// sends what is missing or outdated there: the very event where it is known, else a new
// revision made from the database by the publisher.
#pragma once

#include "actors/environment.hpp"
#include "actors/interfaces/publisher.hpp"
#include "actors/interfaces/reconciler.hpp"
#include "actors/interfaces/store.hpp"
#include "actors/reconciler/public_book_session.hpp"

namespace mostro {

/// What the reconciler needs.
struct book_reconciler_setup {
  archive_actor archive;
  republisher_actor publisher;
  mostro::environment environment;
  public_key node;
  std::vector<std::pair<std::string, unix_time>> stamps; ///< As recovered.
  seconds order_retention{30 * 86400};                   ///< NIP-40, as the publisher has it.
  seconds dispute_retention{90 * 86400};
  /// Between two looks at one relay. The first one of a session comes after a twelfth
  /// of it, and the patience of `limits` follows it.
  std::chrono::milliseconds interval{60'000};
  seconds whole_every{3600};   ///< A large book is compared whole this often …
  seconds recent{1800};        ///< … and else as far back as this.
  size_t large_book = 500;     ///< Events; smaller books are always compared whole.
  size_t most_events = 20'000; ///< That one answer may hold.
  public_book_session::limits limits{};
};

struct book_reconciler_state {
  book_reconciler_state() = default;
  static constexpr const char* name = "book-reconciler";

  struct relay_standing {
    relay_actor relay; ///< None until the relays are known.
    bool connected = false;
    uint64_t generation = 0; ///< Of the session.
    unsigned failures = 0;   ///< Questions in a row without an answer.
    unix_time whole_at;      ///< When the whole book was compared last.
  };

  book_reconciler_setup setup;
  std::optional<public_book_session> session;
  std::map<std::string, relay_standing> relays;
};

book_reconciler_actor::behavior_type
book_reconciler_behavior(book_reconciler_actor::stateful_pointer<book_reconciler_state> self,
                         book_reconciler_setup setup);

} // namespace mostro
