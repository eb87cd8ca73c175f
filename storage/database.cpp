// SPDX-License-Identifier: MIT
#include "storage/database.hpp"

#include "storage/change_writer.hpp"
#include "storage/directory_lock.hpp"
#include "storage/file_check.hpp"
#include "storage/hot_copy.hpp"
#include "storage/layout_upgrade.hpp"
#include "storage/stored_values.hpp"
#include "storage/tables.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <shared_mutex>
#include <thread>

namespace mostro::storage {
namespace {

class lmdb_database final : public database {
public:
  lmdb_database(directory_lock lock, environment env)
      : lock_(std::move(lock)), env_(std::move(env)) {}

  result<std::vector<result<written>>> write(std::span<const change> group) override {
    const std::lock_guard writing(one_writer_);
    return commit_growing([&](transaction& txn) {
      std::vector<result<written>> out;
      change_writer writer(txn);
      for (const change& what : group)
        out.push_back(writer.apply(what));
      writer.finish();
      return out;
    });
  }

  /// Brings a database of an older layout up to `layout_version`, in one transaction.
  status upgrade() {
    return commit_growing([](transaction& txn) {
      upgrade_layout(txn);
      return std::monostate{};
    });
  }

  result<recovered> recover() const override { return read(load_everything_needed); }

  result<std::optional<order>> find_order(const order_id& id) const override {
    return read([&](transaction& txn) { return load_order(txn, id); });
  }
  result<std::vector<outbox_row>> outbox_of(const order_id& id) const override {
    return read([&](transaction& txn) { return load_outbox_of(txn, id); });
  }
  result<std::vector<outbox_row>> deliveries_after(outbox_id after, size_t limit) const override {
    return read([&](transaction& txn) { return load_deliveries(txn, after, limit); });
  }
  result<std::optional<user_record>> find_user(const public_key& identity) const override {
    return read([&](transaction& txn) { return load_user(txn, identity); });
  }
  result<std::vector<journal_entry>> journal_of(const order_id& id) const override {
    return read([&](transaction& txn) { return load_journal(txn, id); });
  }
  result<std::vector<order>> list_orders(const order_filter& which) const override {
    return read([&](transaction& txn) { return load_orders(txn, which); });
  }
  result<std::optional<order_id>> order_of_dispute(const dispute_id& id) const override {
    return read([&](transaction& txn) { return load_order_of(txn, id); });
  }
  result<std::optional<order_id>> user_of_hash(const payment_hash& hash) const override {
    return read([&](transaction& txn) { return load_order_of(txn, hash); });
  }
  result<std::vector<trace_entry>> trace_of(const order_id& id) const override {
    return read([&](transaction& txn) { return load_trace(txn, id); });
  }
  result<std::vector<user_record>> solvers() const override { return read(load_solvers); }
  result<std::vector<dev_fee_payment>> unpaid_dev_fees() const override {
    return read(load_unpaid_dev_fees);
  }
  result<bool> has_seen(const event_id& id) const override {
    return read([&](transaction& txn) {
      return txn.has(table::inbound, id.data) || txn.has(table::seen, id.data);
    });
  }

