// SPDX-License-Identifier: MIT
//
// A database in memory for tests of actors: the inbox, the outbox, cursors and
// stamps behave as on disk, and survive as long as the object does, so a test
// can restart actors on it. Orders are not judged; failures can be ordered.
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
  std::vector<storage::change> applied; ///< In their order.
  std::vector<size_t> group_sizes;
  std::set<uint64_t> conflicting_seqs; ///< Decisions with these seqs are conflicts.
  bool broken = false;                 ///< Every call fails.

  result<std::vector<result<storage::written>>>
  write(std::span<const storage::change> group) override;
  result<storage::recovered> recover() const override;
  result<std::optional<order>> find_order(const order_id&) const override {
    if (broken)
      return fail(errc::damaged, "broken by the test");
    return std::optional<order>{};
  }
  result<std::vector<storage::outbox_row>> outbox_of(const order_id&) const override {
    return std::vector<storage::outbox_row>{};
  }
  result<std::vector<storage::outbox_row>> deliveries_after(outbox_id after,
                                                            size_t limit) const override;
  result<std::optional<storage::user_record>> find_user(const public_key&) const override {
    return std::optional<storage::user_record>{};
  }
  result<std::vector<storage::journal_entry>> journal_of(const order_id&) const override {
    return std::vector<storage::journal_entry>{};
  }
  result<std::vector<order>> list_orders(const storage::order_filter&) const override {
    return std::vector<order>{};
  }
  result<std::optional<order_id>> order_of_dispute(const dispute_id&) const override {
    return std::optional<order_id>{};
  }
  result<std::optional<order_id>> user_of_hash(const payment_hash&) const override {
    return std::optional<order_id>{};
  }
  result<std::vector<storage::trace_entry>> trace_of(const order_id&) const override {
    return std::vector<storage::trace_entry>{};
  }
  result<std::vector<storage::user_record>> solvers() const override {
    return std::vector<storage::user_record>{};
  }
  result<bool> has_seen(const event_id& id) const override { return seen.contains(id); }

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
  result<storage::written> apply(const storage::change& what);
  outbox_id last_id_ = 0;
};

} // namespace mostro::test
