// SPDX-License-Identifier: MIT
//
// A database in memory for tests of actors: it keeps what it is told and survives
// as long as the object does, so a test can restart actors on it. Sequences and
// trade indices are not judged; conflicts and failures can be ordered.
#pragma once

#include "storage/database.hpp"

#include <map>
#include <set>

namespace mostro::test {

class memory_database : public storage::database {
public:
  // What a test may look at or prepare.
  std::map<outbox_id, storage::outbox_row> outbox;
  std::map<event_id, storage::inbound_row> unfinished;
  std::set<event_id> seen;
  std::map<std::string, unix_time> cursors;
  std::map<std::string, unix_time> stamps;
  std::map<order_id, order> orders;
  std::map<order_id, std::vector<storage::journal_entry>> journals;
  std::map<dispute_id, order_id> disputes;
  std::map<payment_hash, order_id> hash_users;
  std::map<public_key, storage::user_record> users;
  std::map<order_id, dev_fee_payment> dev_fees;
  std::map<std::string, storage::stored_price> prices;
  std::map<order_id, std::vector<storage::trace_entry>> traces;
  std::vector<storage::change> applied; ///< In their order.
  std::vector<size_t> group_sizes;
  std::set<uint64_t> conflicting_seqs; ///< Decisions with these seqs are conflicts.
  std::set<uint64_t> invalid_seqs;     ///< Decisions with these seqs break a rule.
  bool broken = false;                 ///< Every call fails.

  result<std::vector<result<storage::written>>>
  write(std::span<const storage::change> group) override;
  result<storage::recovered> recover() const override;
  result<std::optional<order>> find_order(const order_id& id) const override;
  result<std::vector<storage::outbox_row>> outbox_of(const order_id& id) const override;
  result<std::vector<storage::outbox_row>> deliveries_after(outbox_id after,
                                                            size_t limit) const override;
  result<std::optional<storage::user_record>> find_user(const public_key& who) const override;
  result<std::vector<storage::journal_entry>> journal_of(const order_id& id) const override;
  result<std::vector<order>> list_orders(const storage::order_filter& which) const override;
  result<std::optional<order_id>> order_of_dispute(const dispute_id& id) const override;
  result<std::optional<order_id>> user_of_hash(const payment_hash& hash) const override;
  result<std::vector<storage::trace_entry>> trace_of(const order_id& id) const override;
  result<std::vector<storage::user_record>> solvers() const override;
  result<std::vector<dev_fee_payment>> unpaid_dev_fees() const override;
  result<bool> has_seen(const event_id& id) const override;

  /// The changes of one kind that were applied.
  template <class T>
  std::vector<T> all() const {
    std::vector<T> out;
    for (const auto& one : applied)
      if (const auto* match = std::get_if<T>(&one))
        out.push_back(*match);
    return out;
  }
  /// Files an effect as a decision would; returns the row.
  storage::outbox_row file(order_effect effect, order_id about = {});

private:
  friend struct memory_writer;
  outbox_id last_id_ = 0;
};

} // namespace mostro::test
