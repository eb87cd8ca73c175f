// SPDX-License-Identifier: MIT
//
// Messages and handle of the store. Local to the process, never stored.
#pragma once

#include "messages/order.hpp"
#include "storage/database.hpp"

#include <caf/all.hpp>

namespace mostro {

/// Apply one change durably; answered after the sync. An error answer with
/// `actor_error::conflict` means: not applied, the stored state is different; with
/// `bad_input`: not applied, and never will be (a message that is too long).
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

/// Which order does this dispute belong to?
struct find_dispute_order {
  dispute_id id;
};
struct dispute_order_found {
  std::optional<order_id> order; ///< Open or closed; none: no such dispute.
};
/// Which order has used this payment hash in an escrow, a payout or a given invoice?
struct find_hash_user {
  payment_hash hash;
};
struct hash_user_found {
  std::optional<order_id> order; ///< The first one that used it, open or closed.
};
/// Read several orders at once (the `orders` query); beyond `most_orders_read` ids are
/// not looked up.
struct read_orders {
  std::vector<order_id> ids;
};
struct orders_read {
  std::vector<order> orders; ///< In the order of the ids; unknown ids are left out.
};
/// How many orders one read_orders answers at most.
inline constexpr size_t most_orders_read = 256;

/// The part of the store that looks things up for the book.
using archive_actor =
    caf::typed_actor<caf::replies_to<find_dispute_order>::with<dispute_order_found>,
                     caf::replies_to<find_hash_user>::with<hash_user_found>,
                     caf::replies_to<read_orders>::with<orders_read>>;

/// Read the development fees that are not paid.
struct read_dev_fees {};
struct dev_fees_read {
  std::vector<dev_fee_payment> fees; ///< By order.
};
/// The part of the store that the development fees need.
using dev_fee_store_actor =
    caf::typed_actor<caf::replies_to<write_change>::with<storage::written>,
                     caf::replies_to<read_dev_fees>::with<dev_fees_read>>;

} // namespace mostro

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::dev_fees_read)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::dispute_order_found)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::find_dispute_order)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::find_hash_user)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::find_order)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::found_order)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::hash_user_found)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::orders_read)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::outbox_read)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::read_dev_fees)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::read_orders)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::read_outbox)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::write_change)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::storage::written)
