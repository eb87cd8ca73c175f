// SPDX-License-Identifier: MIT
//
// The database of the simulated daemon: the real one (LMDB, on a memory file system), with a
// crash possible before and after every group of changes, and an observer of what became durable.
#pragma once

#include "storage/database.hpp"
#include "tests/simulation/world.hpp"

namespace mostro::simulation {

/// Hears every group that became durable, with what each change did.
using disk_observer = std::function<void(std::span<const storage::change>,
                                         const std::vector<result<storage::written>>&)>;

/// Decorates a database for one life of the daemon.
class simulated_disk final : public storage::database {
public:
  simulated_disk(world& in, std::shared_ptr<bool> alive, std::unique_ptr<storage::database> real,
                 disk_observer tell)
      : in_(in), alive_(std::move(alive)), real_(std::move(real)), tell_(std::move(tell)) {}

  result<std::vector<result<storage::written>>>
  write(std::span<const storage::change> group) override {
    if (*alive_)
      in_.maybe_crash(in_.faults.crash_at_write / 2, "before a write");
    if (!*alive_)
      return fail(errc::io, "the process is dead");
    auto out = real_->write(group);
    if (out)
      tell_(group, *out);
    else
      in_.broken("disk", "a group was not written: " + to_string(out.why()));
    in_.maybe_crash(in_.faults.crash_at_write / 2, "after a write");
    return out;
  }

  result<storage::recovered> recover() const override { return real_->recover(); }
  result<std::optional<order>> find_order(const order_id& id) const override {
    return real_->find_order(id);
  }
  result<std::vector<storage::outbox_row>> outbox_of(const order_id& id) const override {
    return real_->outbox_of(id);
  }
  result<std::vector<storage::outbox_row>> deliveries_after(outbox_id after,
                                                            size_t limit) const override {
    return real_->deliveries_after(after, limit);
  }
  result<std::optional<storage::user_record>> find_user(const public_key& identity) const override {
    return real_->find_user(identity);
  }
  result<std::vector<storage::journal_entry>> journal_of(const order_id& id) const override {
    return real_->journal_of(id);
  }
  result<std::vector<order>> list_orders(const storage::order_filter& which) const override {
    return real_->list_orders(which);
  }
  result<std::optional<order_id>> order_of_dispute(const dispute_id& id) const override {
    return real_->order_of_dispute(id);
  }
  result<std::optional<order_id>> user_of_hash(const payment_hash& hash) const override {
    return real_->user_of_hash(hash);
  }
  result<std::vector<storage::trace_entry>> trace_of(const order_id& id) const override {
    return real_->trace_of(id);
  }
  result<std::vector<storage::user_record>> solvers() const override { return real_->solvers(); }
  result<std::vector<dev_fee_payment>> unpaid_dev_fees() const override {
    return real_->unpaid_dev_fees();
  }
  result<bool> has_seen(const event_id& id) const override { return real_->has_seen(id); }

private:
  world& in_;
  std::shared_ptr<bool> alive_;
  std::unique_ptr<storage::database> real_;
  disk_observer tell_;
};

} // namespace mostro::simulation
