// SPDX-License-Identifier: MIT
//
// The database: everything that must survive a crash, behind values. One writer
// (the store actor); reads open a short read transaction of their own and may
// come from any thread. A write returns after it is synced to disk.
#pragma once

#include "storage/backup.hpp"
#include "storage/changes.hpp"

#include <filesystem>
#include <memory>
#include <span>

namespace mostro::storage {

/// A trader with an identity.
struct user_record {
  public_key identity;
  int64_t last_trade_index = 0;
  unix_time created_at;
  int64_t total_reviews = 0;
  double total_rating = 0;
  int64_t last_rating = 0;
  int64_t max_rating = 0;
  int64_t min_rating = 0;
  solver_standing solver = solver_standing::none; ///< none, read or read_write.
  friend bool operator==(const user_record&, const user_record&) = default;
};

/// A kept message that was not finished before the last stop.
struct inbound_row {
  event_id id;
  unix_time received_at;
  std::string event_json;
};

/// What is needed to go on after a start.
struct recovered {
  std::vector<order> open_orders;   ///< Every order that is not closed.
  std::vector<outbox_row> outbox;   ///< By id.
  std::vector<inbound_row> inbound; ///< Unfinished, oldest first.
  std::vector<user_record> users;
  std::vector<keep_cursor> cursors;
  std::vector<std::pair<std::string, unix_time>> stamps;
  std::vector<dev_fee_payment> unpaid_dev_fees;
  std::vector<stored_price> prices;
  /// Set when this database is a backup that was put in the place of a newer one: what
  /// happened after that moment is unknown to it.
  std::optional<unix_time> copied_at = {};
};

/// Which orders a listing wants.
struct order_filter {
  bool open_only = true;
  std::optional<order_status> status; ///< As status_of says.
  std::optional<order_id> after;      ///< Only ids greater than this (paging).
  size_t limit = 100;
};

/// How to open.
struct open_options {
  std::filesystem::path directory;            ///< Created with mode 0700; the files get 0600.
  size_t initial_map_size = size_t{64} << 20; ///< Doubled whenever it fills.
};

/// The database of one daemon.
class database {
public:
  /// Opens or creates; takes a lock on the directory so that two daemons cannot
  /// share it. Errors name the path: `damaged` (a newer version or a corrupt
  /// file, with the mend), `conflict` (in use by another process), `io`.
  static result<std::unique_ptr<database>> open(const open_options& how);
  virtual ~database() = default;

  /// Applies a group of changes in one transaction and syncs once. Per change:
  /// what it did, or why it was not applied: `conflict` (sequence, trade index, row signed
  /// already, fee paid already), `too_large` (a message beyond `longest_message`) or `invalid`
  /// (a message that would not be read back, a rating, standing or price that is none). The
  /// outer error means that nothing was written.
  virtual result<std::vector<result<written>>> write(std::span<const change> group) = 0;

  virtual result<recovered> recover() const = 0;
  virtual result<std::optional<order>> find_order(const order_id& id) const = 0;
  /// The outbox rows of one order, by id: what its restart has to perform again.
  virtual result<std::vector<outbox_row>> outbox_of(const order_id& id) const = 0;
  /// Deliveries of the outbox with ids greater than `after`, by id, at most `limit`.
  virtual result<std::vector<outbox_row>> deliveries_after(outbox_id after, size_t limit) const = 0;
  virtual result<std::optional<user_record>> find_user(const public_key& identity) const = 0;
  virtual result<std::vector<journal_entry>> journal_of(const order_id& id) const = 0;
  /// Orders by id, as the filter wants; open ones cost a scan of the open orders only.
  virtual result<std::vector<order>> list_orders(const order_filter& which) const = 0;
  /// The order that a dispute belongs to, open or over.
  virtual result<std::optional<order_id>> order_of_dispute(const dispute_id& id) const = 0;
  /// The order whose escrow, payout or given invoice has used this payment hash.
  virtual result<std::optional<order_id>> user_of_hash(const payment_hash& hash) const = 0;
  virtual result<std::vector<trace_entry>> trace_of(const order_id& id) const = 0;
  /// Every user that is a solver.
  virtual result<std::vector<user_record>> solvers() const = 0;
  /// Development fees that are owed or being sent, by order.
  virtual result<std::vector<dev_fee_payment>> unpaid_dev_fees() const = 0;
  /// Unfinished or finished: true when the id was kept and not yet pruned.
  virtual result<bool> has_seen(const event_id& id) const = 0;

  /// Makes a backup while the database is used; waits for the disk, so it is for a thread
  /// of its own. Writers do not wait for it; when one needs room, the copy begins again.
  /// `unavailable` for a database that has no files (tests).
  virtual result<backup_made> back_up(const backup_request& what) const;
  /// Removes the mark of a backup: its orders agree with LND from now on.
  virtual status forget_copy();
};

} // namespace mostro::storage
