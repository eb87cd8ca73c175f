// SPDX-License-Identifier: MIT
//
// Messages and handle of the store. Local to the process, never stored.
#pragma once

#include "messages/order.hpp"
#include "storage/database.hpp"

#include <caf/all.hpp>

namespace mostro {

/// Apply one change durably; answered after the sync. An error answer with
/// `actor_error::conflict` means: not applied, the stored state is different.
struct write_change {
  storage::change what;
};
/// Read one order, open or closed.
struct find_order {
  order_id id;
};
struct found_order {
  std::optional<order> it;
  std::vector<storage::outbox_row> outbox; ///< Its rows that are still to be performed.
};

/// The STORE: the only writer of the database, detached, group commit.
using store_actor = caf::typed_actor<caf::replies_to<write_change>::with<storage::written>,
                                     caf::replies_to<find_order>::with<found_order>>;

/// Read deliveries of the outbox that the publisher could not keep in memory.
struct read_outbox {
  outbox_id after = 0; ///< Only rows with larger ids.
  size_t limit = 0;    ///< At most so many.
};
struct outbox_read {
  std::vector<storage::outbox_row> rows; ///< Deliveries only, by id.
};
/// The part of the store that re-reads the outbox.
using outbox_reader_actor = caf::typed_actor<caf::replies_to<read_outbox>::with<outbox_read>>;

} // namespace mostro

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::find_order)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::found_order)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::outbox_read)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::read_outbox)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::write_change)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::storage::written)
