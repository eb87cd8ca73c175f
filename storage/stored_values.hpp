// SPDX-License-Identifier: MIT
//
// Values by key within a transaction, decoded. A value that does not decode makes
// the transaction fail: the caller sees "absent" and must look at the outcome.
#pragma once

#include "storage/database.hpp"
#include "storage/lmdb_environment.hpp"

namespace mostro::storage {

std::optional<order> load_order(transaction& txn, const order_id& id);
std::optional<user_record> load_user(transaction& txn, const public_key& identity);
std::optional<outbox_row> load_outbox_row(transaction& txn, outbox_id id);
std::optional<inbound_row> load_inbound(transaction& txn, const event_id& id);
std::optional<unix_time> load_seen(transaction& txn, const event_id& id);
/// The time kept for a recipient or `d` tag.
std::optional<unix_time> load_stamp(transaction& txn, const std::string& name);
/// The last outbox id that was given out; 0 in a new database.
outbox_id load_last_outbox_id(transaction& txn);
/// When the backup was made that this database is; none in an original.
std::optional<unix_time> load_copied_at(transaction& txn);
/// The order that a row of the outbox belongs to.
std::optional<order_id> load_outbox_order(transaction& txn, outbox_id id);
/// All rows of one order, by id.
std::vector<outbox_row> load_outbox_of(transaction& txn, const order_id& id);
/// Deliveries of the outbox beyond `after`, by id, at most `limit`.
std::vector<outbox_row> load_deliveries(transaction& txn, outbox_id after, size_t limit);
/// The development fee of an order.
std::optional<dev_fee_payment> load_dev_fee(transaction& txn, const order_id& id);
/// Every development fee that is not paid, by order.
std::vector<dev_fee_payment> load_unpaid_dev_fees(transaction& txn);
/// The order that a dispute belongs to; the first one that used a payment hash.
std::optional<order_id> load_order_of(transaction& txn, const dispute_id& id);
std::optional<order_id> load_order_of(transaction& txn, const payment_hash& hash);
/// All lines of one order, oldest first.
std::vector<trace_entry> load_trace(transaction& txn, const order_id& id);
/// Orders by id, as a filter wants them.
std::vector<order> load_orders(transaction& txn, const order_filter& which);
/// Every user with a solver's standing.
std::vector<user_record> load_solvers(transaction& txn);
/// All entries of one order, oldest first.
std::vector<journal_entry> load_journal(transaction& txn, const order_id& id);

/// Everything that `database::recover` gives; judges what the tables say of each
/// other and fails the transaction as `damaged` where they disagree.
recovered load_everything_needed(transaction& txn);

} // namespace mostro::storage
