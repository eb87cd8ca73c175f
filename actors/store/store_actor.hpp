// SPDX-License-Identifier: MIT
//
// The STORE: the only writer of the database. It collects what arrives while the
// disk is busy and writes it as one group with one sync; every promise is
// answered after that sync, in the order of arrival. Spawned detached by main.
#pragma once

#include "actors/interfaces/store.hpp"
#include "actors/metrics/measurements.hpp"

#include <functional>
#include <memory>

namespace mostro {

/// The store to itself: everything that was in the mailbox has been collected.
struct write_group {};

/// The whole store: what everybody uses, what the publisher re-reads, what the book looks up.
using store_writer_actor =
    store_actor::extend<caf::replies_to<read_outbox>::with<outbox_read>,
                        caf::replies_to<find_dispute_order>::with<dispute_order_found>,
                        caf::replies_to<find_hash_user>::with<hash_user_found>,
                        caf::replies_to<read_orders>::with<orders_read>,
                        caf::replies_to<read_dev_fees>::with<dev_fees_read>,
                        caf::reacts_to<write_group>>;

/// What the store needs.
struct store_setup {
  std::shared_ptr<storage::database> database;
  /// Called once when the database fails: the process must end (architecture §5).
  std::function<void(const std::string& why)> fatal;
  size_t largest_group = 100; ///< Changes per sync.
  std::shared_ptr<measurements> measured = no_measurements();
};

struct store_state {
  store_state() = default;
  static constexpr const char* name = "store";
  using promise = caf::typed_response_promise<storage::written>;

  store_setup setup;
  std::vector<storage::change> group;
  std::vector<promise> promises; ///< Of `group`, same order.
  bool group_announced = false;  ///< A write_group message is under way.
  bool failed = false;
};

/// A conflict is answered with `actor_error::conflict`, a change that cannot be stored at all
/// with `bad_input`; after a failure of the
/// database everything is answered with `actor_error::storage_failed`.
store_writer_actor::behavior_type
store_behavior(store_writer_actor::stateful_pointer<store_state> self, store_setup setup);

} // namespace mostro

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::write_group)