  result<backup_made> back_up(const backup_request& what) const override {
    return make_backup(what, [&](int descriptor) { return copy_to(descriptor, what.give_up); });
  }
  status forget_copy() override {
    const std::lock_guard writing(one_writer_);
    auto forgotten = commit_growing(
        [](transaction& txn) { return txn.erase(table::meta, as_bytes(copied_at_key)); });
    return forgotten ? done() : status{forgotten.why()};
  }

private:
  /// Copies the newest commit to a file. A writer that needs a larger map does not wait for
  /// the whole copy, but only until it has stopped.
  status copy_to(int descriptor, const std::function<bool()>& give_up) const {
    for (;;) {
      auto copied = copy_unless_growing(descriptor, give_up);
      if (copied || copied.why().code != errc::unavailable || (give_up && give_up()))
        return copied;
      if (auto again = rewind_file(descriptor); !again)
        return again;
      while (growing_ > 0) // The lock prefers readers: let the writer have it.
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
  }
  status copy_unless_growing(int descriptor, const std::function<bool()>& give_up) const {
    const std::shared_lock reading(map_use_);
    return copy_environment(env_, descriptor,
                            [&] { return growing_ > 0 || (give_up && give_up()); });
  }

  /// Runs `apply` in a write transaction and commits; when the map is full,
  /// enlarges it and runs `apply` again from the start.
  template <class Apply>
  auto commit_growing(Apply apply) -> result<decltype(apply(std::declval<transaction&>()))> {
    for (;;) {
      {
        transaction txn(env_, transaction::access::write);
        auto out = apply(txn);
        if (auto committed = txn.commit(); committed)
          return out;
        else if (!txn.is_map_full())
          return committed.why();
      }
      // The map may move: no read transaction may be alive meanwhile.
      ++growing_;
      const std::unique_lock no_readers(map_use_);
      --growing_;
      if (auto grown = env_.grow(); !grown)
        return grown.why();
    }
  }

  template <class Load>
  auto read(Load load) const -> result<decltype(load(std::declval<transaction&>()))> {
    const std::shared_lock reading(map_use_);
    transaction txn(env_, transaction::access::read);
    auto out = load(txn);
    if (auto outcome = txn.outcome(); !outcome)
      return outcome.why();
    return out;
  }

  directory_lock lock_; // Outlives the environment.
  environment env_;
  std::mutex one_writer_;
  mutable std::shared_mutex map_use_;
  std::atomic<int> growing_ = 0; ///< Writers that wait for a larger map.
};

/// A database's environment and the layout that it has on disk.
struct opened_environment {
  environment env;
  uint64_t layout = layout_version;
};

/// Says why a database of layout `found` is not opened.
error wrong_layout(const std::filesystem::path& path, uint64_t found) {
  return error{errc::damaged,
               path.string() + ": its layout is version " + std::to_string(found) +
                   ", this program knows up to " + std::to_string(layout_version) +
                   "; run the newer program that wrote it, or restore a backup from before"};
}

/// Opens the environment; looks at the layout before anything is written to it.
result<opened_environment> open_environment(const open_options& how) {
  const std::filesystem::path path = how.directory / "data.mdb";
  auto env = environment::open(how.directory, how.initial_map_size);
  if (!env)
    return env.why();
  auto mark = env->peek(table_names[table::meta], as_bytes(layout_key));
  if (!mark)
    return mark.why();
  uint64_t layout = layout_version;
  if (*mark && (*mark)->size() == sizeof(layout_version))
    layout = from_big_endian(**mark);
  if (layout < oldest_layout_version || layout > layout_version)
    return wrong_layout(path, layout);
  // New tables must not fail for lack of room; this is address space only.
  if (layout != layout_version)
    if (auto grown = env->grow(); !grown)
      return grown.why();
  const size_t required = layout == layout_version ? table_names.size() : tables_of_oldest_layout;
  const auto expected = big_endian(layout);
  if (auto opened =
          env->open_tables(table_names, {table::meta, as_bytes(layout_key), expected}, required);
      !opened)
    return opened.why();
  mark = env->peek(table_names[table::meta], as_bytes(layout_key));
  if (!mark || !*mark || !std::ranges::equal(**mark, expected))
    return error{errc::damaged, path.string() + ": its layout mark is unreadable; restore the "
                                                "directory from a backup"};
  return opened_environment{*std::move(env), layout};
}

} // namespace

result<backup_made> database::back_up(const backup_request&) const {
  return fail(errc::unavailable, "this database has no files");
}

status database::forget_copy() { return done(); }

result<std::unique_ptr<database>> database::open(const open_options& how) {
  auto lock = directory_lock::take(how.directory);
  if (!lock)
    return lock.why();
  if (auto sound = check_database_file(how.directory / "data.mdb"); !sound)
    return sound.why();
  if (auto reserved = reserve_lock_table(how.directory); !reserved)
    return reserved.why();
  auto opened = open_environment(how);
  if (!opened)
    return opened.why();
  auto out = std::make_unique<lmdb_database>(*std::move(lock), std::move(opened->env));
  if (opened->layout != layout_version)
    if (auto upgraded = out->upgrade(); !upgraded)
      return upgraded.why();
  if (auto made = make_files_private(how.directory); !made)
    return made.why();
  if (auto synced = sync_directory(how.directory); !synced)
    return synced.why();
  return std::unique_ptr<database>(std::move(out));
}

} // namespace mostro::storage
